#include <catch2/catch.hpp>
#include <string>

#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  decode_character_references(text, out);
  return out;
}

}  // namespace

TEST_CASE("html entities: named and numbered references become characters") {
  CHECK(decoded("a &lt;b&gt; &amp; &quot;c&quot;") == "a <b> & \"c\"");
  CHECK(decoded("&eacute;&Eacute;&ccaron;") == "éÉč");
  CHECK(decoded("&#233;&#xE9;&#XE9;") == "ééé");
  CHECK(decoded("&#x1F600;") == "😀");
  CHECK(decoded("&hellip;&ndash;&rsquo;&nbsp;") == "…–’\xC2\xA0");
}

TEST_CASE("html entities: windows-1252 numbers mean what their authors meant") {
  CHECK(decoded("&#150;&#146;&#128;") == "–’€");
}

TEST_CASE("html entities: old names need no semicolon, new ones do") {
  CHECK(decoded("&copy2024 &ampx") == "©2024 &x");
  CHECK(decoded("&hellip &hellip;") == "&hellip …");
}

TEST_CASE("html entities: text that is not a reference stays as it is") {
  for (const char* text : {"&", "&&", "& b", "&;", "&#;", "&#x;", "&nosuch;", "AT&T", "a&b=c"}) {
    CHECK(decoded(text) == text);
  }
}

TEST_CASE("html entities: numbers that are not characters become U+FFFD") {
  for (const char* text : {"&#0;", "&#xD800;", "&#x110000;", "&#99999999999999;"}) {
    CHECK(decoded(text) == "\xEF\xBF\xBD");
  }
}

TEST_CASE("html entities: numbers of any size leave all parts of a page valid UTF-8") {
  const HtmlExtractor extractor;
  for (const char* digit : {"f", "8", "9", "c7", "1F33E"}) {
    for (const char* start : {"&#x", "&#"}) {
      std::string reference = start;
      for (int i = 0; i < 20; ++i) {
        reference += digit;
        INFO(reference);
        const Article article =
            extractor.extract("<title>" + reference + ";a</title><meta name=author content='" +
                              reference + "'><p>" + reference + " Warga desa menanam padi.");
        for (const std::string* part : {&article.title, &article.byline, &article.page_text}) {
          REQUIRE_FALSE(text::find_invalid_utf8(*part));
        }
      }
    }
  }
}

}  // namespace saring::boilerplate
