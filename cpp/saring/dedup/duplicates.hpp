#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What the search for near-duplicates found.
namespace saring::dedup {

enum class Relation : std::uint8_t {
  kExact,        // the same words in the same order
  kNear,         // similarity at or over the threshold
  kContains,     // the left text holds the right one (containment search)
  kContainedIn,  // the left text stands in the right one (containment search)
};

struct DuplicatePair {
  std::uint32_t left = 0;  // positions in the order of adding, left < right
  std::uint32_t right = 0;
  Relation relation = Relation::kNear;
  double similarity = 0;         // by the chosen measure
  double containment_left = 0;   // share of the left text's shingles that stand in the right one
  double containment_right = 0;  // and the other way round
};

// Columns over the n texts, in the order of adding.
struct Duplicates {
  // The number of the text's cluster: clusters count from 0 in the order of their first text. Every
  // text is in one; a text without near-duplicates, or without words, is alone.
  std::vector<std::uint32_t> cluster;
  // The position of the text that stays for this one: itself where it stays.
  std::vector<std::uint32_t> kept;
  // Similarity to the kept copy: 1 where it stays, at least the threshold elsewhere.
  std::vector<double> similarity;
  // By (left, right).
  std::vector<DuplicatePair> pairs;
  bool all_pairs = true;         // false where `pair_limit` left pairs out
  std::uint64_t candidates = 0;  // pairs that were verified

  [[nodiscard]] std::size_t size() const noexcept { return kept.size(); }
  [[nodiscard]] bool keeps(std::size_t i) const noexcept { return kept[i] == i; }
  [[nodiscard]] std::size_t num_removed() const noexcept;
};

}  // namespace saring::dedup
