#include "saring/boilerplate/html/html_model_internal.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/embedded_internal.hpp"

namespace saring::boilerplate {
namespace {

std::vector<std::byte> model_bytes() {
  const auto bytes = embedded_html_model();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("html model: the library's own loads") {
  const HtmlModel model = HtmlModel::load(embedded_html_model());
  CHECK(model.tokens.size() > 100);
}

TEST_CASE("html model: a damaged file is refused") {
  const auto good = model_bytes();
  CHECK_THROWS_AS(HtmlModel::load({}), ModelError);
  for (const std::size_t cut : {std::size_t{1}, std::size_t{8}, std::size_t{23}, std::size_t{24},
                                good.size() / 2, good.size() - 1}) {
    CHECK_THROWS_AS(HtmlModel::load(std::span(good).first(cut)), ModelError);
  }
  for (std::size_t at = 0; at < good.size(); at += good.size() / 40 + 1) {
    auto bad = good;
    bad[at] ^= std::byte{0x10};
    CHECK_THROWS_AS(HtmlModel::load(bad), ModelError);
  }
  auto longer = good;
  longer.push_back(std::byte{0});
  CHECK_THROWS_AS(HtmlModel::load(longer), ModelError);
}

TEST_CASE("html model: a number that is not finite is refused") {
  // The scale of the word weights is after magic, sizes, checksum and tokens.
  const std::size_t at = 24 + 12 + 8 * HtmlModel::load(embedded_html_model()).tokens.size();
  for (const float value :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    auto bad = model_bytes();
    std::memcpy(bad.data() + at, &value, 4);
    const std::span body = std::span(bad).subspan(24);
    const std::uint64_t checksum =
        hash64({reinterpret_cast<const char*>(body.data()), body.size()});
    std::memcpy(bad.data() + 16, &checksum, 8);
    CHECK_THROWS_WITH(HtmlModel::load(bad), Catch::Contains("finite"));
  }
}

TEST_CASE("html model: each block has a probability, also where rows are made twice") {
  const HtmlModel model = HtmlModel::load(embedded_html_model());
  const HtmlRules rules = HtmlRules::built_in();
  const RuleMatcher matcher(built_in_rules());
  // Beyond 512 blocks, stage two computes the rows of stage one again.
  for (const std::size_t paragraphs : {0U, 1U, 31U, 32U, 33U, 512U, 513U, 700U}) {
    std::string page = "<article>";
    for (std::size_t i = 0; i < paragraphs; ++i)
      page += "<p>Panen ke-" + std::to_string(i) + " dimulai hari ini, kata ketua tani.</p>";
    const HtmlTree tree = HtmlTree::parse(page);
    const HtmlBlocks blocks = split_blocks(tree);
    const HtmlMetadata metadata = read_metadata(tree);
    const PageFeatures features(tree, blocks, metadata, model.tokens, rules);
    const PageLines lines(blocks, matcher, &model.words);
    const std::vector<float> scores = model.score(features, lines);
    REQUIRE(scores.size() == paragraphs);
    for (const float score : scores) CHECK((score > 0.0F && score < 1.0F));
  }
}

}  // namespace saring::boilerplate
