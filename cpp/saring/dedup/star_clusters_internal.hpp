#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

struct StarOptions {
  SimilarityRule rule;
  // Sets of a cluster of more texts than this are not compared with one another, except for the
  // representative.
  std::size_t pair_limit = 0;
  unsigned num_threads = 1;
};

struct StarClusters {
  std::vector<std::uint32_t> representative;  // of each set: itself where it is kept
  std::vector<double> similarity;             // to the representative; 1 for itself
  std::vector<SetPair> pairs;                 // similar ones, left < right, by (right, left)
  std::uint64_t num_candidates = 0;           // pairs that were verified
  std::uint64_t num_visits = 0;               // see CandidateScratch
};

// Clusters sets given in the order of preference: each set in turn joins the representative
// most similar to it, or becomes one where none is similar. `members` are the texts of each set,
// `keys` all keys of the sets. The result does not depend on the number of threads. Reasons:
// star_clusters.cpp.
[[nodiscard]] StarClusters find_star_clusters(StoredSets sets, const SetMembers& members,
                                              KeyParts keys, const StarOptions& options);

}  // namespace saring::dedup
