#include "saring/boilerplate/html/html_features_internal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

// Rows of a page with a mark in what must stay untouched.
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
    features.local_row(i, row.data());
    context.row(i, row.data() + PageFeatures::kLocal);
    for (const float value : row) REQUIRE(std::isfinite(value));
    REQUIRE(row[kWidth] == 12345.0F);
  }
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

}  // namespace saring::boilerplate
