#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/work_budget.hpp"

namespace saring::dedup {

struct ContainmentOptions {
  double share = 0.9;  // share of the smaller set's shingles, in (0, 1]
  // The share for smaller sets that are marked as cut. No set is cut if `is_cut` is empty.
  double share_of_cut = 0.9;
  std::vector<bool> is_cut = {};
  std::size_t min_size = 1;  // smaller sets are not searched for
  // If given, only these sets are searched for; in the order of storage.
  std::optional<std::vector<std::uint32_t>> may_be_contained = {};
  std::size_t limit = 256;  // larger sets listed per smaller set, in order of preference
  WorkBudget budget = {};
  std::size_t memory = std::size_t{256} << 20;  // bytes for deciding which sets to search for
  unsigned num_threads = 1;
};

struct ContainmentResult {
  std::vector<SetPair> pairs;        // left in right, sorted by (right, left)
  bool all = true;                   // false if the limit or the budget left pairs out
  std::uint64_t num_candidates = 0;  // pairs that were verified
  std::uint64_t num_visits = 0;      // list entries looked at: the work of finding pairs
};

// Finds pairs of a smaller and a larger set in which the larger set has at least `share` (or
// `share_of_cut`) of the smaller set's shingles. Searches only among the sets `among`, given
// ascending. If looking up the sets inside a set takes more than the budget, the shingles that
// occur in the fewest prefixes are looked up first, and the rest not at all. Pairs may then be
// missed.
//
// Memory besides `memory`: the prefixes of the smaller sets that may be in another set, 16 bytes
// per shingle, and the sketch of their order, at most 256 MiB.
[[nodiscard]] ContainmentResult find_contained(StoredSets sets,
                                               std::span<const std::uint32_t> among,
                                               const ContainmentOptions& options);

}  // namespace saring::dedup
