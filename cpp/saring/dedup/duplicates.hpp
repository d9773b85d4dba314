#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What the search for near-duplicates found.
namespace saring::dedup {

enum class Relation : std::uint8_t {
  kExact,        // the same words in the same order
  kNear,         // similarity at or over the threshold
  kContains,     // the left text contains the right one (containment search)
  kContainedIn,  // the right text contains the left one (containment search)
};

struct DuplicatePair {
  std::uint32_t left = 0;  // positions in the order of adding, left < right
  std::uint32_t right = 0;
  Relation relation = Relation::kNear;
  double similarity = 0;         // by the chosen measure
  double containment_left = 0;   // share of the left text's shingles that are in the right one
  double containment_right = 0;  // and the other way round
};

// Columns over the n texts, in the order of adding.
struct Duplicates {
  // The number of the text's cluster: clusters count from 0 in the order of their first text. Every
  // text is in one; a text without near-duplicates, or without words, is alone in its cluster.
  std::vector<std::uint32_t> cluster;
  // The position of the text that is kept for this one: itself where it is kept.
  std::vector<std::uint32_t> representative;
  // Similarity to the representative: 1 for itself, at least the threshold elsewhere.
  std::vector<double> similarity;
  // By (left, right).
  std::vector<DuplicatePair> pairs;
  bool all_pairs = true;         // false where `pair_limit` left pairs out
  std::uint64_t candidates = 0;  // pairs that were verified

  [[nodiscard]] std::size_t size() const noexcept { return representative.size(); }
  [[nodiscard]] bool is_kept(std::size_t i) const noexcept { return representative[i] == i; }
  [[nodiscard]] std::size_t num_removed() const noexcept;
};

}  // namespace saring::dedup
