#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "saring/dedup/frequency_sketch_internal.hpp"
#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// Rounds a lower bound on shared shingles up to a whole number. Rounding errors never raise it.
[[nodiscard]] inline std::size_t at_least(double bound) noexcept {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(bound * (1 - 1e-12))));
}

// The length of a set's prefix, in shingles: two sets that share at least `share` of each one's
// shingles also share a shingle of both prefixes.
[[nodiscard]] inline std::size_t prefix_length(std::size_t size, double share) noexcept {
  return size - at_least(share * static_cast<double>(size)) + 1;
}

// The rank of a shingle among shingles of the same frequency. stable_half() decides first, so that
// the work of a search is the same in every run.
[[nodiscard]] constexpr std::uint64_t in_order(std::uint64_t shingle) noexcept {
  return std::rotl(shingle, 32);
}

// The order of shingles from which prefixes are taken. Prefix filters are exact with any order that
// all compared sets share, and fast if rare shingles come first.
class ShingleOrder {
 public:
  // Orders by hash alone. No set changes this order, so keys may be stored, and sets may be added
  // later.
  ShingleOrder() = default;

  // Orders by the number of sets that have a shingle, then by hash. All sets that will be compared
  // must have been counted: shingles that only one set has are left out of prefixes.
  explicit ShingleOrder(FrequencySketch counted) : counted_(std::move(counted)) {}

  // The same order if sets that were not counted may have the shingles too: no shingle is left out.
  [[nodiscard]] ShingleOrder of_some() && {
    ShingleOrder order(std::move(*counted_));
    order.least_count_ = 2;
    return order;
  }

  // 1 only if no other set has the shingle.
  [[nodiscard]] std::uint32_t count(std::uint64_t shingle) const noexcept {
    return counted_ ? std::max(counted_->count(shingle), least_count_) : FrequencySketch::kMax;
  }
  void prefetch(std::uint64_t shingle) const noexcept {
    if (counted_) counted_->prefetch(shingle);
  }

 private:
  std::optional<FrequencySketch> counted_;
  std::uint32_t least_count_ = 0;
};

// The order by how many of `sets` have each shingle. Reads all sets once, in `reading_order`.
[[nodiscard]] ShingleOrder order_by_frequency(StoredSets sets,
                                              std::span<const std::uint32_t> reading_order,
                                              unsigned num_threads);

// Finds the prefix of one set after another. Use one per thread.
class PrefixFinder {
 public:
  // The order must outlive the finder.
  explicit PrefixFinder(const ShingleOrder& order) noexcept : order_(&order) {}

  // Replaces `out` by keys with ascending position: the first prefix_length() shingles of the set,
  // without those that no other set has. Two sets that share at least `share` of each one's
  // shingles have a key in common (AllPairs, Bayardo et al. 2007).
  void find(std::span<const std::uint64_t> set, double share, std::uint32_t set_id,
            std::vector<SetKey>& out);

 private:
  struct Counted {
    std::uint32_t count;
    std::uint64_t place;  // in_order() of the shingle; the shingle can be computed from it
    auto operator<=>(const Counted&) const = default;
  };

  const ShingleOrder* order_;
  std::vector<Counted> shared_;
};

// Calls `take` with keys of some of the sets, in no particular order and from several threads,
// until it has the prefixes of all sets. `share` is Measure::least_share. Reads the sets once, in
// `reading_order`.
void find_prefix_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                      const ShingleOrder& order, double share, unsigned num_threads,
                      const KeySink& take);

// The same keys, collected.
[[nodiscard]] KeyParts prefix_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                                   const ShingleOrder& order, double share, unsigned num_threads);

}  // namespace saring::dedup
