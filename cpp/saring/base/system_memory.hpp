#pragma once

#include <cstddef>

// Memory functions that differ between operating systems: system_memory.cpp.
namespace saring {

// The smallest size of large pages. Memory that uses them begins at a multiple of it.
inline constexpr std::size_t kLargePage = std::size_t{1} << 21;

// Asks for large pages, if the system has them; otherwise does nothing.
void use_large_pages(void* memory, std::size_t size) noexcept;

// Returns freed memory to the system, if the allocator would keep it. Call it at the end of a phase
// that used much memory, so that the process stays below its memory limit.
void return_free_memory() noexcept;

// The bytes of memory that the process uses now, as the system reports them; 0 if it does not
// report them.
[[nodiscard]] std::size_t resident_bytes() noexcept;

}  // namespace saring
