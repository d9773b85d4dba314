#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_lines_internal.hpp"
#include "saring/boilerplate/lines/oblivious_forest_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

namespace saring::boilerplate {

// cpp/data/models/html.bin: weights of names and words, and the forests of the two stages.
// Little-endian:
//   "SARHTML\0", version u32, body bytes u32, XXH3 of the body u64; body: numbers of a row u32,
//   those that stage two adds u32, tokens u32, tokens x {hash u32, weight i32}, then word weights
//   and both forests as in a line model (docs/models/lines.md).
struct HtmlModel {
  static constexpr std::size_t kLocal = PageFeatures::kLocal + PageLines::kLine;
  static constexpr std::size_t kContext = PageFeatures::kContext + PageLines::kDocument;

  TokenTable tokens;
  WordWeights words;
  ObliviousForest local;
  ObliviousForest context;

  // Throws ModelError: magic, version, sizes, checksum, a number that is not finite, or a tree that
  // tests what there is not.
  [[nodiscard]] static HtmlModel load(std::span<const std::byte> bytes);
  // Probability that each block is article text.
  [[nodiscard]] std::vector<float> score(const PageFeatures& page, const PageLines& lines) const;
};

}  // namespace saring::boilerplate
