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

// Finds runs of words that two texts have in common.
namespace saring::dedup {

struct PassageOptions {
  std::size_t min_words = 50;  // least length of a passage that relates two texts, at least 8
  // If more texts than this share a passage, a text is compared only with the first ones.
  std::size_t pair_limit = 256;
  ShingleOptions shingles = {};           // for the similarities of the found pairs
  const Measure* measure = nullptr;       // not null
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

// The longest run of words that is in both texts. Of equally long runs, the first one in the left
// text, then in the right text. Words are the words of Shingler, with their signs. 0 words if no
// run is shared. O(n log n) in the words of both texts.
[[nodiscard]] Passage longest_passage(std::string_view left, std::string_view right,
                                      const Normalization& normalize = {});

// Finds the longest passage of each pair in `found`. Also adds every other pair of texts that
// shares a passage of at least `min_words` words, as Relation::kSharesPassage. `texts` are the
// texts that `found` describes, in valid UTF-8. Clusters do not change. `found.all_pairs` becomes
// false if the limit left pairs out. Throws std::invalid_argument for `min_words` under 8.
//
// Candidates share the least hash of a window of word 8-grams, so none is missed (winnowing:
// Schleimer, Wilkerson, Aiken 2003). Each is verified word by word. Time is linear in the texts and
// in the pairs. Memory: 16 bytes for about every twentieth word.
void add_passages(std::span<const std::string_view> texts, const PassageOptions& options,
                  Duplicates& found);

}  // namespace saring::dedup
