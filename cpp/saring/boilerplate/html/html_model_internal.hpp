#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/boilerplate/html/html_features_internal.hpp"

namespace saring::boilerplate {

// A sum of regression trees; the probability is its logistic function.
class TreeEnsemble {
 public:
  struct Node {
    float threshold;
    std::uint16_t feature;
    std::int16_t left;  // taken where the value is at most the threshold; negative: leaf ~left
    std::int16_t right;
  };
  struct Tree {
    std::uint32_t node = 0;  // of its root, into nodes
    std::uint32_t leaf = 0;  // of its first leaf, into leaves
    bool is_leaf = false;    // no node at all
  };

  // Probabilities for `count` rows of `stride` floats, into `out`.
  void predict(const float* rows, std::size_t count, std::size_t stride, float* out) const;

  std::vector<Node> nodes;
  std::vector<float> leaves;
  std::vector<Tree> trees;
};

// cpp/data/models/html.bin: token weights and the two stages. Little-endian:
//   "SARHTML\0", version u32, body bytes u32, XXH3 of the body u64; body: kLocal u32, kContext u32,
//   tokens u32, tokens x {hash u32, weight i32}, then both stages: trees u32, per tree nodes u16,
//   leaves u16, nodes x {threshold f32, feature i16, left i16, right i16, 0 i16}, leaves x f32.
struct HtmlModel {
  TokenTable tokens;
  TreeEnsemble local;
  TreeEnsemble context;

  // Throws ModelError: magic, version, sizes, checksum, a number that is not finite, or a tree that
  // points outside itself.
  [[nodiscard]] static HtmlModel load(std::span<const std::byte> bytes);
  // Probability that each block is article text.
  [[nodiscard]] std::vector<float> score(const PageFeatures& page) const;
};

}  // namespace saring::boilerplate
