#include "saring/boilerplate/html/html_tree_internal.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

// The tree as text: "p(#text(x))", attributes left out.
std::string shape(const HtmlTree& tree) {
  std::string out;
  std::vector<std::uint32_t> ends;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    while (!ends.empty() && i >= ends.back()) {
      ends.pop_back();
      out += ')';
    }
    if (tree[i].tag == HtmlTag::kText) {
      out += '\'';
      out += tree[i].text;
      out += '\'';
      continue;
    }
    out += tag_name(tree[i].tag);
    out += '(';
    ends.push_back(tree[i].end);
  }
  return out + std::string(ends.size(), ')');
}

std::string parsed(std::string_view html) { return shape(HtmlTree::parse(html)); }

std::string all_text(const HtmlTree& tree) {
  std::string out;
  for (const HtmlNode& node : tree.nodes()) {
    if (node.tag == HtmlTag::kText) out += node.text;
  }
  return out;
}

void check_is_a_tree(const HtmlTree& tree) {
  REQUIRE(tree.size() > 0);
  REQUIRE(tree[0].end == tree.size());
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    REQUIRE(tree[i].parent < i);
    REQUIRE(tree[i].end > i);
    REQUIRE(tree[i].end <= tree[tree[i].parent].end);
    REQUIRE(tree[i].depth <= kMaxHtmlDepth + 2);
  }
}

}  // namespace

TEST_CASE("html tree: every tag is found by its name in any case") {
  for (std::size_t i = 3; i < static_cast<std::size_t>(HtmlTag::kCount); ++i) {
    const auto tag = static_cast<HtmlTag>(i);
    std::string name(tag_name(tag));
    REQUIRE(tag_from_name(name) == tag);
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    REQUIRE(tag_from_name(name) == tag);
  }
  REQUIRE(tag_from_name("nosuchtag") == HtmlTag::kUnknown);
  REQUIRE(tag_from_name("averyveryverylongname") == HtmlTag::kUnknown);
  REQUIRE(tag_from_name("") == HtmlTag::kUnknown);
}

TEST_CASE("html tree: end tags that may be left out are implied") {
  CHECK(parsed("<p>a<p>b") == "p('a')p('b')");
  CHECK(parsed("<p>a<div>b</div>c") == "p('a')div('b')'c'");
  CHECK(parsed("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>") == "ul(li('a')li('b'ul(li('c')))li('d'))");
  CHECK(parsed("<dl><dt>a<dd>b<dt>c</dl>") == "dl(dt('a')dd('b')dt('c'))");
  CHECK(parsed("<table><tr><td>a<td>b<tr><td>c</table>d") ==
        "table(tbody(tr(td('a')td('b'))tr(td('c'))))'d'");
  CHECK(parsed("<table><tr><td><table><tr><td>a</table>b<td>c</table>") ==
        "table(tbody(tr(td(table(tbody(tr(td('a'))))'b')td('c'))))");
  CHECK(parsed("<select><option>a<option>b</select>c") == "select(option('a')option('b'))'c'");
  CHECK(parsed("<h1>a<h2>b</h2>c") == "h1('a')h2('b')'c'");
  CHECK(parsed("<a href=1>x<a href=2>y</a>") == "a('x')a('y')");
}

TEST_CASE("html tree: end tags without an element are ignored") {
  CHECK(parsed("a</div>b</span>c") == "'abc'");
  CHECK(parsed("<div><table><tr><td>a</div>b</table>c</div>") ==
        "div(table(tbody(tr(td('ab'))))'c')");
  CHECK(parsed("<div><span><div>a</span>b</div>c</div>d") == "div(span(div('ab')'c'))'d'");
  CHECK(parsed("a</p>b") == "'a'p()'b'");
}

TEST_CASE("html tree: the head ends where the body begins, with or without its tag") {
  CHECK(parsed("<head><title>t</title><p>x") == "head(title('t'))p('x')");
  CHECK(parsed("<html><head><meta name=a></head><body>x</body></html>y") ==
        "html(head(meta())body('xy'))");
}

TEST_CASE("html tree: scripts, styles and comments are not in the text") {
  CHECK(all_text(HtmlTree::parse("a<script>b</script>c<style>d</style>e<!-- f -->g")) == "aceg");
  CHECK(all_text(HtmlTree::parse("<script>if (a</b) '</scripty>'</SCRIPT >x")) == "x");
  CHECK(all_text(HtmlTree::parse("<!DOCTYPE html><?xml ?>x<![CDATA[y]]>z")) == "xz");
  CHECK(all_text(HtmlTree::parse("<iframe><p>x</iframe>y")) == "y");
}

TEST_CASE("html tree: JSON-LD keeps its source, other scripts do not") {
  const HtmlTree tree = HtmlTree::parse(
      "<script>var x</script><script type='application/ld+json'>{\"a\":1}</script>");
  CHECK(tree[1].text.empty());
  CHECK(tree[2].text == "{\"a\":1}");
}

TEST_CASE("html tree: attributes in every form, the first of two") {
  const HtmlTree tree = HtmlTree::parse("<p CLASS=\"a &amp; b\" id=x hidden href = 'y' class=z>t");
  CHECK(tree.attribute(1, "class") == "a & b");
  CHECK(tree.attribute(1, "id") == "x");
  CHECK(tree.attribute(1, "href") == "y");
  CHECK(tree.has_attribute(1, "hidden"));
  CHECK(!tree.has_attribute(1, "rel"));
  CHECK(tree.attribute(1, "rel").empty());
}

