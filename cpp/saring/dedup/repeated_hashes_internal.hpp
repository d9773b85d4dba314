#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saring/dedup/spilled_parts_internal.hpp"

namespace saring::dedup {

// Uniformly distributed 64-bit hashes in ascending order, found by their leading bits.
class HashIndex {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  HashIndex() = default;
  explicit HashIndex(std::vector<std::uint64_t> ascending);

  // The place of a hash in the order, or kNone.
  [[nodiscard]] std::size_t find(std::uint64_t hash) const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return hashes_.size(); }

 private:
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint64_t> begin_;  // of the hashes with the same leading bits
  unsigned shift_ = 63;
};

// Collects hashes, repeats included, and finds those that came several times. They are divided by
// their leading bits; beyond the budget the parts go to a temporary file, and are then sorted one
// by one. Neither copyable nor movable.
class RepeatedHashes {
 public:
  // `memory_budget` in bytes; `temp_folder` empty for the system's.
  RepeatedHashes(std::size_t memory_budget, std::string temp_folder);

  // Throws std::system_error where the file cannot be made or written.
  void add(std::span<const std::uint64_t> hashes);

  // Those that were added at least `min_count` times. Takes the hashes back. Throws
  // std::system_error where the file cannot be read.
  [[nodiscard]] HashIndex finish(std::uint64_t min_count, unsigned num_threads);

 private:
  static constexpr std::size_t kParts = 256;

  SpilledParts<std::uint64_t> parts_;
};

}  // namespace saring::dedup
