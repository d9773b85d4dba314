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
  double share = 0.9;  // of the smaller set's shingles, in (0, 1]
  // The same for smaller sets that are marked as cut; none are where `is_cut` is empty.
  double share_of_cut = 0.9;
  std::vector<bool> is_cut = {};
  std::size_t min_size = 1;  // smaller sets are not searched for
  // Where given, no other sets are searched for; in the order of storage.
  std::optional<std::vector<std::uint32_t>> may_be_contained = {};
  std::size_t limit = 256;  // larger sets that are listed for one smaller set, by preference
  WorkBudget budget = {};
  std::size_t memory = std::size_t{256} << 20;  // bytes for finding out which sets to search for
  unsigned num_threads = 1;
};

struct ContainmentResult {
  std::vector<SetPair> pairs;        // left in right, by (right, left)
  bool all = true;                   // false where the limit or the budget left pairs out
  std::uint64_t num_candidates = 0;  // pairs that were verified
  std::uint64_t num_visits = 0;      // entries of lists: the work of finding them
};

// Pairs of a smaller and a larger set where at least `share` of the smaller one's shingles are in
// the larger, or `share_of_cut`. Among the sets `among` only, given ascending. Where looking for
// the sets that are in one takes more than the budget, the shingles that fewest prefixes have are
// looked up first, and the others not at all: pairs may then be missed.
//
// Memory: besides `memory`, the prefixes of those smaller sets that may be in another, 16 bytes for
// each shingle, and the sketch of their order, 256 MiB at most.
[[nodiscard]] ContainmentResult find_contained(StoredSets sets,
                                               std::span<const std::uint32_t> among,
                                               const ContainmentOptions& options);

}  // namespace saring::dedup
