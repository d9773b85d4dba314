#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What the search for near-duplicates found.
namespace saring::dedup {

enum class Relation : std::uint8_t {
  kExact,         // the same words and signs in the same order
  kNear,          // similarity at or over the threshold
  kContains,      // the left text contains the right one (containment search)
  kContainedIn,   // the right text contains the left one (containment search)
  kSharesPassage  // none of these, but a long run of words in common (passages.hpp)
};

// A run of words in two texts: bytes of each that it spans, half-open.
struct Passage {
  std::uint64_t words = 0;  // 0: none, or not looked for
  std::uint64_t left_start = 0;
  std::uint64_t left_end = 0;
  std::uint64_t right_start = 0;
  std::uint64_t right_end = 0;
};

struct DuplicatePair {
  std::uint32_t left = 0;  // positions in the order of adding, left < right
  std::uint32_t right = 0;
  Relation relation = Relation::kNear;
  double similarity = 0;         // by the chosen measure
  double containment_left = 0;   // share of the left text's shingles that are in the right one
  double containment_right = 0;  // and the other way round
  Passage passage{};             // the longest one, by add_passages()
};

// How candidate pairs are found. Either way every candidate is verified on the whole sets.
enum class Search : std::uint8_t {
  kExact,    // prefix and positional filters: finds every pair
  kMinHash,  // bands of MinHash signatures: may miss a pair, see LshBands
};

// Columns over the n texts, in the order of adding.
struct Duplicates {
  // The number of the text's cluster: clusters count from 0 in the order of their first text. Every
  // text is in one; a text without near-duplicates, or without words, is alone in its cluster.
  std::vector<std::uint32_t> cluster;
  std::vector<std::uint32_t> cluster_size;  // texts of the text's cluster
  // The position of the text that is kept for this one: itself where it is kept.
  std::vector<std::uint32_t> representative;
  // Similarity to the representative: 1 for itself, at least the threshold where it is near.
  std::vector<double> similarity;
  // To the representative: kExact (also of itself), kNear, or kContainedIn where it was removed
  // because the representative contains it.
  std::vector<Relation> relation;
  // By (left, right).
  std::vector<DuplicatePair> pairs;
  // False where `pair_limit` left pairs out, or the budget of work some of the containment search.
  bool all_pairs = true;
  // kExact where every text was searched exactly; kMinHash where that was not asked for, or where
  // the budget of work did not suffice for it, so that similar pairs may be missing.
  Search search = Search::kExact;
  // The mean, over the distinct sets of shingles, of the probability that a pair at the threshold
  // is found when its less preferred text is looked up: 1 for a text that is searched exactly,
  // elsewhere LshBands::recall with the bands that the budget allowed. Bands that were dropped,
  // because very many texts agree on them, count as if they were any bands: that is too high where
  // most of every text is one template. More similar pairs are found with a higher probability.
  double expected_recall = 1;
  // An estimate of the pairs that are missing: each one that was found with probability p stands
  // for 1/p, with p as above. 0 where every text was searched exactly, and where none was found.
  double expected_misses = 0;
  std::uint64_t candidates = 0;  // pairs that were verified
  std::uint64_t visits = 0;      // entries of lists that were looked at to find these

  [[nodiscard]] std::size_t size() const noexcept { return representative.size(); }
  // With Keep::kNone the representative goes too where it stands for others.
  bool drops_copied = false;
  [[nodiscard]] bool is_kept(std::size_t i) const noexcept {
    return representative[i] == i && !(drops_copied && cluster_size[i] > 1);
  }
  [[nodiscard]] std::size_t num_removed() const noexcept;
};

}  // namespace saring::dedup
