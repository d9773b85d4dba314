#include <algorithm>
#include <bit>

#include "saring/dedup/frequency_sketch_internal.hpp"

namespace saring::dedup {

FrequencySketch::FrequencySketch(std::uint64_t expected_values) {
  const std::uint64_t cells =
      std::clamp(std::bit_ceil(expected_values), std::uint64_t{1} << 10, std::uint64_t{1} << 27);
  mask_ = cells - 1;
  cells_ = std::make_unique<std::atomic<std::uint8_t>[]>(cells);
}

void FrequencySketch::add(std::span<const std::uint64_t> set) noexcept {
  for (const std::uint64_t value : set) {
    std::atomic<std::uint8_t>& cell = cells_[value & mask_];
    if (cell.load(std::memory_order_relaxed) < kMax) cell.fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace saring::dedup
