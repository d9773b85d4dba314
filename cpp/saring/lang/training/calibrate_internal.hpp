#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::lang {

// Scores of one text for the labels of a group, and the right label.
struct ScoredText {
  std::vector<float> scores;
  std::uint32_t label;
};

// The inverse temperature: the factor on the scores that maximises the likelihood of the right
// labels (temperature scaling, Guo et al. 2017). 1 if there are no texts.
[[nodiscard]] float fit_inverse_temperature(const std::vector<ScoredText>& texts);

}  // namespace saring::lang
