// The input of train_html.py from the extractor: blocks of pages, names of the elements around
// them, rows of features. Pages come on standard input as frames, "<bytes> <scores>\n", the page,
// and that many float32 (the scores of stage one, for `context`). Each reply is one frame:
//   tokens                 blocks as below, then per block a count and that many token hashes
//                          (uint32), then per block a count and that many word slots (uint32)
//   local TOKENS WORDS     blocks, then per block a row of stage one (float32)
//   context TOKENS WORDS   blocks, then per block what stage two adds to the row (float32)
// where blocks are "<blocks> <text bytes>\n", the text, and three uint32 a block: start, end,
// words. TOKENS is a file of 5-byte rows: hash (uint32), weight (int8), sorted; WORDS is one of
// word weights as in the model.
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
#include "saring/boilerplate/html/html_lines_internal.hpp"
#include "saring/boilerplate/html/html_metadata_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

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

std::vector<float> local_rows(const PageFeatures& page, const PageLines& lines) {
  constexpr std::size_t kWidth = PageFeatures::kLocal + PageLines::kLine;
  std::vector<float> rows(page.size() * kWidth);
  PageLines::Rows of_lines(lines);
  for (std::size_t i = 0; i < page.size(); ++i) {
    page.local_row(i, Row(rows.data() + i * kWidth));
    of_lines.write(i, rows.data() + i * kWidth + PageFeatures::kLocal, 1);
  }
  return rows;
}

std::vector<float> context_rows(const PageFeatures& page, const PageLines& lines,
                                const std::vector<float>& scores) {
  constexpr std::size_t kWidth = PageFeatures::kContext + PageLines::kDocument;
  std::vector<float> rows(page.size() * kWidth);
  const PageFeatures::Context context(page, scores);
  const PageLines::Document document(lines, scores);
  for (std::size_t i = 0; i < page.size(); ++i) {
    context.row(i, Row(rows.data() + i * kWidth));
    document.write(i, rows.data() + i * kWidth + PageFeatures::kContext, 1);
  }
  return rows;
}

void write_words(const HtmlBlocks& blocks) {
  for (const HtmlBlock& block : blocks.blocks) {
    std::uint32_t slots[WordWeights::kMaxFeatures];
    LineWords words;
    const std::string_view text = blocks.text_of(block);
    scan_words(text, LineWords::kMax, words);
    const auto count =
        static_cast<std::uint32_t>(WordWeights::features(words, measure_line(text), slots));
    write_all(std::vector<std::uint32_t>{count});
    write_all(std::vector<std::uint32_t>(slots, slots + count));
  }
}

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// As in a model: a float32 scale, and one byte per slot.
WordWeights read_words(const char* path) {
  const std::string bytes = read_file(path);
  float scale = 0;
  if (bytes.size() != sizeof scale + WordWeights::kSlots) return {};
  std::memcpy(&scale, bytes.data(), sizeof scale);
  std::vector<std::int8_t> weights(WordWeights::kSlots);
  std::memcpy(weights.data(), bytes.data() + sizeof scale, weights.size());
  return WordWeights(weights, scale);
}

std::vector<TokenWeight> read_tokens(const char* path) {
  const std::string bytes = read_file(path);
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
  if (mode != "tokens" && !((mode == "local" || mode == "context") && argc == 4)) {
    std::cerr << "usage: dump_html_blocks tokens | local TOKENS WORDS | context TOKENS WORDS\n";
    return 2;
  }
  const TokenTable weights(argc == 4 ? read_tokens(argv[2]) : std::vector<TokenWeight>());
  const WordWeights words = argc == 4 ? read_words(argv[3]) : WordWeights();
  const HtmlRules rules = HtmlRules::built_in();
  const RuleMatcher matcher(built_in_rules());
  Frame frame;
  while (read_frame(frame)) {
    const HtmlTree tree = HtmlTree::parse(frame.html);
    const HtmlBlocks blocks = split_blocks(tree);
    write_blocks(blocks);
    if (mode == "tokens") {
      write_tokens(tree, blocks);
      write_words(blocks);
      continue;
    }
    const HtmlMetadata metadata = read_metadata(tree);
    const PageFeatures features(tree, blocks, metadata, weights, rules);
    const PageLines lines(blocks, matcher, &words);
    write_all(mode == "local" ? local_rows(features, lines)
                              : context_rows(features, lines, frame.scores));
  }
}
