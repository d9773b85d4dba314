// The block classifier: boosted regression trees, tree after tree over a chunk of rows, so that a
// tree stays in the first-level cache. Trained by tools/boilerplate/train_html.py. Tests:
// html_model_test.cpp.
#include "saring/boilerplate/html/html_model_internal.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "saring/base/byte_reader.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::string_view kMagic{"SARHTML\0", 8};
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kChunk = 512;  // rows scored at once: memory does not grow with the page

// A child must come after its parent, so that every walk ends.
void check_child(const ByteReader& in, int child, int parent, int nodes, int leaves) {
  const bool fits = child >= 0 ? child > parent && child < nodes : ~child < leaves;
  if (!fits) in.fail("a tree points outside itself");
}

TreeEnsemble read_ensemble(ByteReader& in, std::size_t features) {
  TreeEnsemble out;
  const auto trees = in.read<std::uint32_t>();
  if (trees > in.remaining()) in.fail("too many trees");
  for (std::uint32_t t = 0; t < trees; ++t) {
    const int nodes = in.read<std::uint16_t>();
    const int leaves = in.read<std::uint16_t>();
    if (leaves == 0 || nodes > 0x7fff || leaves > 0x7fff) in.fail("a tree of an odd size");
    out.trees.push_back({static_cast<std::uint32_t>(out.nodes.size()),
                         static_cast<std::uint32_t>(out.leaves.size()), nodes == 0});
    for (int n = 0; n < nodes; ++n) {
      TreeEnsemble::Node node{};
      node.threshold = in.read_finite();
      node.feature = in.read<std::uint16_t>();
      node.left = in.read<std::int16_t>();
      node.right = in.read<std::int16_t>();
      static_cast<void>(in.read<std::int16_t>());
      if (node.feature >= features) in.fail("a feature that there is not");
      check_child(in, node.left, n, nodes, leaves);
      check_child(in, node.right, n, nodes, leaves);
      out.nodes.push_back(node);
    }
    for (int leaf = 0; leaf < leaves; ++leaf) out.leaves.push_back(in.read_finite());
  }
  return out;
}

}  // namespace

void TreeEnsemble::predict(const float* rows, std::size_t count, std::size_t stride,
                           float* out) const {
  std::fill(out, out + count, 0.0F);
  for (const Tree& tree : trees) {
    const Node* const tree_nodes = nodes.data() + tree.node;
    const float* const tree_leaves = leaves.data() + tree.leaf;
    if (tree.is_leaf) {
      for (std::size_t i = 0; i < count; ++i) out[i] += tree_leaves[0];
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const float* const row = rows + i * stride;
      int at = 0;
      do {
        const Node& node = tree_nodes[at];
        at = row[node.feature] <= node.threshold ? node.left : node.right;
      } while (at >= 0);
      out[i] += tree_leaves[~at];
    }
  }
  for (std::size_t i = 0; i < count; ++i) out[i] = 1.0F / (1.0F + std::exp(-out[i]));
}

HtmlModel HtmlModel::load(std::span<const std::byte> bytes) {
  ByteReader in(bytes, "html model");
  const auto magic = in.read_array<char>(kMagic.size());
  if (std::string_view(magic.data(), magic.size()) != kMagic) in.fail("wrong magic");
  const auto version = in.read<std::uint32_t>();
  if (version != kVersion) in.fail("version " + std::to_string(version) + ", expected 1");
  const auto size = in.read<std::uint32_t>();
  const auto checksum = in.read<std::uint64_t>();
  if (in.remaining() != size) in.fail("wrong length");
  const auto body = bytes.subspan(in.offset());
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum)
    in.fail("wrong checksum");
  const auto local = in.read<std::uint32_t>();
  const auto context = in.read<std::uint32_t>();
  if (local != PageFeatures::kLocal || context != PageFeatures::kContext) {
    in.fail("made for other features: train it again");
  }
  HtmlModel model;
  const auto tokens = in.read<std::uint32_t>();
  if (tokens > in.remaining() / 8) in.fail("too many tokens");
  std::vector<TokenWeight> weights;
  for (std::uint32_t i = 0; i < tokens; ++i) {
    const auto hash = in.read<std::uint32_t>();
    const auto weight = static_cast<std::int8_t>(std::clamp(in.read<std::int32_t>(), -127, 127));
    weights.push_back({hash, weight});
  }
  model.tokens = TokenTable(weights);
  model.local = read_ensemble(in, local);
  model.context = read_ensemble(in, local + context);
  if (in.remaining() != 0) in.fail("bytes after its end");
  return model;
}

std::vector<float> HtmlModel::score(const PageFeatures& page) const {
  constexpr std::size_t kWidth = PageFeatures::kLocal + PageFeatures::kContext;
  const std::size_t count = page.size();
  std::vector<float> first(count), second(count);
  std::vector<float> rows(std::min(count, kChunk) * kWidth);
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t end = std::min(count, begin + kChunk);
    check_cancelled();
    for (std::size_t i = begin; i < end; ++i) page.local_row(i, rows.data() + (i - begin) * kWidth);
    local.predict(rows.data(), end - begin, kWidth, first.data() + begin);
  }
  const PageFeatures::Context around(page, first);
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t end = std::min(count, begin + kChunk);
    check_cancelled();
    for (std::size_t i = begin; i < end; ++i) {
      float* row = rows.data() + (i - begin) * kWidth;
      if (count > kChunk) page.local_row(i, row);  // otherwise it is still there
      around.row(i, row + PageFeatures::kLocal);
    }
    context.predict(rows.data(), end - begin, kWidth, second.data() + begin);
  }
  return second;
}

}  // namespace saring::boilerplate
