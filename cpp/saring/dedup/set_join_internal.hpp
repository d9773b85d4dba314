#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/similarity.hpp"

namespace saring::dedup {

// One distinct set of shingles, for all the texts that have it.
struct JoinSet {
  StoredSet stored;
  std::uint32_t texts = 1;
};

// A key that two sets must share to be compared: a shingle of the prefix, or a band of a signature.
struct JoinKey {
  std::uint64_t hash = 0;
  std::uint32_t set = 0;
  // How many shingles of the set come before this one in the order of rarity; 0 where unknown.
  std::uint32_t position = 0;
};

struct JoinPair {
  std::uint32_t left = 0;  // left < right
  std::uint32_t right = 0;
  std::uint32_t shared = 0;
};

struct JoinOptions {
  const Measure* measure = nullptr;
  double threshold = 0.8;
  std::size_t pair_limit = 0;
  unsigned num_threads = 1;
};

struct JoinResult {
  std::vector<std::uint32_t> leader;  // of each set: itself, or the kept set that it joins
  std::vector<double> similarity;     // to the leader
  std::vector<JoinPair> pairs;        // verified
  std::uint64_t candidates = 0;
  std::uint64_t visits =
      0;  // groups and entries of lists that were looked at: the work of the search
};

// The keys of every set by prefix filtering: two sets as similar as the threshold share a shingle
// among the rarest |set| - ceil(share · |set|) + 1 of each (AllPairs, Bayardo et al. 2007), where
// `share` is Measure::least_share. Shingles that one set alone holds are left out.
[[nodiscard]] std::vector<std::vector<JoinKey>> prefix_keys(const ShingleStore& store,
                                                            std::span<const JoinSet> sets,
                                                            double share, unsigned num_threads);

// Star clusters and similar pairs of sets that stand in the order of preference. `keys` come in
// parts that share no hash, and are used up. Source and reasons: set_join.cpp.
[[nodiscard]] JoinResult join_sets(const ShingleStore& store, std::span<const JoinSet> sets,
                                   std::vector<std::vector<JoinKey>> keys,
                                   const JoinOptions& options);

// Parts that keys are divided into, by leading bits of their hash.
inline constexpr std::size_t kKeyParts = 64;
[[nodiscard]] constexpr std::size_t key_part(std::uint64_t hash) noexcept { return hash >> 58; }

struct ContainmentOptions {
  double share = 0.9;        // of the smaller set's shingles, in (0, 1]
  std::size_t min_size = 1;  // smaller sets are not looked for
  std::size_t limit = 256;   // larger sets that are listed for one smaller set, by preference
  unsigned num_threads = 1;
};

struct ContainmentResult {
  std::vector<JoinPair> pairs;  // left in right, by (right, left)
  bool all = true;              // false where the limit left pairs out
};

// Pairs of a smaller and a larger set where at least `share` of the smaller one's shingles stand in
// the larger. Among the sets `among` only, given ascending.
[[nodiscard]] ContainmentResult contained_sets(const ShingleStore& store,
                                               std::span<const JoinSet> sets,
                                               std::span<const std::uint32_t> among,
                                               const ContainmentOptions& options);

}  // namespace saring::dedup
