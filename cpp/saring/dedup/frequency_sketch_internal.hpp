#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace saring::dedup {

// How many sets hold a value: never too low (up to kMax, where counting stops), too high where
// values share a cell (one row of a count-min sketch, Cormode and Muthukrishnan 2005). It orders
// shingles from rare to frequent: any order makes prefix filters exact, a good one makes them fast.
// A count of 1 is certain.
class FrequencySketch {
 public:
  static constexpr std::uint8_t kMax = 127;  // leaves room for 128 threads that pass it at once

  // One to two cells for each value, at most 2^27 of one byte.
  explicit FrequencySketch(std::uint64_t expected_values);

  // Counts one set; from several threads at once. The outcome does not depend on their order.
  void add(std::span<const std::uint64_t> set) noexcept;

  [[nodiscard]] std::uint8_t count(std::uint64_t value) const noexcept {
    const std::uint8_t n = cells_[value & mask_].load(std::memory_order_relaxed);
    return n < kMax ? n : kMax;
  }

 private:
  std::uint64_t mask_;
  std::unique_ptr<std::atomic<std::uint8_t>[]> cells_;
};

}  // namespace saring::dedup
