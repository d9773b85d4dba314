#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saring/boilerplate/line_features_internal.hpp"
#include "saring/boilerplate/word_weights_internal.hpp"

namespace saring::boilerplate {

// A sum of oblivious decision trees (all nodes of a level share one test), as CatBoost grows them
// (Prokhorenkova et al. 2018). Levels are compared for 16 lines at once and the leaf's number is put
// together from the bits, so there is no branch and the compiler vectorises it.
class ObliviousForest {
 public:
  struct Split {
    std::uint32_t feature = 0;
    float border = 0;  // true where the value is greater
  };
  static constexpr std::size_t kMaxDepth = 8;

  // `levels`: per tree its depth tests, as indices into `splits`; `leaves`: 2^depth values a tree.
  ObliviousForest() = default;
  ObliviousForest(std::vector<Split> splits, std::vector<std::uint16_t> levels, std::vector<float> leaves, std::size_t depth,
                  float bias);

  // Probability for each of `rows` rows of `matrix`, `stride` floats apart.
  void predict(const float* matrix, std::size_t rows, std::size_t stride, float* probabilities) const;

  [[nodiscard]] std::size_t num_trees() const noexcept { return depth_ == 0 ? 0 : levels_.size() / depth_; }

 private:
  void predict_block(const float* matrix, std::size_t rows, std::size_t stride, std::vector<std::uint8_t>& tests,
                     float* probabilities) const;

  std::vector<Split> splits_;
  std::vector<std::uint16_t> levels_;
  std::vector<float> leaves_;
  std::size_t depth_ = 0;
  float bias_ = 0;
};

// The line model: word weights, and two passes of trees. File format: docs/models/lines.md.
class LineModel {
 public:
  // Throws ModelError: wrong magic, version, checksum, length or a value out of range.
  [[nodiscard]] static LineModel parse(std::span<const std::byte> bytes);

  [[nodiscard]] const WordWeights& words() const noexcept { return words_; }

  // Scratch of one thread.
  struct Scratch {
    std::vector<float> matrix;
    std::vector<float> first;
  };

  // Probability that each line is part of the article.
  void predict(const DocumentLines& document, Scratch& scratch, std::vector<float>& probabilities) const;

 private:
  WordWeights words_;
  ObliviousForest first_;
  ObliviousForest second_;
};

}  // namespace saring::boilerplate
