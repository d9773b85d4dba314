#include "saring/boilerplate/html/html_parser_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {
namespace {

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

std::string all_text(const HtmlTree& tree) {
  std::string out;
  for (const HtmlNode& node : tree.nodes()) {
    if (node.tag == HtmlTag::kText) out += node.text;
  }
  return out;
}

std::size_t count(const HtmlTree& tree, HtmlTag tag) {
  std::size_t found = 0;
  for (const HtmlNode& node : tree.nodes()) found += node.tag == tag ? 1 : 0;
  return found;
}

}  // namespace

TEST_CASE("html parser: one parser gives for each page what a new one gives") {
  HtmlParser parser;
  for (const std::string_view page :
       {"<x-one a=1><x-two>a</x-two>", "<p>b", "", "<template>c</template>d",
        "<svg><title>e</title></svg><x-one>f</x-one>"}) {
    INFO(page);
    const HtmlTree again = HtmlTree::parse(page, parser);
    const HtmlTree fresh = HtmlTree::parse(page);
    REQUIRE(again.size() == fresh.size());
    for (std::size_t i = 0; i < again.size(); ++i) {
      CHECK(again[i].tag == fresh[i].tag);
      CHECK(again[i].text == fresh[i].text);
      CHECK(again[i].end == fresh[i].end);
    }
  }
}

