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

// How a text begins and ends. This decides whether it is an excerpt of another text.
struct TextEdges {
  std::uint64_t first_ngram = 0;  // keyed hash; 0 if the text has no words
  bool is_cut = false;            // it ends in an ellipsis
};

// True if a text ends in "...", "…" or one of these in brackets. At most a short sentence such as
// "Read more" may follow.
[[nodiscard]] bool ends_in_ellipsis(std::string_view text) noexcept;

// The final representative of each distinct set: itself, the kept set of its cluster, or a set that
// contains it.
struct KeptSets {
  std::vector<std::uint32_t> representative;
  std::vector<double> similarity;  // to the representative, by the measure
  std::vector<Relation> relation;  // to the representative: kContainedIn, or kNear
};

struct ContainedRule {
  Contained policy = Contained::kKeep;
  double share = 0.9;         // share of a text's shingles that the other text must have
  double share_of_cut = 0.8;  // the same for a cut text, which may lack at most 16 shingles
  const Measure* measure = nullptr;
};

// Removes kept sets that other sets contain, as the rule says. `contained` lists pairs of kept sets
// that reach at least the smaller of the two shares. `edges` has the edges of each text (for
// Contained::kExcerpts).
//
// A set is removed only if the set that contains it is kept and also contains every other set of
// its cluster. So each removed text is in the text that is kept for it. Larger sets are decided
// first.
[[nodiscard]] KeptSets kept_sets(StoredSets sets, const SetMembers& members,
                                 const StarClusters& clusters, std::span<const SetPair> contained,
                                 std::span<const TextEdges> edges, const ContainedRule& rule);

}  // namespace saring::dedup
