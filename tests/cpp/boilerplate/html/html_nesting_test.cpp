#include "saring/boilerplate/html/html_nesting_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace saring::boilerplate {

namespace {

std::string repeat(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

std::string limited(std::string_view html) {
  std::string storage;
  return std::string(limit_nesting(html, storage));
}

}  // namespace

TEST_CASE("nesting: an ordinary page comes back as it is, without a copy") {
  const std::string page =
      "<html><body><!-- <div> --><div class='a>b'><p>one<p>two<br><b>x</b></div>"
      "<script>if (a<b) document.write('<div>')</script></body></html>";
  std::string storage;
  CHECK(limit_nesting(page, storage).data() == page.data());
}

TEST_CASE("nesting: elements whose end tag may be left out are not counted") {
  const std::string page = "<ul>" + repeat("<li>x", 5000) + "</ul>" + repeat("<p>x", 5000);
  CHECK(limited(page) == page);
}

TEST_CASE(
    "nesting: start tags beyond the limit are removed with as many end tags, the text stays") {
  const int deep = 3 * kMaxNesting;
  const std::string page = repeat("<div>", deep) + "text" + repeat("</div>", deep) + "<p>after";
  CHECK(limited(page) ==
        repeat("<div>", kMaxNesting) + "text" + repeat("</div>", kMaxNesting) + "<p>after");
}

TEST_CASE("nesting: unclosed formatting elements are limited") {
  const std::string page = repeat("<font color=red>x", 1000);
  CHECK(limited(page) ==
        repeat("<font color=red>x", kMaxFormatting) + repeat("x", 1000 - kMaxFormatting));
}

TEST_CASE("nesting: links stay however much formatting is open") {
  const std::string page = repeat("<b>", 100) + "<a href=x>y</a>";
  CHECK(limited(page) == repeat("<b>", kMaxFormatting) + "<a href=x>y</a>");
}

TEST_CASE("nesting: self-closed elements count in HTML and not in SVG") {
  CHECK(limited(repeat("<x/>", 2000)) == repeat("<x/>", kMaxNesting));
  const std::string drawing = "<svg>" + repeat("<path d='1'/>", 2000) + "</svg>";
  CHECK(limited(drawing) == drawing);
  const std::string smuggled = "<svg><desc>" + repeat("<x/>", 2000);
  CHECK(limited(smuggled).size() < smuggled.size());
}

TEST_CASE("nesting: a tag with too many attributes is removed, one with long values stays") {
  CHECK(limited("<p" + repeat(" a", 1000) + ">x") == "x");
  CHECK(limited("<p" + repeat(" a='b'c", 1000) + ">x") == "x");
  const std::string page = "<p style='" + repeat("a b;", 1000) + "' " + repeat("c ", 50) + ">x";
  CHECK(limited(page) == page);
}

TEST_CASE("nesting: broken markup is passed on") {
  for (const std::string_view page :
       {"", "<", "</", "<!--", "<div", "<div a='", "<script>", "a<b"}) {
    CHECK(limited(page) == page);
  }
}

}  // namespace saring::boilerplate
