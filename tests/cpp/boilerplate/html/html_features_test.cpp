#include "saring/boilerplate/html/html_features_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "boilerplate/golden_rows.hpp"
#include "boilerplate/html/html_pages.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"

namespace saring::boilerplate {
namespace {

// Rows of a page, with a mark in the parts that must not change.
void check_rows(const std::string& page) {
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  const HtmlMetadata metadata = read_metadata(tree);
  const HtmlRules rules = HtmlRules::built_in();
  const PageFeatures features(tree, blocks, metadata, TokenTable(), rules);
  REQUIRE(features.size() == blocks.blocks.size());
  const std::vector<float> scores(features.size(), 0.25F);
  const PageFeatures::Context context(features, scores);
  constexpr std::size_t kWidth = PageFeatures::kLocal + PageFeatures::kContext;
  std::vector<float> row(kWidth + 1, 0.0F);
  row[kWidth] = 12345.0F;
  for (std::size_t i = 0; i < features.size(); ++i) {
    features.local_row(i, Row(row.data()));
    context.row(i, Row(row.data() + PageFeatures::kLocal));
    for (const float value : row) REQUIRE(std::isfinite(value));
    REQUIRE(row[kWidth] == 12345.0F);
  }
}

// Weights for all names of a page. They depend only on the spelling of the name.
TokenTable weights_of_names(const HtmlTree& tree) {
  std::vector<TokenWeight> weights;
  std::vector<std::uint32_t> names;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    if (tree[i].tag == HtmlTag::kText) continue;
    element_tokens(tree, i, names);
    for (const std::uint32_t name : names) {
      weights.push_back({name, static_cast<std::int8_t>(static_cast<int>(name % 61) - 30)});
    }
  }
  std::sort(weights.begin(), weights.end(),
            [](const auto& a, const auto& b) { return a.hash < b.hash; });
  const auto same = [](const auto& a, const auto& b) { return a.hash == b.hash; };
  weights.erase(std::unique(weights.begin(), weights.end(), same), weights.end());
  return TokenTable(weights);
}

}  // namespace

TEST_CASE("html features: rows are finite and of their length on any page") {
  for (const std::string& page : odd_pages()) check_rows(page);
  check_rows(news_page());
  check_rows(nested_divs(2000, kThreeParagraphs));
}

TEST_CASE("html features: the nearest rule of a block is found") {
  const std::string page = news_page();
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  const HtmlMetadata metadata = read_metadata(tree);
  const HtmlRules rules = HtmlRules::built_in();
  const PageFeatures features(tree, blocks, metadata, TokenTable(), rules);
  std::vector<Role> roles;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (features.rule_of(i) >= 0) {
      roles.push_back(rules.rules()[static_cast<std::size_t>(features.rule_of(i))].role);
    }
  }
  for (const Role role : {Role::kNavigation, Role::kCookie, Role::kByline, Role::kShare,
                          Role::kCaption, Role::kRelatedLink, Role::kComments, Role::kCopyright}) {
    CHECK(std::find(roles.begin(), roles.end(), role) != roles.end());
  }
}

TEST_CASE("html features: golden rows of a page") {
  const std::string page = golden_file("page.html");
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  const HtmlMetadata metadata = read_metadata(tree);
  const HtmlRules rules = HtmlRules::built_in();
  const PageFeatures features(tree, blocks, metadata, weights_of_names(tree), rules);
  REQUIRE(features.size() == 32);
  std::vector<float> scores(features.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const bool is_middle = i > 8 && i < 25;
    scores[i] = (is_middle ? 0.7F : 0.1F) + static_cast<float>(i * 7 % 10) / 40.0F;
  }
  const PageFeatures::Context context(features, scores);
  std::vector<std::vector<float>> rows;
  for (std::size_t i = 0; i < features.size(); ++i) {
    std::vector<float>& row = rows.emplace_back(PageFeatures::kLocal + PageFeatures::kContext);
    features.local_row(i, Row(row.data()));
    context.row(i, Row(row.data() + PageFeatures::kLocal));
  }
  check_golden("html.tsv", rows);
}

TEST_CASE("html features: a set of hashes holds what it was given and nothing else") {
  CHECK_FALSE(HashSet().contains(0));
  std::vector<std::uint32_t> even;
  for (std::uint32_t i = 0; i < 20000; ++i) even.push_back(i * 2 + (i % 3 == 0 ? 0x80000000U : 0));
  even.push_back(even.front());
  const HashSet set(even);
  CHECK(set.size() == 20000);
  for (const std::uint32_t value : even) {
    REQUIRE(set.contains(value));
    REQUIRE_FALSE(set.contains(value + 1));
  }
}

}  // namespace saring::boilerplate
