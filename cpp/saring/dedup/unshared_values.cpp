// Tested in tests/cpp/dedup/unshared_values_test.cpp.
#include "saring/dedup/unshared_values_internal.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <new>

#include "saring/base/parallel.hpp"
#include "saring/base/system_memory.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 256;
constexpr std::size_t kCacheLine = 64;

// Calls body(position, values) for each of the sets, on all threads.
template <typename Body>
void read_sets(StoredSets sets, std::span<const std::uint32_t> order, unsigned num_threads,
               const Body& body) {
  parallel_for(order.size(), kGrain, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 std::vector<std::uint64_t> buffer;
                 for (std::size_t i = begin; i < end; ++i) body(i, sets.load(order[i], buffer));
               });
}

}  // namespace

UnsharedValues::UnsharedValues(std::uint64_t expected_values, std::size_t memory) {
  const std::uint64_t cells = std::bit_ceil(std::clamp(
      expected_values, std::uint64_t{1} << kMinCellBits, std::uint64_t{1} << kMaxCellBits));
  mask_ = cells - 1;
  while (num_segments_ < kMaxSegments && cells / 4 / num_segments_ > memory) num_segments_ *= 2;
  segment_cells_ = cells / num_segments_;
}

void UnsharedValues::allocate() {
  const std::size_t bytes = segment_cells_ / 4;
  const std::size_t alignment = bytes >= kLargePage ? kLargePage : kCacheLine;
  void* const memory = ::operator new (bytes, std::align_val_t{alignment});
  if (bytes >= kLargePage) use_large_pages(memory, bytes);
  cells_ = {static_cast<std::atomic<std::uint8_t>*>(memory), Free{alignment}};
}

void UnsharedValues::start(unsigned segment) {
  if (!cells_) allocate();
  std::uninitialized_value_construct_n(cells_.get(), segment_cells_ / 4);
  first_ = segment * segment_cells_;
}

void UnsharedValues::add(std::span<const std::uint64_t> set) noexcept {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + kAhead < set.size()) {
      const std::uint64_t next = place(set[i + kAhead]);
      if (next < segment_cells_) __builtin_prefetch(&cells_[next / 4], 1);
    }
    const std::uint64_t at = place(set[i]);
    if (at >= segment_cells_) continue;
    std::atomic<std::uint8_t>& cell = cells_[at / 4];
    const unsigned shift = at % 4 * 2;
    std::uint8_t n = cell.load(std::memory_order_relaxed);
    while ((n >> shift & 3U) < 2 &&
           !cell.compare_exchange_weak(n, static_cast<std::uint8_t>(n + (1U << shift)),
                                       std::memory_order_relaxed)) {
    }
  }
}

std::uint32_t UnsharedValues::count(std::span<const std::uint64_t> set) const noexcept {
  std::uint32_t unshared = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + kAhead < set.size()) {
      const std::uint64_t next = place(set[i + kAhead]);
      if (next < segment_cells_) __builtin_prefetch(&cells_[next / 4]);
    }
    const std::uint64_t at = place(set[i]);
    if (at >= segment_cells_) continue;
    const std::uint8_t n = cells_[at / 4].load(std::memory_order_relaxed);
    unshared += (n >> at % 4 * 2 & 3U) == 1 ? 1 : 0;
  }
  return unshared;
}

std::vector<std::uint32_t> sets_with_partners(StoredSets sets,
                                              std::span<const std::uint32_t> counted,
                                              std::span<const std::uint32_t> tested, double share,
                                              std::size_t memory, unsigned num_threads) {
  std::uint64_t values = 0;
  for (const std::uint32_t set : counted) values += sets.size_of(set);
  UnsharedValues seen(values, memory);
  std::vector<std::uint32_t> unshared(tested.size(), 0);
  for (unsigned segment = 0; segment < seen.num_segments(); ++segment) {
    seen.start(segment);
    read_sets(sets, counted, num_threads,
              [&](std::size_t, std::span<const std::uint64_t> set) { seen.add(set); });
    read_sets(sets, tested, num_threads, [&](std::size_t i, std::span<const std::uint64_t> set) {
      unshared[i] += seen.count(set);
    });
  }
  std::vector<std::uint32_t> found;
  for (std::size_t i = 0; i < tested.size(); ++i) {
    const std::uint32_t size = sets.size_of(tested[i]);
    if (size > 0 && unshared[i] < prefix_length(size, share)) found.push_back(tested[i]);
  }
  return found;
}

}  // namespace saring::dedup
