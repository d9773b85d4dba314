#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "saring/dedup/duplicates.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/similarity.hpp"

// Runs of words that two texts have in common.
namespace saring::dedup {

struct PassageOptions {
  std::size_t min_words = 50;  // of a passage by which texts are found, at least 8
  // A text is compared with the first of the texts of a passage only, where they are more than
  // this.
  std::size_t pair_limit = 256;
  ShingleOptions shingles = {};           // of the similarities of pairs that are found
  const Measure* measure = nullptr;       // not null
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

// The longest run of words that is in both texts, of equally long ones the first in the left text,
// then in the right one. Words are those of Shingler, with their signs; 0 words where none is
// shared. O(n log n) in the words of both.
[[nodiscard]] Passage longest_passage(std::string_view left, std::string_view right,
                                      const Normalization& normalize = {});

// Finds the longest passage of each pair of `found`, and adds every other pair of texts that has
// one of `min_words` or more, as Relation::kSharesPassage. `texts` are those that `found` is about,
// valid UTF-8. Clusters do not change; `found.all_pairs` becomes false where the limit left pairs
// out. Throws std::invalid_argument for `min_words` under 8.
//
// Candidates share the least hash of a window of word 8-grams, so that none is missed (winnowing:
// Schleimer, Wilkerson, Aiken 2003); each is verified word by word. Time is linear in the texts and
// in the pairs; memory: 16 bytes for about every twentieth word.
void add_passages(std::span<const std::string_view> texts, const PassageOptions& options,
                  Duplicates& found);

}  // namespace saring::dedup
