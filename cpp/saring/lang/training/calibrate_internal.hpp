#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::lang {

// Scores of one text for the labels of a group, and which of them is right.
struct ScoredText {
  std::vector<float> scores;
  std::uint32_t label;
};

// The factor on the scores under which the right labels are most probable (temperature scaling, Guo
// et al. 2017). 1 where there is nothing to fit on.
[[nodiscard]] float fit_sharpness(const std::vector<ScoredText>& texts);

}  // namespace saring::lang
