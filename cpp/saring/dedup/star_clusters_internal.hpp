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
  // In a cluster of more texts than this, sets are compared only with the representative.
  std::size_t pair_limit = 0;
  unsigned num_perm = 128;  // length of the MinHash signatures, if they are used
  WorkBudget budget = {};
  unsigned num_threads = 1;
};

struct StarClusters {
  std::vector<std::uint32_t> representative;  // of each set: the set itself if it is kept
  std::vector<double> similarity;             // to the representative; 1 for itself
  std::vector<SetPair> pairs;  // similar pairs, left < right, sorted by (right, left)
  // The number of sets that were looked up by bands of MinHash signatures instead of their prefix.
  std::uint32_t num_by_bands = 0;
  // The probability that a pair at the threshold is found when a set is looked up, as a mean over
  // the sets. It is 1 for a set that is looked up by its prefix.
  double expected_recall = 1;
  // An estimate of the similar pairs that were not found: each pair that a search by bands found
  // with probability p represents 1/p pairs (Horvitz and Thompson 1952).
  double expected_misses = 0;
  std::uint64_t num_candidates = 0;  // pairs that were verified
  std::uint64_t num_visits = 0;      // see CandidateScratch
  // Filled by join_similar_sets() if it searches exactly: the sets of which another set may have a
  // share of at least Measure::least_share, in the order of storage.
  std::optional<std::vector<std::uint32_t>> with_partners = {};
};

// Clusters sets that are given in the order of preference. Each set joins the most similar
// representative, or becomes a representative if none is similar. `members` has the texts of each
// set. `prefixes` has the prefix keys of all sets, or nothing if all sets are to be searched by
// bands of MinHash signatures. The result does not depend on the number of threads.
// star_clusters.cpp gives the reasons for this method.
[[nodiscard]] StarClusters find_star_clusters(StoredSets sets, const SetMembers& members,
                                              std::optional<KeyParts> prefixes,
                                              const StarOptions& options);

}  // namespace saring::dedup