TEST_CASE("html parser: pages cut anywhere between two pieces are read as one") {
  const std::string page =
      "<p class='" + repeat("a b ", 10'000) + "'>" + repeat("x &amp; y ", 10'000) + "<script>" +
      repeat("if (a</b) c; ", 5000) + "</script>" + repeat("<b title=z>k</b>", 5000);
  const HtmlTree tree = HtmlTree::parse(page);
  CHECK(tree.attribute(1, "class") == repeat("a b ", 10'000));
  CHECK(all_text(tree) == repeat("x & y ", 10'000) + repeat("k", 5000));
  CHECK(count(tree, HtmlTag::kB) == 5000);
}

TEST_CASE("html parser: elements beyond the limit become siblings, and words are not joined") {
  const std::size_t deep = 3 * kMaxOpenElements;
  const HtmlTree tree = HtmlTree::parse(repeat("<div>a", deep) + repeat("</div>", deep) + "<p>z");
  CHECK(count(tree, HtmlTag::kDiv) == deep);
  CHECK(count(tree, HtmlTag::kText) == deep + 1);
  CHECK(tree[tree.size() - 2].tag == HtmlTag::kP);
  CHECK(tree[tree.size() - 2].parent == 0);
}

TEST_CASE("html parser: text in tables nested beyond the limit stays") {
  const HtmlTree tree = HtmlTree::parse(repeat("<table><tr><td>a", 2000));
  CHECK(all_text(tree) == repeat("a", 2000));
}

TEST_CASE("html parser: unclosed formatting elements are limited, their text and links stay") {
  std::string page;
  for (int i = 0; i < 1000; ++i) page += "<font id=" + std::to_string(i) + ">x<p>y";
  const HtmlTree tree = HtmlTree::parse(page + "<a href=/k>z</a>");
  CHECK(all_text(tree) == repeat("xy", 1000) + "z");
  CHECK(count(tree, HtmlTag::kA) == 1);
  CHECK(count(tree, HtmlTag::kFont) < 60'000);
}

TEST_CASE("html parser: a script is not text, however deep or wherever it is") {
  for (const std::string_view around :
       {"<div>", "<table><tr><td>", "<svg><foreignObject><div>", "<b>", "<math><mtext>", "<select>",
        "<object>", "<ul><li>", "<frameset>", "<template>"}) {
    INFO(around);
    const HtmlTree tree =
        HtmlTree::parse(repeat(around, 600) + "<script>var bad = 1</script><style>bad{}</style>");
    CHECK(all_text(tree).find("bad") == std::string::npos);
  }
  CHECK(all_text(HtmlTree::parse("<script>bad")).empty());
  CHECK(all_text(HtmlTree::parse("<script><!--<script>bad</script>bad-->")).empty());
}

TEST_CASE("html parser: any number of names and attributes is read, the known ones are kept") {
  std::string page = "<p";
  for (int i = 0; i < 20'000; ++i) page += " a" + std::to_string(i) + "=1";
  page += " class=k>x</p>";
  for (int i = 0; i < 5000; ++i) {
    const std::string name = "n" + std::to_string(i);
    page += "<" + name + " id=" + name + ">y</" + name + ">";
  }
  const HtmlTree tree = HtmlTree::parse(page);
  CHECK(tree.attribute(1, "class") == "k");
  CHECK(all_text(tree) == "x" + repeat("y", 5000));
  CHECK(tree[tree.size() - 1].depth == 2);  // every end tag has found its element
  CHECK(tree.attribute(tree.size() - 2, "id") == "n4999");
}

TEST_CASE(
    "html parser: attributes of several <html> and <body> tags are joined, the first counts") {
  const HtmlTree tree =
      HtmlTree::parse("<html lang=id><body class=a><html lang=ms dir=x><body id=b>");
  CHECK(tree.attribute(1, "lang") == "id");
  CHECK(count(tree, HtmlTag::kBody) == 1);
}

TEST_CASE("html parser: many small pieces of one text are all there, in order") {
  std::string page = "<div>", expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string word = "w" + std::to_string(i) + " ";
    page += word + "</x>";
    expected += word;
  }
  CHECK(all_text(HtmlTree::parse(page)) == expected);
  // Text in a table, outside its cells, moves before the table.
  const std::string table = "<table>" + repeat("a<tr>", 5000) + "<td>z</table>";
  CHECK(all_text(HtmlTree::parse(table)) == repeat("a", 5000) + "z");
}

TEST_CASE("html parser: numeric character references are always valid characters") {
  CHECK(all_text(HtmlTree::parse("&#65;&#x42;&#xD800;&#1114112;&#99999999999;&#0;&#x80;")) ==
        "AB\uFFFD\uFFFD\uFFFD\uFFFD\u20AC");
}

TEST_CASE("html parser: a cancelled call ends with Cancelled, and the parser goes on working") {
  CancelToken token;
  HtmlParser parser;
  const std::string page = repeat("<p>x", 100'000);
  {
    const CancelScope scope(&token);
    token.cancel();
    CHECK_THROWS_AS(static_cast<void>(HtmlTree::parse(page, parser)), Cancelled);
  }
  CHECK(all_text(HtmlTree::parse("<p>y", parser)) == "y");
}

TEST_CASE(
    "html parser: of scripts and styles only JSON-LD is stored, and all end where browsers do") {
  const auto text_behind = [](std::string_view code) {
    return all_text(HtmlTree::parse(std::string("<body>") + std::string(code)));
  };
  CHECK(text_behind("<script>a</b><c</script>x") == "x");
  CHECK(text_behind("<script>a</SCRIPT >x") == "x");
  CHECK(text_behind("<script>a</scriptx></script>y") == "y");
  CHECK(text_behind("<script><!-- <script> </script> --></script>y") == "y");
  CHECK(text_behind("<script><!-- <script> </script> x") == "");
  CHECK(text_behind("<script>a<!- </script>y") == "y");
  CHECK(text_behind("<script>never ended </scrip") == "");
  CHECK(text_behind("<style><!-- </style>x") == "x");
  CHECK(text_behind("<style>a</style-no></STYLE/>x") == "x");
  CHECK(text_behind("<script></script>x<style></style>y") == "xy");
  const HtmlTree tree = HtmlTree::parse(
      "<script type='application/LD+JSON'>a</script><script type='application/ld+json'>{b}</script>"
      "<script type=x type='application/ld+json'>c</script>");
  std::string scripts;
  for (const HtmlNode& node : tree.nodes()) {
    if (node.tag == HtmlTag::kScript) scripts.append(node.text).append(";");
  }
  CHECK(scripts == "a;{b};;");  // the case of a type does not matter
}

TEST_CASE("html parser: the end of a script is found wherever a piece ends") {
  // A piece without a tag may end anywhere; here inside the end tag.
  for (std::size_t cut = 16'384 - 12; cut < 16'384 + 3; ++cut) {
    for (const std::string_view name : {"script", "style"}) {
      const std::string begin = "<" + std::string(name) + ">";
      const std::string page =
          begin + std::string(cut - begin.size(), 'a') + "</" + std::string(name) + ">x<p>y";
      INFO(cut << name);
      CHECK(all_text(HtmlTree::parse(page)) == "xy");
    }
    const std::string page = "<script>" + std::string(cut - 8, 'a') + "<!--<script></script>";
    INFO(cut);
    CHECK(all_text(HtmlTree::parse(page + "b</script>x")) == "x");
  }
}

}  // namespace saring::boilerplate
