#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "saring/dedup/containment_internal.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/duplicates.hpp"
#include "saring/dedup/kept_texts_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/star_clusters_internal.hpp"

namespace saring::dedup {

// What is known about the distinct sets of a collection, and about its texts.
struct SetResults {
  Search search;  // the search that was requested
  StoredSets sets;
  const SetMembers& members;
  const StarClusters& clusters;
  const ContainmentResult& contained;
  const KeptSets& kept;
  std::span<const TextContent> contents;  // of each text
  const Measure& measure;
  std::size_t pair_limit;
  bool lists_pairs;
  double listed_share;  // the least containment of a pair that is listed as such
};

// Turns results about sets into results about texts. Texts without a set are alone and kept.
[[nodiscard]] Duplicates duplicates_of_texts(const SetResults& results);

}  // namespace saring::dedup
