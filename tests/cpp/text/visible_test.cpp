#include "saring/text/visible.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "saring/text/utf8.hpp"

using namespace saring::text;

TEST_CASE("visible: characters that act are escapes, all others stay") {
  CHECK(visible("\x1b[31mmerah\x1b[0m") == "\\x1b[31mmerah\\x1b[0m");
  CHECK(visible("a\xE2\x80\xAE"
                "b") == "a\\u202eb");
  CHECK(visible("\xD8\x9C\xC2\x9B\x7F\n\t") == "\\u061c\\x9b\\x7f\\x0a\\x09");
  CHECK(visible("naïve 中文 – “é”") == "naïve 中文 – “é”");
  CHECK(visible("") == "");
}

TEST_CASE("visible: no text of any bytes gives a character that acts") {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      const std::string bytes{static_cast<char>(first), static_cast<char>(second), 'x'};
      const std::string shown = visible(bytes);
      CHECK_FALSE(find_invalid_utf8(shown));
      for (const char c : shown) REQUIRE((static_cast<unsigned char>(c) >= 0x20 && c != '\x7F'));
      REQUIRE(shown.find("\xC2\x9B") == std::string::npos);
    }
  }
}

TEST_CASE("visible: a long text is cut between characters") {
  CHECK(visible(std::string(300, 'a'), 64) == std::string(64, 'a') + "…");
  CHECK(visible(std::string(64, 'a'), 64) == std::string(64, 'a'));
  CHECK(visible("ééé", 3) == "é…");
  CHECK(visible("\x80\x80\x80", 1) == "…");
}
