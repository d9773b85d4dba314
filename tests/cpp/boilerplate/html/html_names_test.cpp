#include "saring/boilerplate/html/html_names_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace saring::boilerplate {
namespace {

std::uint32_t find(const HtmlTree& tree, std::string_view id) {
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    if (tree.attribute(i, "id") == id) return i;
  }
  return 0;
}

}  // namespace

TEST_CASE("html names: words of class names in every style of writing") {
  for (const char* name : {"author-name", "author_name", "authorName", "AuthorName", "x author"}) {
    const HtmlTree tree = HtmlTree::parse("<p id=q class='" + std::string(name) + "'>x</p>");
    CHECK(ElementNames(tree).has(find(tree, "q"), kNamedAuthor));
  }
  const HtmlTree other = HtmlTree::parse("<p id=q class=authority>x</p>");
  CHECK(!ElementNames(other).has(find(other, "q"), kNamedAuthor));
}

TEST_CASE("html names: what holds the headline is not elsewhere, whatever its name") {
  const HtmlTree tree = HtmlTree::parse(
      "<div class=sidebar-wrap><h1 id=h>x</h1><p id=a>y</p></div><div class=sidebar><p "
      "id=b>z</div>");
  const ElementNames names(tree);
  const std::uint32_t headline = find(tree, "h");
  CHECK(!names.is_elsewhere(find(tree, "a"), headline));
  CHECK(names.is_elsewhere(find(tree, "b"), headline));
}

TEST_CASE("html names: footers are elsewhere only where asked") {
  const HtmlTree tree = HtmlTree::parse("<h1 id=h>x</h1><footer><p id=a>y</footer>");
  const ElementNames names(tree);
  CHECK(names.is_elsewhere(find(tree, "a"), find(tree, "h"), true));
  CHECK(!names.is_elsewhere(find(tree, "a"), find(tree, "h"), false));
}

TEST_CASE("html names: the text of an element has boundaries between elements, not inside") {
  const HtmlTree tree = HtmlTree::parse(
      "<p id=q>By <b>Jo</b> Fenn<br>London<script>x()</script> <i class=bio>a reader</i></p>");
  const ElementNames names(tree);
  const std::uint32_t node = find(tree, "q");
  CHECK(element_text(tree, node, 100, '|') == "By |Jo|Fenn|London|a reader");
  CHECK(element_text(tree, node, 100, '|', &names, kNamedDetail) == "By |Jo|Fenn|London");
  CHECK(element_text(tree, node, 3).size() <= 8);
}

}  // namespace saring::boilerplate
