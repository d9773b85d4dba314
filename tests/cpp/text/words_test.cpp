#include "saring/text/words.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "saring/text/utf8.hpp"

using namespace saring::text;
using namespace std::literals;

namespace {

using Strings = std::vector<std::string>;

Strings words(std::string_view text) {
  Strings result;
  WordScanner scanner(text);
  Word word;
  while (scanner.next(word)) result.emplace_back(text.substr(word.start, word.end - word.start));
  return result;
}

Strings folded(std::string_view text) {
  Strings result;
  WordScanner scanner(text);
  Word word;
  while (scanner.next(word)) result.emplace_back(word.folded);
  return result;
}

Word first(std::string_view text) {
  WordScanner scanner(text);
  Word word;
  REQUIRE(scanner.next(word));
  word.folded = {};
  return word;
}

}  // namespace

TEST_CASE("WordScanner: words are runs of letters, digits and connectors") {
  CHECK(words("").empty());
  CHECK(words(" .,;!\n\t—“”…€+😀").empty());
  CHECK(words("Rapat itu, kata_nya, 2 jam.") == Strings{"Rapat", "itu", "kata_nya", "2", "jam"});
  CHECK(words("anak-anak don't 3,5 x² Ⅳ") ==
        Strings{"anak", "anak", "don", "t", "3", "5", "x²", "Ⅳ"});
  CHECK(words("été/naïve") == Strings{"été", "naïve"});
  CHECK(words("a\0b"sv) == Strings{"a", "b"});
}

TEST_CASE("WordScanner: hidden characters inside a word are in it, and not in its folded form") {
  CHECK(words("Kre\u00ADdit a\u200Bb x\u2060y") == Strings{"Kre\u00ADdit", "a\u200Bb", "x\u2060y"});
  CHECK(folded("Kre\u00ADDit \uFEFFa\u200Bb\u200B \u00ADx\u2060\u2060É\u00AD. z") ==
        Strings{"kredit", "ab", "xé", "z"});
  CHECK(folded("a\u200D\u00AD b\u00AD\u200Dc\u00AD") == Strings{"a", "b\u200Dc"});
  CHECK(folded("при\u00ADвет 1\u00AD2 \u00AD") == Strings{"привет", "12"});
  // With zero-width spaces between words.
  CHECK(words("ខ្ញុំ\u200Bទៅ ꦗꦮ\u200Bꦗ") == Strings{"ខ្ញុំ", "ទៅ", "ꦗꦮ", "ꦗ"});
  CHECK(words("山\u00AD川") == Strings{"山", "川"});
}

TEST_CASE("WordScanner: marks belong to words, but an emoji's variation selector begins none") {
  CHECK(words("e\u0301t हिन्दी") == Strings{"e\u0301t", "हिन्दी"});
  CHECK(words("❤\uFE0F ok") == Strings{"ok"});
  CHECK(words("1\uFE0F\u20E3") == Strings{"1\uFE0F\u20E3"});
  CHECK(words("\u0301a") == Strings{"a"});
  CHECK(words("\u0E31ก") == Strings{"\u0E31ก"});
}

TEST_CASE("WordScanner: joiners belong to a word inside it only") {
  CHECK(words("می\u200Cروم") == Strings{"می\u200Cروم"});
  CHECK(words("a\u200D b \u200Cc\u200C\u200C") == Strings{"a", "b", "c"});
  CHECK(words("a\u200D\u200Db") == Strings{"a\u200D\u200Db"});
  CHECK(folded("A\u200D\u200D. É\u200C") == Strings{"a", "é"});
  CHECK(words("\u200D\u200D").empty());
}

TEST_CASE("WordScanner: scripts without spaces are runs of their own") {
  CHECK(words("iPhoneを買う") == Strings{"iPhone", "を買う"});
  CHECK(words("を買うiPhone") == Strings{"を買う", "iPhone"});
  CHECK(words("コーヒー、人々") == Strings{"コーヒー", "人々"});
  CHECK(words("2024年5月 x2年") == Strings{"2024年5月", "x2", "年"});
  CHECK(words("한국어漢字") == Strings{"한국어", "漢字"});
  CHECK(words("éก̄ไทยa") == Strings{"é", "ก̄ไทย", "a"});
  CHECK(first("ภาษาไทย").is_dictionary);
  CHECK(first("2024年").is_dictionary);
  CHECK_FALSE(first("2024 年").is_dictionary);
  CHECK_FALSE(first("한국어").is_dictionary);
}

