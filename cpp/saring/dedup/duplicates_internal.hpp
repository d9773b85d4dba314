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

// What is known of the distinct sets of a collection, and of its texts.
struct SetResults {
  Search search;  // that was asked for
  StoredSets sets;
  const SetMembers& members;
  const StarClusters& clusters;
  const ContainmentResult& contained;
  const KeptSets& kept;
  std::span<const TextContent> contents;  // of each text
  const Measure& measure;
  std::size_t pair_limit;
  bool lists_pairs;
  double listed_share;  // least containment of a pair that is listed for it
};

// From results about sets to results about texts. Texts in no set are alone and kept.
[[nodiscard]] Duplicates duplicates_of_texts(const SetResults& results);

}  // namespace saring::dedup
