#pragma once

#include <cstdlib>
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

}  // namespace saring
