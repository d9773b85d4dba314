#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace saring {

// XXH3, 64 bits (xxHash 0.8 specification). It is the same on every machine and in every version,
// so hashes may be stored in files.
[[nodiscard]] std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0) noexcept;

// Mixes the bits of a 64-bit value (the finalizer of MurmurHash3, Appleby 2011). A bijection.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t x) noexcept {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  x ^= x >> 33;
  return x;
}

// A key that nobody can guess. Texts that were made to collide under a known key do not collide
// under this one.
[[nodiscard]] std::uint64_t random_key();

}  // namespace saring
