#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// The result of a search for near-duplicates.
namespace saring::dedup {

enum class Relation : std::uint8_t {
  kExact,         // the same words and signs in the same order
  kNear,          // similarity is at least the threshold
  kContains,      // the left text contains the right one (containment search)
  kContainedIn,   // the right text contains the left one (containment search)
  kSharesPassage  // none of the above, but a long run of words in common (passages.hpp)
};

// A run of words that two texts share: its bytes in each text, half-open.
struct Passage {
  std::uint64_t words = 0;  // 0: none, or not searched for
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
  double containment_left = 0;   // share of the left text's shingles that the right one has
  double containment_right = 0;  // share of the right text's shingles that the left one has
  Passage passage{};             // the longest one, filled by add_passages()
};

// How candidate pairs are found. In both cases every candidate is verified on the whole sets.
enum class Search : std::uint8_t {
  kExact,    // prefix and positional filters: finds every pair
  kMinHash,  // bands of MinHash signatures: may miss a pair, see LshBands
};

// Columns over the n texts, in the order of adding.
struct Duplicates {
  // The number of the text's cluster. Clusters are numbered from 0 in the order of their first
  // text. Every text is in a cluster. A text without near-duplicates, or without words, is alone in
  // its cluster.
  std::vector<std::uint32_t> cluster;
  std::vector<std::uint32_t> cluster_size;  // number of texts in the text's cluster
  // The position of the text that is kept for this one: its own position if it is kept.
  std::vector<std::uint32_t> representative;
  // Similarity to the representative: 1 for the representative itself, at least the threshold for
  // kNear.
  std::vector<double> similarity;
  // Relation to the representative: kExact (also for the representative itself), kNear, or
  // kContainedIn if the text was removed because the representative contains it.
  std::vector<Relation> relation;
  // Sorted by (left, right).
  std::vector<DuplicatePair> pairs;
  // False if `pair_limit` left pairs out, or if the budget of work cut the containment search
  // short.
  bool all_pairs = true;
  // kExact if every text was searched exactly. kMinHash if that was requested, or if the budget of
  // work was not enough for an exact search: similar pairs may then be missing.
  Search search = Search::kExact;
  // The probability that a pair at the threshold is found when its less preferred text is looked
  // up, as a mean over the distinct sets of shingles. It is 1 for a text that is searched exactly,
  // else LshBands::recall with the bands that the budget allowed. Bands are dropped if very many
  // texts agree on them, but they count here like any other bands. So the value is too high if most
  // of every text is one template. Pairs of higher similarity are found with a higher probability.
  double expected_recall = 1;
  // An estimate of the missing pairs: each pair that was found with the probability p above
  // represents 1/p pairs. 0 if every text was searched exactly, or if no pair was found.
  double expected_misses = 0;
  std::uint64_t candidates = 0;  // pairs that were verified
  std::uint64_t visits = 0;      // list entries looked at to find the candidates

  [[nodiscard]] std::size_t size() const noexcept { return representative.size(); }
  // Keep::kNone: a representative that has copies is removed too.
  bool drops_copied = false;
  [[nodiscard]] bool is_kept(std::size_t i) const noexcept {
    return representative[i] == i && !(drops_copied && cluster_size[i] > 1);
  }
  [[nodiscard]] std::size_t num_removed() const noexcept;
};

}  // namespace saring::dedup
