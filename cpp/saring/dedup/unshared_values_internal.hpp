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

// Finds the values that only one set has. A cell of two bits says: none, once, or more often. If
// the cell of a value says once, the value is certainly in one set only. If a value shares its cell
// with another value, it counts as shared.
//
// There are one to two cells per value. So a value that only one set has is recognised with
// probability 0.37 to 0.61, for up to 2^32 values. If the cells do not fit into memory, they are
// counted in segments, one after another, with the same result.
//
// The cell depends only on the lower half of a value (stable_half).
class UnsharedValues {
 public:
  // `memory` in bytes, for one segment. There are at most 64 segments.
  UnsharedValues(std::uint64_t expected_values, std::size_t memory);

  [[nodiscard]] unsigned num_segments() const noexcept { return num_segments_; }

  // Starts a segment, from 0, and forgets the one before.
  void start(unsigned segment);
  // Counts the values of a set that belong to the segment. Several threads may call it at once.
  void add(std::span<const std::uint64_t> set) noexcept;
  // The number of values of a set that belong to the segment and that no other set has.
  [[nodiscard]] std::uint32_t count(std::span<const std::uint64_t> set) const noexcept;

 private:
  static constexpr unsigned kMinCellBits = 10;
  static constexpr unsigned kMaxCellBits = 32;
  static constexpr unsigned kMaxSegments = 64;
  static constexpr std::size_t kAhead = 16;  // see FrequencySketch

  // The number of a value's cell within the segment. The value is outside the segment if this is
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
  // Aligned, and in large pages if the system has them, because cells are visited in random order.
  void allocate();

  std::uint64_t mask_;
  unsigned num_segments_ = 1;
  std::uint64_t segment_cells_;
  std::uint64_t first_ = 0;  // first cell of the segment
  Cells cells_{nullptr, Free{1}};
};

// Returns the sets of `tested` that may share at least `share` of their values with another of the
// sets `counted`, as ascending positions in `tested`. Left out are sets with more than 1 - share of
// values that are certainly in no other set. Every tested set must also be counted. Both lists are
// in the order of reading. The sets are read twice for each segment of `memory` bytes.
[[nodiscard]] std::vector<std::uint32_t> sets_with_partners(StoredSets sets,
                                                            std::span<const std::uint32_t> counted,
                                                            std::span<const std::uint32_t> tested,
                                                            double share, std::size_t memory,
                                                            unsigned num_threads);

}  // namespace saring::dedup
