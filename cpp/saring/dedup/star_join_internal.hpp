#pragma once

#include <cstddef>
#include <string>

#include "saring/dedup/duplicates.hpp"
#include "saring/dedup/star_clusters_internal.hpp"

namespace saring::dedup {

struct JoinOptions {
  StarOptions stars;
  Search search = Search::kExact;
  // Bytes for data that grows with the shingles: keys, lists, and the sets that are searched at a
  // time. More keys go to a temporary file. Two things are not bounded by it: the sketch of the
  // order (256 MiB for 2^28 or more shingles of texts that may have copies), and sets that are all
  // linked by shared keys, such as texts over a handful of words.
  std::size_t memory = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// Clusters sets that are given in the order of preference, as find_star_clusters() does, but in
// bounded memory. The result does not depend on the memory or the number of threads.
[[nodiscard]] StarClusters join_similar_sets(StoredSets sets, const SetMembers& members,
                                             const JoinOptions& options);

}  // namespace saring::dedup
