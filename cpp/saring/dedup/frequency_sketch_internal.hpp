#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace saring::dedup {

// How many sets hold a value: never too low, too high where values share a cell (one row of a
// count-min sketch, Cormode and Muthukrishnan 2005). It orders shingles from rare to frequent: any
// order makes prefix filters exact, a good one makes them fast. A count of 1 is certain.
//
// The cell depends on the lower half of a value (stable_half) alone.
//
// Cells of one byte take the first 255, and a cell that is full counts on in a wider one, which it
// may share with other full cells: few values are that frequent.
//
// Memory is one to two bytes a value, at most 256 MiB. Up to 2^28 values, a value that one set
// alone holds has a cell of its own with probability 0.37 to 0.61; with n = 2^28 · k values the
// probability is e^-k. That such values are in one set only is found out before, whatever their
// number, by UnsharedValues: this sketch is for the order of the others.
class FrequencySketch {
 public:
  explicit FrequencySketch(std::uint64_t expected_values);

  // Counts one set; from several threads at once. The outcome does not depend on their order.
  void add(std::span<const std::uint64_t> set) noexcept;

  [[nodiscard]] std::uint32_t count(std::uint64_t value) const noexcept {
    const std::uint64_t at = value & mask_;
    const std::uint8_t n = cells_[at].load(std::memory_order_relaxed);
    if (n < kFull) return n;
    const std::uint64_t more = wide_cell(at).load(std::memory_order_relaxed);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(kFull + more, kMax));
  }

  // Cells are far apart in memory: asking for them this many values ahead takes a tenth
  // off the time of a whole search.
  static constexpr std::size_t kAhead = 16;
  void prefetch(std::uint64_t value) const noexcept { __builtin_prefetch(&cells_[value & mask_]); }

  static constexpr std::uint32_t kMax = UINT32_MAX;  // over every count
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
