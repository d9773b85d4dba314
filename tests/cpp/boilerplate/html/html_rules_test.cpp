#include "saring/boilerplate/html/html_rules_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {
namespace {

std::vector<std::uint32_t> tokens_of(std::string_view start_tag) {
  const HtmlTree tree = HtmlTree::parse(start_tag);
  std::vector<std::uint32_t> out;
  element_tokens(tree, 1, out);
  return out;
}

bool fires(const HtmlRule& rule, std::string_view start_tag) {
  const auto tokens = tokens_of(start_tag);
  return std::find(tokens.begin(), tokens.end(), token_hash(rule.token)) != tokens.end();
}

bool has(std::string_view start_tag, std::string_view token) {
  HtmlRule rule;
  rule.token = token;
  return fires(rule, start_tag);
}

}  // namespace

TEST_CASE("html rules: every row fires on its example to drop, not on the one to keep") {
  const HtmlRules table = HtmlRules::built_in();
  REQUIRE(table.rules().size() >= 100);
  for (const HtmlRule& rule : table.rules()) {
    INFO(rule.id);
    CHECK(fires(rule, rule.drop));
    CHECK(!fires(rule, rule.keep));
    CHECK(table.find(token_hash(rule.token)) == &rule - table.rules().data());
  }
  CHECK(table.find(token_hash("no such token")) == -1);
}

TEST_CASE("html rules: names are cut at punctuation and at camel case") {
  CHECK(has("<div class='entry-content wide'>", "entry content"));
  CHECK(has("<div class='relatedPosts'>", "related posts"));
  CHECK(has("<div id='sidebar_2'>", "sidebar"));
  CHECK(has("<div ROLE=Navigation>", "role=navigation"));
  CHECK(!has("<div class='entry content'>", "entry content"));
  CHECK(!has("<div class='header'>", "ad"));
}

TEST_CASE("html rules: an element with thousands of names is read in part") {
  std::string tag = "<div class='";
  for (int i = 0; i < 5000; ++i) tag += "name-name ";
  CHECK(tokens_of(tag + "'>").size() <= 70);
}

TEST_CASE("html rules: a broken row is refused with file, line and id") {
  const std::string good = "html.a\tshare\thint\tshare\t<a>\t<b>\tsource\n";
  CHECK(HtmlRules::parse("# comment\n\n" + good, "x.tsv").rules().size() == 1);
  const auto message = [](const std::string& tsv) -> std::string {
    try {
      static_cast<void>(HtmlRules::parse(tsv, "x.tsv"));
    } catch (const RuleError& error) {
      return error.what();
    }
    return "";
  };
  CHECK_THAT(message(good + good), Catch::Contains("x.tsv:2") && Catch::Contains("html.a"));
  CHECK_THAT(message("html.a\tnosuch\thint\tx\t<a>\t<b>\ts"), Catch::Contains("unknown role"));
  CHECK_THAT(message("html.a\tshare\tmaybe\tx\t<a>\t<b>\ts"), Catch::Contains("always or hint"));
  CHECK_THAT(message("html.a\tshare\thint\t\t<a>\t<b>\ts"), Catch::Contains("empty column"));
  CHECK_THAT(message("html.a\tshare"), Catch::Contains("7 columns"));
  CHECK_THAT(message(good + "html.b\tshare\thint\tSHARE\t<a>\t<b>\ts"),
             Catch::Contains("belongs to 'html.a'"));
}

}  // namespace saring::boilerplate
