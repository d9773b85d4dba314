#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/work_budget.hpp"

namespace saring::dedup {

struct StarOptions {
  SimilarityRule rule;
  // Sets of a cluster of more texts than this are not compared with one another, except for the
  // representative.
  std::size_t pair_limit = 0;
  unsigned num_perm = 128;  // length of the MinHash signatures, where they are used
  WorkBudget budget = {};
  unsigned num_threads = 1;
};

struct StarClusters {
  std::vector<std::uint32_t> representative;  // of each set: itself where it is kept
  std::vector<double> similarity;             // to the representative; 1 for itself
  std::vector<SetPair> pairs;                 // similar ones, left < right, by (right, left)
  // Sets whose similar ones were looked for by bands of MinHash signatures, not by their prefix.
  std::uint32_t num_by_bands = 0;
  // The mean, over the sets, of the probability that a pair at the threshold is found when the set
  // is looked up: 1 for one that is looked up by its prefix.
  double expected_recall = 1;
  // An estimate of the similar pairs that were not found: each one that a search by bands found
  // with probability p stands for 1/p (Horvitz and Thompson 1952).
  double expected_misses = 0;
  std::uint64_t num_candidates = 0;  // pairs that were verified
  std::uint64_t num_visits = 0;      // see CandidateScratch
  // By join_similar_sets(), where it searches exactly: the sets of which a share of
  // Measure::least_share or more may be in another one, in the order of storage.
  std::optional<std::vector<std::uint32_t>> with_partners = {};
};

// Clusters sets given in the order of preference: each set in turn joins the representative
// most similar to it, or becomes one where none is similar. `members` are the texts of each set,
// `prefixes` the prefix keys of all sets, or nothing where bands of MinHash signatures are to be
// used for all. The result does not depend on the number of threads. Reasons: star_clusters.cpp.
[[nodiscard]] StarClusters find_star_clusters(StoredSets sets, const SetMembers& members,
                                              std::optional<KeyParts> prefixes,
                                              const StarOptions& options);

}  // namespace saring::dedup
