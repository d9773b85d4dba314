// The block classifier: boosted regression trees, tree after tree over a chunk of rows, so that a
// tree stays in the first-level cache. Trained by tools/boilerplate/train_html.py. Tests:
// html_model_test.cpp.
#include "saring/boilerplate/html/html_model_internal.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeader = 24;
constexpr std::size_t kChunk = 512;  // rows scored at once: memory does not grow with the page

[[noreturn]] void fail(const std::string& what) { throw ModelError("html model: " + what); }

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename T>
  T read() {
    if (bytes_.size() < sizeof(T)) fail("it ends too early");
    T value;
    std::memcpy(&value, bytes_.data(), sizeof(T));
    bytes_ = bytes_.subspan(sizeof(T));
    return value;
  }
  [[nodiscard]] bool done() const noexcept { return bytes_.empty(); }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
};

// A child must come after its parent, so that every walk ends.
void check_child(int child, int parent, int nodes, int leaves) {
  const bool fits = child >= 0 ? child > parent && child < nodes : ~child < leaves;
  if (!fits) fail("a tree points outside itself");
}

TreeEnsemble read_ensemble(Reader& in, std::size_t features) {
  TreeEnsemble out;
  const auto trees = in.read<std::uint32_t>();
  if (trees > in.left()) fail("too many trees");
  for (std::uint32_t t = 0; t < trees; ++t) {
    const int nodes = in.read<std::uint16_t>();
    const int leaves = in.read<std::uint16_t>();
    if (leaves == 0 || nodes > 0x7fff || leaves > 0x7fff) fail("a tree of an odd size");
    out.trees.push_back({static_cast<std::uint32_t>(out.nodes.size()),
                         static_cast<std::uint32_t>(out.leaves.size()), nodes == 0});
    for (int n = 0; n < nodes; ++n) {
      TreeEnsemble::Node node{};
      node.threshold = in.read<float>();
      node.feature = in.read<std::uint16_t>();
      node.left = in.read<std::int16_t>();
      node.right = in.read<std::int16_t>();
      static_cast<void>(in.read<std::int16_t>());
      if (node.feature >= features) fail("a feature that there is not");
      check_child(node.left, n, nodes, leaves);
      check_child(node.right, n, nodes, leaves);
      out.nodes.push_back(node);
    }
    for (int leaf = 0; leaf < leaves; ++leaf) out.leaves.push_back(in.read<float>());
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
  if (bytes.size() < kHeader || std::memcmp(bytes.data(), "SARHTML\0", 8) != 0) fail("wrong magic");
  Reader header(bytes.subspan(8, kHeader - 8));
  const auto version = header.read<std::uint32_t>();
  if (version != kVersion) fail("version " + std::to_string(version) + ", wanted 1");
  const auto size = header.read<std::uint32_t>();
  const auto checksum = header.read<std::uint64_t>();
  const auto body = bytes.subspan(kHeader);
  if (body.size() != size) fail("wrong length");
  if (hash64({reinterpret_cast<const char*>(body.data()), body.size()}) != checksum) {
    fail("wrong checksum");
  }
  Reader in(body);
  const auto local = in.read<std::uint32_t>();
  const auto context = in.read<std::uint32_t>();
  if (local != PageFeatures::kLocal || context != PageFeatures::kContext) {
    fail("made for other features: train it again");
  }
  HtmlModel model;
  const auto tokens = in.read<std::uint32_t>();
  if (tokens > in.left() / 8) fail("too many tokens");
  std::vector<TokenWeight> weights;
  for (std::uint32_t i = 0; i < tokens; ++i) {
    const auto hash = in.read<std::uint32_t>();
    const auto weight = static_cast<std::int8_t>(std::clamp(in.read<std::int32_t>(), -127, 127));
    weights.push_back({hash, weight});
  }
  model.tokens = TokenTable(weights);
  model.local = read_ensemble(in, local);
  model.context = read_ensemble(in, local + context);
  if (!in.done()) fail("bytes after its end");
  return model;
}

std::vector<float> HtmlModel::score(const PageFeatures& page) const {
  constexpr std::size_t kWidth = PageFeatures::kLocal + PageFeatures::kContext;
  const std::size_t count = page.size();
  std::vector<float> first(count), second(count);
  std::vector<float> rows(std::min(count, kChunk) * kWidth);
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t end = std::min(count, begin + kChunk);
    for (std::size_t i = begin; i < end; ++i) page.local_row(i, rows.data() + (i - begin) * kWidth);
    local.predict(rows.data(), end - begin, kWidth, first.data() + begin);
  }
  const PageFeatures::Context around(page, first);
  for (std::size_t begin = 0; begin < count; begin += kChunk) {
    const std::size_t end = std::min(count, begin + kChunk);
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
