// Pages that are made to cost a parser more than their size suggests. Time must grow only as the
// page does.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/linear_time.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"

namespace saring::boilerplate {
namespace {

struct Shape {
  std::string name;
  std::function<std::string(std::size_t bytes)> page;
};

// `before`, then `piece` until the page has `bytes`, then `after`. "%" in the piece: a number that
// differs each time.
Shape repeated(std::string_view piece, std::string_view before = "", std::string_view after = "") {
  const std::string name = std::string(before) + std::string(piece);
  return {name, [=, piece = std::string(piece), before = std::string(before),
                 after = std::string(after)](std::size_t bytes) {
            std::string page = before;
            for (std::size_t i = 0; page.size() < bytes; ++i) {
              const std::size_t at = piece.find('%');
              if (at == std::string::npos) {
                page += piece;
              } else {
                page += piece.substr(0, at) + std::to_string(i) + piece.substr(at + 1);
              }
            }
            return page + after;
          }};
}

// Half of the page is `first`, the other half `second`.
Shape halves(std::string_view first, std::string_view second) {
  Shape one = repeated(first);
  Shape two = repeated(second);
  return {std::string(first) + " … " + std::string(second),
          [=](std::size_t bytes) { return one.page(bytes / 2) + two.page(bytes / 2); }};
}

std::string some(std::string_view piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

std::vector<Shape> nesting() {
  std::vector<Shape> shapes;
  for (const std::string_view piece : {"<div>x",
                                       "<div>",
                                       "<p><span>",
                                       "<b>",
                                       "<a href=x>",
                                       "<font size=1><p>",
                                       "<nobr>x",
                                       "<table><tr><td>",
                                       "<table>",
                                       "<template>",
                                       "<svg>",
                                       "<select><option>x",
                                       "<optgroup>",
                                       "<ul><li>",
                                       "<dl><dd>x<dt>",
                                       "<button>",
                                       "<h1>",
                                       "<form>",
                                       "<frameset>",
                                       "<rt>",
                                       "<ruby><rt>x<rp>",
                                       "<object>",
                                       "<marquee>",
                                       "<details>",
                                       "<x-y>",
                                       "<blockquote>",
                                       "<math><mi>",
                                       "<svg><desc>",
                                       "<svg><foreignObject>",
                                       "<fieldset>",
                                       "<label>",
                                       "<li><p>"}) {
    shapes.push_back(repeated(piece));
    shapes.push_back(halves(piece, "</section>"));
    shapes.push_back(halves(piece, "<p>x"));
  }
  shapes.push_back(repeated("<math><annotation-xml encoding='text/html'>"));
  shapes.push_back(halves("<div></foo>", "<p>x"));
  shapes.push_back(repeated("<p></li>", some("<div>", 500)));
  shapes.push_back(repeated("<p>x<div>y</div>", some("<span>", 480)));
  shapes.push_back(repeated("<div>", "<!-->"));
  shapes.push_back(repeated("<div>", "<select><iframe></select>"));
  shapes.push_back(repeated("<div>", "<svg><title><title></svg>"));
  return shapes;
}

std::vector<Shape> misnesting() {
  std::string fonts;
  for (int i = 0; i < 300; ++i) fonts += "<b id=a" + std::to_string(i) + ">";
  const std::string long_class = "<b class='" + some("word ", 400) + "'>";
  return {
      repeated("<b><p>x</b>"),
      halves("<a><div>", "</a>"),
      repeated("<p>x", some("<b><i><u><s>", 20)),
      repeated("<p>x</p>", fonts),
      repeated("<b class=a%>"),
      repeated("<p><b class=a%>"),
      repeated("<p>x", long_class),
      repeated("<b id=a%></i>"),
      repeated("<a><object></object>"),
      repeated("<marquee></foo><a>"),
      repeated("<object><b id=%>"),
      repeated("<button><b id=%>"),
      repeated("x<tr>", "<table>" + some("<b>", 31)),
      repeated("x<b>", "<table>"),
      repeated("x<tr>", "<table>"),
      repeated("<tr><td>x<td>y", "<table>"),
      repeated("<table>x"),
      repeated("<caption>x", "<table>"),
      repeated("<col>x", "<table>"),
      repeated("<option>x", "<select>"),
      repeated("x</y>"),
      repeated("</p></b></div>"),
      repeated("</br></p>"),
      repeated("<i><div></i>"),
      repeated("<a>x<table>"),
      repeated("<font color=%><div></font>"),
  };
}

std::vector<Shape> tokens() {
  std::vector<Shape> shapes;
  for (const std::string_view piece : {"<",
                                       "<!",
                                       "</",
                                       "<?",
                                       "<!--",
                                       "<!-- x -->",
                                       "&",
                                       "&amp;",
                                       "&#9",
                                       "< ",
                                       "a ",
                                       "<a ",
                                       "</x-y>",
                                       "<![CDATA[",
                                       "<br>x",
                                       "<hr>",
                                       "<!doctype>",
                                       "&notit;",
                                       "<title>x</title>",
                                       "<script>x</script>",
                                       "<plaintext>",
                                       "<p>satu dua tiga empat lima.",
                                       "<li><a href=/x>satu dua tiga</a></li>",
                                       "<meta property='og:title' content='x y z'>",
                                       "<html a%=1><body b%=2>",
                                       "<n%>",
                                       "</n%>",
                                       "<n%>x</n%>",
                                       "<p a%=1>",
                                       "<div class='share related nav'><p>x</p></div>",
                                       "<textarea>x</textarea>",
                                       "<iframe>x</iframe>",
                                       "<input>x",
                                       "\xE2\x80\x8D\xCC\x81"}) {
    shapes.push_back(repeated(piece));
  }
  shapes.push_back(repeated("x-", "<!--"));
  shapes.push_back(repeated("a", "&", ";"));
  shapes.push_back(repeated("9", "&#", ";"));
  shapes.push_back(repeated(" a%=1", "<div", ">x</div>"));
  shapes.push_back(repeated(" a=1", "<div", ">x</div>"));
  shapes.push_back(repeated(" class=a%", "<div", ">x</div>"));
  shapes.push_back(repeated("a b-c ", "<div class='", "'>x</div>"));
  shapes.push_back(repeated("x<!--<script>", "<script>"));
  shapes.push_back(repeated("x{}", "<style>"));
  shapes.push_back(repeated("<path d='M0 0'/>", "<svg>", "</svg>x"));
  shapes.push_back(repeated("<![CDATA[x]]>", "<svg>"));
  shapes.push_back(repeated("x | ", "<title>", "</title><p>x"));
  shapes.push_back(repeated("x", "<p>"));
  shapes.push_back(repeated("\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2", "<p>"));
  const std::string json = "<script type='application/ld+json'>";
  shapes.push_back(repeated("[", json, "</script><p>x"));
  shapes.push_back(repeated("{\"a\":", json, "</script><p>x"));
  shapes.push_back(repeated("\\u0061", json + "{\"headline\":\"", "\"}</script><p>x"));
  shapes.push_back(
      repeated(json + "{\"@type\":\"NewsArticle\",\"articleBody\":\"satu dua\"}</script>"));
  shapes.push_back(
      repeated("{\"@id\":\"%\",\"name\":\"x\"},", json + "{\"@graph\":[", "]}</script>"));
  return shapes;
}

void check_linear(const std::vector<Shape>& shapes) {
  static const HtmlExtractor extractor;
  for (const Shape& shape : shapes) {
    INFO(shape.name);
    constexpr std::size_t kBytes = 40'000;
    const auto read = [&](std::size_t bytes) {
      const std::string page = shape.page(bytes);
      static_cast<void>(extractor.extract(page));
    };
    CHECK(reference::growth_of_time(read, kBytes) < reference::kMaxLinearGrowth);
  }
}

}  // namespace

TEST_CASE("html bombs: time is linear in nested elements") { check_linear(nesting()); }
TEST_CASE("html bombs: time is linear in misnested elements") { check_linear(misnesting()); }
TEST_CASE("html bombs: time is linear in tokens, names and scripts") { check_linear(tokens()); }

}  // namespace saring::boilerplate
