#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saring/dedup/spilled_parts_internal.hpp"

namespace saring::dedup {

// Uniformly distributed 64-bit hashes in ascending order. A look-up uses their leading bits.
class HashIndex {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  HashIndex() = default;
  explicit HashIndex(std::vector<std::uint64_t> ascending);

  // The position of a hash in the order, or kNone.
  [[nodiscard]] std::size_t find(std::uint64_t hash) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return hashes_.size(); }

 private:
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint64_t> begin_;  // first position for each value of the leading bits
  unsigned shift_ = 63;
};

// Collects hashes, including repeats, and finds the hashes that were added several times. They are
// divided by their leading bits. Beyond the budget the parts go to a temporary file, and are then
// sorted one by one. Neither copyable nor movable.
class RepeatedHashes {
 public:
  // `memory_budget` in bytes; empty `temp_folder`: the system's.
  RepeatedHashes(std::size_t memory_budget, std::string temp_folder);

  // Throws std::system_error if the file cannot be created or written.
  void add(std::span<const std::uint64_t> hashes);

  // Returns the hashes that were added at least `min_count` times, and empties the object. Throws
  // std::system_error if the file cannot be read.
  [[nodiscard]] HashIndex finish(std::uint64_t min_count, unsigned num_threads);

 private:
  static constexpr std::size_t kParts = 256;

  SpilledParts<std::uint64_t> parts_;
};

}  // namespace saring::dedup
