#include <algorithm>
#include <bit>

#include "saring/dedup/sort_hashes_internal.hpp"

namespace saring::dedup {
namespace {

// Below this, std::sort is faster. Above the maximum, the counters would not fit into the cache and
// 32 bits.
constexpr std::size_t kMinDistributed = 48;
constexpr std::size_t kMaxDistributed = std::size_t{1} << 31;
constexpr unsigned kMaxBits = 16;
// Per value; if more are needed, the values are not uniform.
constexpr std::size_t kMaxInsertions = 64;

// Returns false if the values need too many moves. They are then partly sorted.
bool insertion_sort(std::vector<std::uint64_t>& values) {
  std::size_t moves_left = kMaxInsertions * values.size();
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::uint64_t value = values[i];
    std::size_t j = i;
    for (; j > 0 && values[j - 1] > value; --j) values[j] = values[j - 1];
    values[j] = value;
    const std::size_t moves = i - j;
    if (moves > moves_left) return false;
    moves_left -= moves;
  }
  return true;
}

}  // namespace

void HashSorter::sort_unique(std::vector<std::uint64_t>& values) {
  const std::size_t n = values.size();
  if (n < kMinDistributed || n > kMaxDistributed) {
    std::sort(values.begin(), values.end());
  } else {
    const unsigned bits = std::min(kMaxBits, static_cast<unsigned>(std::bit_width(n)));
    const unsigned shift = 64 - bits;
    starts_.assign((std::size_t{1} << bits) + 1, 0);
    for (const std::uint64_t v : values) ++starts_[(v >> shift) + 1];
    for (std::size_t b = 1; b < starts_.size(); ++b) starts_[b] += starts_[b - 1];
    scratch_.resize(n);
    for (const std::uint64_t v : values) scratch_[starts_[v >> shift]++] = v;
    values.swap(scratch_);
    if (n / 16 > (std::size_t{1} << bits) || !insertion_sort(values)) {
      std::sort(values.begin(), values.end());
    }
  }
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace saring::dedup
