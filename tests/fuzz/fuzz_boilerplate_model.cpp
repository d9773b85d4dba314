// Files of the line model and the HTML model: a ModelError, or a model with probabilities as
// scores. The last byte says which model; the rest is a body. The target adds the parts before the
// body, the checksum, and weights of words and names.
#include <array>
#include <span>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "model_file.hpp"
#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_model_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

using fuzz::put;
using fuzz::require;
using namespace saring::boilerplate;

namespace {

constexpr std::string_view kText =
    "Beranda\nBeras\nWarga desa menanam padi di sawah itu sejak pagi.\n\nBagikan | 12/3/2024\n";
constexpr std::string_view kPage =
    "<html><head><title>Beras</title></head><body><nav class=menu><a href=/>Beranda</a></nav>"
    "<article class=\"entry-content\"><h1>Beras</h1><p>Warga desa menanam padi di sawah itu sejak "
    "pagi.</p><ul><li>satu<li>dua</ul></article><footer>Hak cipta 2024</footer></body></html>";

constexpr char kLines = '\0';
constexpr char kHtml = '\1';

void put_forest(std::string& out) {
  put<std::uint32_t>(out, 6);  // depth
  put<std::uint32_t>(out, 1);  // trees
  put<std::uint32_t>(out, 2);  // tests
  put<float>(out, 0.0F);
  put<float>(out, 0.5F);
  for (std::uint32_t feature = 0; feature < 2; ++feature) {
    put<std::uint32_t>(out, feature);
    put<float>(out, 3.0F);
  }
  for (std::uint16_t level = 0; level < 6; ++level) put<std::uint16_t>(out, level % 2);
  out.append(64, '\4');
}

std::string good_lines() {
  std::string out;
  put<std::uint32_t>(out, kDocumentFeatures);
  put<float>(out, 0.1F);
  put_forest(out);
  put_forest(out);
  return out + kLines;
}

std::string good_html() {
  std::string out;
  put<std::uint32_t>(out, HtmlModel::kLocal);
  put<std::uint32_t>(out, HtmlModel::kContext);
  put<float>(out, 0.1F);
  put_forest(out);
  put_forest(out);
  return out + kHtml;
}

std::string made_weights() {
  std::string weights(WordWeights::kSlots, '\0');
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<char>(i * 37 % 251);
  return weights;
}

// "SARINGLN", version, features, checksum, body.
void check_lines(std::string_view input) {
  std::string body(input.substr(0, 4));
  std::string out = "SARINGLN";
  put<std::uint32_t>(out, 2);
  out += body;  // the number of features
  body = input.substr(std::min<std::size_t>(4, input.size()));
  body.insert(std::min<std::size_t>(4, body.size()), made_weights());  // after their scale
  put<std::uint64_t>(out, saring::hash64(body));
  out += body;
  const LineStripper stripper({}, std::as_bytes(std::span(out)));
  for (const LineDecision& line : stripper.strip(kText).lines) {
    require(line.score >= 0 && line.score <= 1, "a score is in [0, 1]");
  }
}

// "SARHTML\0", version, size, checksum, body.
void check_html(std::string_view input) {
  std::string body(input);
  std::string inserted;  // after the sizes: the tokens; after the scale of words: their weights
  put<std::uint32_t>(inserted, 2);
  for (const std::uint32_t hash : {token_hash("<nav>"), token_hash("entry content")}) {
    put<std::uint32_t>(inserted, hash);
    put<std::int32_t>(inserted, 16);
  }
  body.insert(std::min<std::size_t>(12, body.size()), made_weights());
  body.insert(std::min<std::size_t>(8, body.size()), inserted);
  std::string out("SARHTML\0", 8);
  put<std::uint32_t>(out, 2);
  put<std::uint32_t>(out, static_cast<std::uint32_t>(body.size()));
  put<std::uint64_t>(out, saring::hash64(body));
  out += body;
  const HtmlModel model = HtmlModel::load(std::as_bytes(std::span(out)));
  static const HtmlTree tree = HtmlTree::parse(kPage);
  static const HtmlBlocks blocks = split_blocks(tree);
  static const HtmlMetadata metadata = read_metadata(tree);
  static const HtmlRules rules = HtmlRules::built_in();
  const PageFeatures page(tree, blocks, metadata, model.tokens, rules);
  static const RuleMatcher matcher(built_in_rules());
  const PageLines lines(blocks, matcher, &model.words);
  const std::vector<float> scores = model.score(page, lines);
  require(scores.size() == blocks.blocks.size(), "every block has a score");
  for (const float score : scores) require(score >= 0 && score <= 1, "a score is in [0, 1]");
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  static const std::array<std::string, 2> good = {good_lines(), good_html()};
  return fuzz::mutate_file(good[seed / 256 % 2], data, size, max_size, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const bool is_html = input.option() % 2 == kHtml;
  try {
    is_html ? check_html(input.bytes()) : check_lines(input.bytes());
  } catch (const saring::ModelError&) {
  }
  return 0;
}