TEST_CASE("html tree: any input gives a well-formed tree") {
  for (const std::string& page : odd_pages()) {
    INFO(page);
    check_is_a_tree(HtmlTree::parse(page));
  }
  const std::string page = news_page();
  for (std::size_t cut = 0; cut <= page.size(); cut += 7) {
    check_is_a_tree(HtmlTree::parse(std::string_view(page).substr(0, cut)));
  }
}

TEST_CASE("html tree: random tag soup gives a well-formed tree") {
  const std::vector<std::string> pieces = {
      "<div>",    "</div>",   "<p>",       "</p>",     "<a href=x>", "</a>",      "<table>",
      "</table>", "<tr>",     "<td>",      "</td>",    "<ul>",       "<li>",      "</ul>",
      "<b>",      "</b>",     "<i>",       "</i>",     "text ",      "<br>",      "<form>",
      "</form>",  "<h1>",     "</h2>",     "<select>", "<option>",   "</select>", "<svg>",
      "</svg>",   "<x-y>",    "</x-y>",    "<x-z>",    "<script>",   "</script>", "<!--",
      "-->",      "<button>", "</button>", "&amp;",    "<td",        ">",         "\"",
      "<body>",   "</body>",  "<head>"};
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::string page;
    for (int i = 0; i < 400; ++i) page += pieces[random() % pieces.size()];
    check_is_a_tree(HtmlTree::parse(page));
  }
}

TEST_CASE(
    "html tree: what is nested deeper than the limit keeps its text and what follows its place") {
  for (const int depth : {300, 510, 511, 512, 513, 10'000, 200'000}) {
    const std::string page = nested_divs(depth, "<p>inside</p>") + "<p>behind</p>";
    const HtmlTree tree = HtmlTree::parse(page);
    check_is_a_tree(tree);
    CHECK(all_text(tree) == "insidebehind");
    CHECK(tree[tree.size() - 1].depth <= 4);  // the last text is not below the divs
  }
}

TEST_CASE("html tree: tags beyond two million are left out, their text stays") {
  std::string page = "<p>first</p>";
  for (std::size_t i = 0; i < kMaxHtmlTags; ++i) page += "<br>";
  const HtmlTree tree = HtmlTree::parse(page + "<p>last</p>");
  CHECK(tree.size() < kMaxHtmlTags + 10);
  CHECK(all_text(tree) == "firstlast");
}

TEST_CASE("html tree: names of attributes are found in any letter case") {
  for (const std::string_view name : kHtmlAttributeNames) {
    CHECK(HtmlAttributeName::find(name).text() == name);
  }
  CHECK(HtmlAttributeName::find("HREF") == HtmlAttributeName("href"));
  CHECK(HtmlAttributeName::find("Xml:Lang").text() == "xml:lang");
  for (const std::string_view name : {"", "hre", "hrefs", "onclick", "data-something-long"}) {
    CHECK_FALSE(HtmlAttributeName::find(name));
  }
  CHECK(HtmlAttributeName().bit() == 0);
}

TEST_CASE("html tree: the same value of the same attribute has the same number") {
  const HtmlTree tree = HtmlTree::parse(
      "<body><p class=a id=a href=a><p class=a><p class=b style=a><p class=''><p class=''>");
  const auto number = [&](std::size_t node, HtmlAttributeName name) {
    return tree.find_attribute(node, name)->number;
  };
  const std::size_t first = 2;
  REQUIRE(tree[first].tag == HtmlTag::kP);
  CHECK(number(first, "class") == number(first + 1, "class"));
  CHECK(number(first, "class") != number(first, "id"));
  CHECK(number(first, "class") != number(first + 2, "class"));
  CHECK(number(first + 3, "class") == number(first + 4, "class"));
  CHECK(number(first, "href") == 0);
  CHECK(tree.find_attribute(first, "rel") == nullptr);
  std::size_t looked_at = 0;
  PerValue<std::size_t> sizes(tree);
  for (std::size_t i = first; i < tree.size(); ++i) {
    CHECK(sizes.of(*tree.find_attribute(i, "class"), [&](const HtmlAttribute& attribute) {
      ++looked_at;
      return attribute.value.size();
    }) == tree.attribute(i, "class").size());
  }
  CHECK(looked_at == 3);
}

TEST_CASE("html tree: of very many different values the first have numbers") {
  std::string page = "<body>";
  for (std::size_t i = 0; i < kMaxHtmlValues + 100; ++i) page += "<p id=" + std::to_string(i) + ">";
  const HtmlTree tree = HtmlTree::parse(page);
  CHECK(tree.num_values() == kMaxHtmlValues);
  std::size_t numbered = 0;
  for (std::size_t i = 1, p = 0; i < tree.size(); ++i) {
    if (tree[i].tag != HtmlTag::kP) continue;
    CHECK(tree.attribute(i, "id") == std::to_string(p++));
    numbered += tree.find_attribute(i, "id")->number != 0 ? 1 : 0;
  }
  CHECK(numbered == kMaxHtmlValues - 1);
}

}  // namespace saring::boilerplate
