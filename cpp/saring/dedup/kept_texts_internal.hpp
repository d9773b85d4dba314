#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saring/dedup/containment_internal.hpp"
#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/star_clusters_internal.hpp"

namespace saring::dedup {

// How a text begins and ends, for the question whether it is an excerpt of another.
struct TextEdges {
  std::uint64_t first_ngram = 0;  // keyed hash; 0 where the text has no words
  bool is_cut = false;            // it ends in an ellipsis
};

// Whether a text ends in "...", "…" or one of these in brackets, with at most a short sentence such
// as "Read more" after it.
[[nodiscard]] bool ends_in_ellipsis(std::string_view text) noexcept;

// What stands for each distinct set in the end: itself, the kept set of its cluster, or one that
// contains it.
struct KeptSets {
  std::vector<std::uint32_t> representative;
  std::vector<double> similarity;  // to the representative, by the measure
  std::vector<Relation> relation;  // to the representative: kContainedIn, or kNear
};

struct ContainedRule {
  Contained policy = Contained::kKeep;
  double share = 0.9;         // of a text's shingles that must be in the other
  double share_of_cut = 0.8;  // the same of a text that is cut, if it lacks 16 shingles at most
  const Measure* measure = nullptr;
};

// Removes kept sets that others contain, as the rule says. `contained` are pairs of kept sets with
// at least the smaller of the two shares, `edges` those of each text (for Contained::kExcerpts).
//
// A set is removed only where the one that contains it is kept, and where that one also contains
// every other set of its cluster, so that each removed text is in the text that stays for it.
// Larger sets are decided first.
[[nodiscard]] KeptSets kept_sets(StoredSets sets, const SetMembers& members,
                                 const StarClusters& clusters, std::span<const SetPair> contained,
                                 std::span<const TextEdges> edges, const ContainedRule& rule);

}  // namespace saring::dedup
