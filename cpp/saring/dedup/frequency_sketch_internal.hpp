#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace saring::dedup {

// Counts how many sets have a value. The count is never too low. It is too high if values share a
// cell (one row of a count-min sketch, Cormode and Muthukrishnan 2005). It orders shingles from
// rare to frequent. Prefix filters are exact with any order, and fast with a good one. A count of 1
// is certain.
//
// The cell depends only on the lower half of a value (stable_half).
//
// Cells have one byte and count to 255. A full cell continues in a wider one, which it may share
// with other full cells, because few values are that frequent.
//
// Memory is one to two bytes per value, at most 256 MiB. For up to 2^28 values, a value that only
// one set has has its own cell with probability 0.37 to 0.61. For n = 2^28 · k values the
// probability is e^-k. UnsharedValues finds such values before, whatever their number: this sketch
// gives the order of the others.
class FrequencySketch {
 public:
  explicit FrequencySketch(std::uint64_t expected_values);

  // Counts one set. Several threads may call it at once. The result does not depend on their order.
  void add(std::span<const std::uint64_t> set) noexcept;

  [[nodiscard]] std::uint32_t count(std::uint64_t value) const noexcept {
    const std::uint64_t at = value & mask_;
    const std::uint8_t n = cells_[at].load(std::memory_order_relaxed);
    if (n < kFull) return n;
    const std::uint64_t more = wide_cell(at).load(std::memory_order_relaxed);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(kFull + more, kMax));
  }

  // Cells are far apart in memory. Prefetching them this many values ahead makes a whole search a
  // tenth faster.
  static constexpr std::size_t kAhead = 16;
  void prefetch(std::uint64_t value) const noexcept { __builtin_prefetch(&cells_[value & mask_]); }

  static constexpr std::uint32_t kMax = UINT32_MAX;  // above every count
  static constexpr std::uint64_t kMaxCells = std::uint64_t{1} << 28;

 private:
  static constexpr std::uint8_t kFull = UINT8_MAX;
  static constexpr std::uint64_t kMinCells = std::uint64_t{1} << 10;
  static constexpr std::uint64_t kCellsPerWideCell = 256;

  [[nodiscard]] std::atomic<std::uint32_t>& wide_cell(std::uint64_t cell) const noexcept;

  std::uint64_t mask_;
  std::uint64_t wide_mask_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> cells_;
  std::unique_ptr<std::atomic<std::uint32_t>[]> wide_cells_;
};

}  // namespace saring::dedup