TEST_CASE(
    "WordScanner: folded is the word in lower case, in the text itself where nothing changes") {
  CHECK(folded("Xi JINPING di_Éire ÇA ẞ İ Ⱥx 日本 1A") ==
        Strings{"xi", "jinping", "di_éire", "ça", "ß", "i", "ⱥx", "日本", "1a"});
  const std::string text = "sudah été Kecil";
  WordScanner scanner(text);
  Word word;
  REQUIRE(scanner.next(word));
  CHECK(word.folded.data() == text.data());
  REQUIRE(scanner.next(word));
  CHECK(word.folded.data() == text.data() + 6);
  REQUIRE(scanner.next(word));
  CHECK(word.folded == "kecil");
  CHECK(word.folded.data() != text.data() + word.start);
}

TEST_CASE("WordScanner: tells the case of a word") {
  const auto letter_case = [](std::string_view text) { return first(text).letter_case; };
  CHECK(letter_case("kecil") == WordCase::kLower);
  CHECK(letter_case("Judul") == WordCase::kTitle);
  CHECK(letter_case("A") == WordCase::kTitle);
  CHECK(letter_case("2A") == WordCase::kTitle);
  CHECK(letter_case("BESAR") == WordCase::kUpper);
  CHECK(letter_case("iPhone") == WordCase::kMixed);
  CHECK(letter_case("PKs") == WordCase::kMixed);
  CHECK(letter_case("2024") == WordCase::kNone);
  CHECK(letter_case("日本") == WordCase::kNone);
  CHECK(letter_case("Élan") == WordCase::kTitle);
  CHECK(letter_case("ÉLAN") == WordCase::kUpper);
  CHECK(letter_case("éLAN") == WordCase::kMixed);
  CHECK(letter_case("ǅungla") == WordCase::kTitle);
  CHECK(letter_case("Москва") == WordCase::kTitle);
}

TEST_CASE("WordScanner: the script is that of the first letter") {
  CHECK(first("abc").script == Script::kLatin);
  CHECK(first("1é").script == Script::kLatin);
  CHECK(first("привет").script == Script::kCyrillic);
  CHECK(first("1привет").script == Script::kCyrillic);
  CHECK(first("aпривет").script == Script::kLatin);
  CHECK(first("2024").script == Script::kCommon);
  CHECK(first("漢字").script == Script::kHan);
  CHECK(first("2024").has_digit);
  CHECK_FALSE(first("2024").has_letter);
  CHECK(first("q٣").has_digit);
  CHECK_FALSE(first("été").has_digit);
  CHECK(first("snake_case").has_connector);
  CHECK(first("né_à").has_connector);
  CHECK(first("a‿b").has_connector);
  CHECK_FALSE(first("plain text with an_other").has_connector);
  CHECK_FALSE(first("12ab").has_connector);
}

TEST_CASE("WordScanner: a word of any length is cut into whole code points") {
  for (const std::string_view unit : {"a"sv, "é"sv, "A"sv, "Ⱥ"sv, "語"sv, "𐐀"sv, "aÉ"sv}) {
    std::string text;
    while (text.size() < 3000) text += unit;
    WordScanner scanner(text);
    Word word;
    std::size_t at = 0;
    while (scanner.next(word)) {
      CHECK(word.start == at);
      CHECK(word.end - word.start <= WordScanner::kMaxWordBytes);
      CHECK(word.end - word.start > WordScanner::kMaxWordBytes - 4);
      CHECK_FALSE(find_invalid_utf8(word.folded).has_value());
      at = word.end;
      if (at < text.size()) CHECK((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
      if (text.size() - at <= WordScanner::kMaxWordBytes) break;
    }
  }
}
