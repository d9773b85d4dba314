#pragma once

#include <cstddef>

// What every operating system does with memory in a way of its own: system_memory.cpp.
namespace saring {

// Least size of large pages; what is to have them begins at a multiple of it.
inline constexpr std::size_t kLargePage = std::size_t{1} << 21;

// Asks for large pages, where the system has them; elsewhere nothing happens.
void use_large_pages(void* memory, std::size_t size) noexcept;

// Gives memory that was freed back to the system, where the allocator keeps it otherwise: for the
// ends of phases that hold much, so that a bound on the memory of the process can be kept.
void return_free_memory() noexcept;

// Bytes of memory that the process has now, by what the system says; 0 where it does not say so.
[[nodiscard]] std::size_t resident_bytes() noexcept;

}  // namespace saring
