#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/oblivious_forest_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

namespace saring::boilerplate {

// The line model: word weights, trees over lines, trees over lines in their document. File format:
// docs/models/lines.md.
class LineModel {
 public:
  // Throws ModelError that begins with `name`: wrong magic, version, checksum, length or a value
  // out of range.
  [[nodiscard]] static LineModel parse(std::span<const std::byte> bytes,
                                       std::string_view name = "line model");

  [[nodiscard]] const WordWeights& words() const noexcept { return words_; }

  // Scratch of one thread.
  struct Scratch {
    std::vector<float> block;  // rows of features, see ObliviousForest
    std::vector<float> scores;
    DocumentFeatures features;
    std::vector<std::uint8_t> tests;
  };

  // Probability that each line is part of the article; 1 for those of which the model is not asked
  // (asks_model).
  void predict(const DocumentLines& document, Scratch& scratch,
               std::vector<float>& probabilities) const;

 private:
  WordWeights words_;
  ObliviousForest of_lines_;
  ObliviousForest of_document_;
};

}  // namespace saring::boilerplate
