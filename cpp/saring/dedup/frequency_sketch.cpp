#include <algorithm>
#include <bit>

#include "saring/base/hash.hpp"
#include "saring/dedup/frequency_sketch_internal.hpp"

namespace saring::dedup {

FrequencySketch::FrequencySketch(std::uint64_t expected_values) {
  const std::uint64_t cells =
      std::bit_ceil(std::clamp<std::uint64_t>(expected_values, kMinCells, kMaxCells));
  mask_ = cells - 1;
  wide_mask_ = std::max(cells / kCellsPerWideCell, kMinCells) - 1;
  cells_ = std::make_unique<std::atomic<std::uint8_t>[]>(cells);
  wide_cells_ = std::make_unique<std::atomic<std::uint32_t>[]>(wide_mask_ + 1);
}

void FrequencySketch::add(std::span<const std::uint64_t> set) noexcept {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + kAhead < set.size()) prefetch(set[i + kAhead]);
    const std::uint64_t at = set[i] & mask_;
    std::atomic<std::uint8_t>& cell = cells_[at];
    // Exactly kFull counts go into the cell, whatever the order of the threads.
    std::uint8_t n = cell.load(std::memory_order_relaxed);
    while (n < kFull && !cell.compare_exchange_weak(n, static_cast<std::uint8_t>(n + 1),
                                                    std::memory_order_relaxed)) {
    }
    if (n == kFull) wide_cell(at).fetch_add(1, std::memory_order_relaxed);
  }
}

// Chosen by the cell, not by the value. So it does not matter which value of a cell came first.
std::atomic<std::uint32_t>& FrequencySketch::wide_cell(std::uint64_t cell) const noexcept {
  return wide_cells_[mix64(cell) & wide_mask_];
}

}  // namespace saring::dedup
