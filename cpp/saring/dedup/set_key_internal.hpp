#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace saring::dedup {

// A key that two sets must share to be compared: a shingle of the prefix, or a band of a signature.
struct SetKey {
  std::uint64_t hash = 0;
  std::uint32_t set = 0;
  // The number of the set's shingles before this one in the order of shingles; 0 if unknown.
  std::uint32_t position = 0;
};

// Keys of many sets, divided by leading bits of their hash.
using KeyParts = std::vector<std::vector<SetKey>>;
inline constexpr std::size_t kKeyParts = 64;
[[nodiscard]] constexpr std::size_t part_of(const SetKey& key) noexcept { return key.hash >> 58; }

// Takes keys. Several threads may call it at once.
using KeySink = std::function<void(std::span<const SetKey> keys)>;

}  // namespace saring::dedup
