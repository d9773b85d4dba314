#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "saring/lang/training/corpus_internal.hpp"

namespace saring::lang {

// Scores of one text for the labels of a group, and the right label.
struct ScoredText {
  std::vector<float> scores;
  std::uint32_t label;
};

// The words of a text of one length, and its label.
struct Excerpt {
  std::vector<std::uint32_t> types;
  std::uint32_t label;
};

inline constexpr std::size_t kMaxExcerpts = 12000;  // for each length
inline constexpr std::size_t kMinExcerpts = 200;    // fewer say nothing about a length

// Excerpts of `count` words (at least 1) from held-out lines: the middle of each line that is so
// long, at most kMaxExcerpts evenly over all of them. If fewer than kMinExcerpts lines are so long,
// neighbouring lines of one label are joined instead, which stands for documents.
[[nodiscard]] std::vector<Excerpt> excerpts_of_length(const GroupCorpus& corpus,
                                                      std::uint32_t count);

// The inverse temperature: the factor on the scores that maximises the likelihood of the right
// labels (temperature scaling, Guo et al. 2017). 1 if there are no texts.
[[nodiscard]] float fit_inverse_temperature(const std::vector<ScoredText>& texts);

}  // namespace saring::lang
