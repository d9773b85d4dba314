// The input of train_html.py from the extractor: blocks of pages, names of the elements around
// them, rows of features. Pages come on standard input as frames, "<bytes> <scores>\n", the page,
// and that many float32 (the scores of stage one, for `context`). Each reply is one frame:
//   tokens             blocks as below, then per block a count and that many token hashes (uint32)
//   local TOKENS       blocks, then blocks x PageFeatures::kLocal float32
//   context TOKENS     blocks, then blocks x PageFeatures::kContext float32
// where blocks are "<blocks> <text bytes>\n", the text, and three uint32 a block: start, end,
// words. TOKENS is a file of 5-byte rows: hash (uint32), weight (int8), sorted.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace {

using namespace saring::boilerplate;

struct Frame {
  std::string html;
  std::vector<float> scores;
};

bool read_frame(Frame& frame) {
  std::size_t bytes = 0, scores = 0;
  if (std::scanf("%zu %zu", &bytes, &scores) != 2) return false;
  std::getchar();
  frame.html.resize(bytes);
  frame.scores.resize(scores);
  return std::fread(frame.html.data(), 1, bytes, stdin) == bytes &&
         std::fread(frame.scores.data(), sizeof(float), scores, stdin) == scores;
}

template <typename T>
void write_all(const std::vector<T>& values) {
  std::fwrite(values.data(), sizeof(T), values.size(), stdout);
}

void write_blocks(const HtmlBlocks& blocks) {
  std::printf("%zu %zu\n", blocks.blocks.size(), blocks.text.size());
  std::fwrite(blocks.text.data(), 1, blocks.text.size(), stdout);
  for (const HtmlBlock& b : blocks.blocks)
    write_all(std::vector<std::uint32_t>{b.start, b.end, b.words});
}

void write_tokens(const HtmlTree& tree, const HtmlBlocks& blocks) {
  std::vector<std::uint32_t> names, all;
  for (const HtmlBlock& block : blocks.blocks) {
    all.clear();
    for (std::uint32_t at = block.element; at != 0; at = tree[at].parent) {
      element_tokens(tree, at, names);
      all.insert(all.end(), names.begin(), names.end());
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    write_all(std::vector<std::uint32_t>{static_cast<std::uint32_t>(all.size())});
    write_all(all);
  }
}

std::vector<float> local_rows(const PageFeatures& page) {
  std::vector<float> rows(page.size() * PageFeatures::kLocal);
  for (std::size_t i = 0; i < page.size(); ++i) {
    page.local_row(i, rows.data() + i * PageFeatures::kLocal);
  }
  return rows;
}

std::vector<float> context_rows(const PageFeatures& page, const std::vector<float>& scores) {
  std::vector<float> rows(page.size() * PageFeatures::kContext);
  const PageFeatures::Context context(page, scores);
  for (std::size_t i = 0; i < page.size(); ++i) {
    context.row(i, rows.data() + i * PageFeatures::kContext);
  }
  return rows;
}

std::vector<TokenWeight> read_tokens(const char* path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::vector<TokenWeight> tokens(bytes.size() / 5);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::memcpy(&tokens[i].hash, bytes.data() + 5 * i, 4);
    std::memcpy(&tokens[i].weight, bytes.data() + 5 * i + 4, 1);
  }
  return tokens;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  if (mode != "tokens" && !((mode == "local" || mode == "context") && argc == 3)) {
    std::cerr << "usage: dump_html_blocks tokens | local TOKENS | context TOKENS\n";
    return 2;
  }
  const TokenTable weights(argc == 3 ? read_tokens(argv[2]) : std::vector<TokenWeight>());
  const HtmlRules rules = HtmlRules::built_in();
  Frame frame;
  while (read_frame(frame)) {
    const HtmlTree tree = HtmlTree::parse(frame.html);
    const HtmlBlocks blocks = split_blocks(tree);
    write_blocks(blocks);
    if (mode == "tokens") {
      write_tokens(tree, blocks);
      continue;
    }
    const HtmlMetadata metadata = read_metadata(tree);
    const PageFeatures features(tree, blocks, metadata, weights, rules);
    write_all(mode == "local" ? local_rows(features) : context_rows(features, frame.scores));
  }
}
