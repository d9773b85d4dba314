#include "saring/base/ascii.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace ascii = saring::ascii;

TEST_CASE("ascii: every byte is in the classes that its character belongs to") {
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string digits = "0123456789";
  const std::string spaces = " \t\n\v\f\r";
  const auto has = [](const std::string& set, char c) { return set.find(c) != std::string::npos; };
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    CAPTURE(byte);
    CHECK(ascii::is_lower(c) == has(lower, c));
    CHECK(ascii::is_upper(c) == has(upper, c));
    CHECK(ascii::is_letter(c) == (has(lower, c) || has(upper, c)));
    CHECK(ascii::is_digit(c) == has(digits, c));
    CHECK(ascii::is_space(c) == has(spaces, c));
    CHECK(ascii::to_lower(c) == (has(upper, c) ? lower[upper.find(c)] : c));
  }
}

TEST_CASE("ascii: a text in lower case keeps its bytes outside ASCII") {
  CHECK(ascii::to_lower("Ça VA, 42 @[Z]") == "Ça va, 42 @[z]");
  CHECK(ascii::to_lower("").empty());
}
