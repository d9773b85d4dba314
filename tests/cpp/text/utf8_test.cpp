#include "saring/text/utf8.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

using namespace saring::text;
using namespace std::literals;

TEST_CASE("find_invalid_utf8: names the first byte of the first ill-formed sequence") {
  const std::string pad(37, 'x');
  const struct {
    std::string bytes;
    std::size_t offset;
  } cases[] = {
      {"\x80", 0},
      {"\xC0\xAF", 0},
      {"\xC1\xBF", 0},
      {"\xE0\x9F\xBF", 0},
      {"\xED\xA0\x80", 0},
      {"\xF0\x8F\xBF\xBF", 0},
      {"\xF4\x90\x80\x80", 0},
      {"\xF5", 0},
      {"\xFF", 0},
      {"\xFE", 0},
      {"a\xC3", 1},
      {"é\xE2\x82", 2},
      {"\xF0\x9F\x98", 0},
      {"日本\xE6", 6},
      {"é\xC3z", 2},
  };
  for (const auto& c : cases) {
    CHECK(find_invalid_utf8(c.bytes) == c.offset);
    for (std::size_t before = 0; before < pad.size(); ++before) {
      const std::string text = pad.substr(0, before) + c.bytes;
      CHECK(find_invalid_utf8(text) == before + c.offset);
      CHECK(find_invalid_utf8(text + pad) == before + c.offset);
    }
  }
}

TEST_CASE("find_invalid_utf8: every scalar value is valid, every surrogate is not") {
  char buffer[4];
  for (char32_t c = 0; c < 0x110000; ++c) {
    const std::string_view bytes(buffer, encode(c, buffer));
    const bool is_surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (find_invalid_utf8(bytes).has_value() != is_surrogate) FAIL(static_cast<std::uint32_t>(c));
    if (is_surrogate) continue;
    const char* p = buffer;
    if (decode(p) != c || p != bytes.data() + bytes.size()) FAIL(static_cast<std::uint32_t>(c));
  }
  CHECK_FALSE(find_invalid_utf8("").has_value());
  CHECK_FALSE(find_invalid_utf8("\0"sv).has_value());
}

TEST_CASE("repair_utf8: each maximal ill-formed subsequence becomes one U+FFFD") {
  // Table 3-8 of the Unicode Standard.
  CHECK(repair_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") ==
        "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\x41");
  CHECK(repair_utf8("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") ==
        "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\x41");
  CHECK(repair_utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") ==
        "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\x41\uFFFD\uFFFD\x42");
  CHECK(repair_utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == "\uFFFD\uFFFD\uFFFD\uFFFD\x41");
}

TEST_CASE("repair_utf8: valid text is unchanged except one leading byte order mark") {
  CHECK(repair_utf8("") == "");
  CHECK(repair_utf8("naïve 日本 😀") == "naïve 日本 😀");
  CHECK(repair_utf8("\uFEFFa\uFEFFb") == "a\uFEFFb");
  CHECK(repair_utf8("\uFEFF\uFEFFa") == "\uFEFFa");
  CHECK(repair_utf8("\xEF\xBB") == "\uFFFD");
  CHECK(repair_utf8("\0a"s) == "\0a"s);
}

TEST_CASE("RepairMap: offsets of the repaired text lead to the original bytes") {
  RepairMap map;
  const std::string original =
      "\uFEFFab\xFF"
      "cd\xE2\x82"
      "ef\xF0\x9F\x98"
      "gh";
  const std::string repaired = repair_utf8(original, &map);
  REQUIRE(repaired == "ab\uFFFDcd\uFFFDef\uFFFDgh");
  for (const char c : "abcdefgh"s) {
    CHECK(map.to_original(repaired.find(c)) == original.find(c));
  }
  CHECK(map.to_original(2) == original.find('\xFF'));
  CHECK(map.to_original(repaired.size()) == original.size());
  std::size_t last = 0;
  for (std::size_t i = 0; i <= repaired.size(); ++i) {
    CHECK(map.to_original(i) >= last);
    last = map.to_original(i);
  }
  REQUIRE(repair_utf8("plain", &map) == "plain");
  CHECK(map.to_original(3) == 3);
}

TEST_CASE("count_code_points: counts lead bytes at any length and alignment") {
  CHECK(count_code_points("") == 0);
  CHECK(count_code_points("aé日😀") == 4);
  std::string text;
  for (std::size_t n = 0; n < 600; ++n) {
    REQUIRE(count_code_points(text) == n);
    text += n % 3 == 0 ? "x" : n % 3 == 1 ? "ж" : "語";
  }
}

TEST_CASE("CodePointOffsets: follows a forward pass") {
  const std::string text = "aé日😀z";
  CodePointOffsets offsets(text);
  CHECK(offsets(0) == 0);
  CHECK(offsets(1) == 1);
  CHECK(offsets(1) == 1);
  CHECK(offsets(6) == 3);
  CHECK(offsets(text.size()) == 5);
}

TEST_CASE("cut: at most so many bytes, between characters") {
  CHECK(cut("ééé", 3) == "é");
  CHECK(cut("ééé", 4) == "éé");
  CHECK(cut("ééé", 6) == "ééé");
  CHECK(cut("ééé", 7) == "ééé");
  CHECK(cut("a😀", 4) == "a");
  CHECK(cut("\x80\x80\x80", 2).empty());
}
