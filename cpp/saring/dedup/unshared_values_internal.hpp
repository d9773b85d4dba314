#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// Which values one set alone holds: cells of two bits that say none, once, or more often. A value
// whose cell says once is certainly in one set only; one that shares its cell with another value is
// taken for shared.
//
// Cells are as many as there are values, or up to twice as many, so that a value that one set holds
// is known to be unshared with probability 0.37 to 0.61, for up to 2^32 values. What does not fit
// the memory is counted in segments of the cells, one after the other, with the same outcome.
//
// The cell depends on the lower half of a value (stable_half) alone.
class UnsharedValues {
 public:
  // `memory` in bytes, for one segment; there are 64 segments at most.
  UnsharedValues(std::uint64_t expected_values, std::size_t memory);

  [[nodiscard]] unsigned num_segments() const noexcept { return num_segments_; }

  // Forgets the segment before. Segments count from 0.
  void start(unsigned segment);
  // Counts the values of a set that belong to the segment; from several threads at once.
  void add(std::span<const std::uint64_t> set) noexcept;
  // How many values of a set, of those of the segment, no other set holds.
  [[nodiscard]] std::uint32_t count(std::span<const std::uint64_t> set) const noexcept;

 private:
  static constexpr unsigned kMinCellBits = 10;
  static constexpr unsigned kMaxCellBits = 32;
  static constexpr unsigned kMaxSegments = 64;
  static constexpr std::size_t kAhead = 16;  // see FrequencySketch

  // The number of a value's cell, from the first one of the segment; outside where it is
  // `segment_cells_` or more.
  [[nodiscard]] std::uint64_t place(std::uint64_t value) const noexcept {
    return (value & mask_) - first_;
  }

  struct Free {
    std::size_t alignment;
    void operator()(std::atomic<std::uint8_t>* cells) const noexcept {
      ::operator delete (cells, std::align_val_t{alignment});
    }
  };
  using Cells = std::unique_ptr<std::atomic<std::uint8_t>[], Free>;  // four in each
  // Aligned, and of large pages where the system has them: cells are met in random order.
  void allocate();

  std::uint64_t mask_;
  unsigned num_segments_ = 1;
  std::uint64_t segment_cells_;
  std::uint64_t first_ = 0;  // cell of the segment
  Cells cells_{nullptr, Free{1}};
};

// Those of the sets `tested` that may share `share` of their values with another of the sets
// `counted`, by ascending position in `tested`: all but those of which more than 1 - share of the
// values are certainly in no other set. Every tested set is counted too. Both are in the order in
// which they are read: twice for each segment of `memory` bytes.
[[nodiscard]] std::vector<std::uint32_t> sets_with_partners(StoredSets sets,
                                                            std::span<const std::uint32_t> counted,
                                                            std::span<const std::uint32_t> tested,
                                                            double share, std::size_t memory,
                                                            unsigned num_threads);

}  // namespace saring::dedup
