#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"

namespace saring::boilerplate {

// Features of the line model. The first pass sees lines and their surroundings; the second sees the
// first's scores around each line too.
inline constexpr std::size_t kLocalFeatures = 33;
inline constexpr std::size_t kNeighbours = 3;  // on each side
inline constexpr std::size_t kNeighbourFeatures = 6;
inline constexpr std::size_t kContextFeatures = 27;
inline constexpr std::size_t kFirstFeatures =
    kLocalFeatures + 2 * kNeighbours * kNeighbourFeatures + kContextFeatures;
inline constexpr std::size_t kScoreFeatures = 18;
inline constexpr std::size_t kSecondFeatures = kFirstFeatures + kScoreFeatures;

// lines × kSecondFeatures, row by row; the last kScoreFeatures of each row are not touched.
void first_features(const DocumentLines& document, std::vector<float>& matrix);

// Fills the last kScoreFeatures of each row from the scores of the first pass, one a line.
void second_features(const DocumentLines& document, std::span<const float> scores,
                     std::vector<float>& matrix);

}  // namespace saring::boilerplate
