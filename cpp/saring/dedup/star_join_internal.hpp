#pragma once

#include <cstddef>
#include <string>

#include "saring/dedup/duplicates.hpp"
#include "saring/dedup/star_clusters_internal.hpp"

namespace saring::dedup {

struct JoinOptions {
  StarOptions stars;
  Search search = Search::kExact;
  // Bytes for what grows with the shingles: keys, lists, and the sets of what is searched at a
  // time. Beyond, keys are in a temporary file. Not bounded by it: the sketch of the order (256 MiB
  // for 2^28 shingles and more of texts that may have copies), and sets that are all linked by
  // shared keys, as those of texts over a handful of words are.
  std::size_t memory = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// Clusters sets as find_star_clusters() does, given in the order of preference, in bounded memory.
// The result depends neither on the memory nor on the number of threads.
[[nodiscard]] StarClusters join_similar_sets(StoredSets sets, const SetMembers& members,
                                             const JoinOptions& options);

}  // namespace saring::dedup
