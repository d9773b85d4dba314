#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace saring {

// Gives memory that was freed back to the system, where the allocator keeps it otherwise: for the
// ends of phases that hold much, so that a bound on the memory of the process can be kept.
inline void return_free_memory() noexcept {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

// Bytes of memory that the process has now, by what the system says; 0 where it does not say so.
inline std::size_t resident_bytes() {
  constexpr std::size_t kPageBytes = 4096;  // the unit of statm on x86 and most others
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  return file >> total >> resident ? resident * kPageBytes : 0;
}

}  // namespace saring
