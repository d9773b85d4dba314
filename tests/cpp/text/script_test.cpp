#include "saring/text/script.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <catch2/catch.hpp>
#include <string>

using namespace saring::text;

TEST_CASE("script: the named values are those of ICU") {
  CHECK(static_cast<int>(Script::kArabic) == USCRIPT_ARABIC);
  CHECK(static_cast<int>(Script::kCyrillic) == USCRIPT_CYRILLIC);
  CHECK(static_cast<int>(Script::kDevanagari) == USCRIPT_DEVANAGARI);
  CHECK(static_cast<int>(Script::kGreek) == USCRIPT_GREEK);
  CHECK(static_cast<int>(Script::kHan) == USCRIPT_HAN);
  CHECK(static_cast<int>(Script::kHangul) == USCRIPT_HANGUL);
  CHECK(static_cast<int>(Script::kHiragana) == USCRIPT_HIRAGANA);
  CHECK(static_cast<int>(Script::kKatakana) == USCRIPT_KATAKANA);
  CHECK(static_cast<int>(Script::kKhmer) == USCRIPT_KHMER);
  CHECK(static_cast<int>(Script::kLao) == USCRIPT_LAO);
  CHECK(static_cast<int>(Script::kLatin) == USCRIPT_LATIN);
  CHECK(static_cast<int>(Script::kMyanmar) == USCRIPT_MYANMAR);
  CHECK(static_cast<int>(Script::kThai) == USCRIPT_THAI);
  CHECK(static_cast<int>(Script::kUnknown) == USCRIPT_UNKNOWN);
}

TEST_CASE("script: codes go there and back for every script") {
  const int count = u_getIntPropertyMaxValue(UCHAR_SCRIPT) + 1;
  for (int i = 0; i < count; ++i) {
    const auto script = static_cast<Script>(i);
    CHECK(script_code(script) == uscript_getShortName(static_cast<UScriptCode>(i)));
    CHECK(script_from_code(script_code(script)) == script);
  }
  CHECK(script_code(static_cast<Script>(255)).empty());
}

TEST_CASE("script: what is not a code is not a script") {
  for (const char* code : {"", "La", "latn", "Latin", "\xFF\xFE", "atnA"}) {
    CHECK_FALSE(script_from_code(code).has_value());
  }
}

TEST_CASE("script: seven scripts are written without spaces") {
  int count = 0;
  for (int i = 0; i < 256; ++i) count += is_dictionary_script(static_cast<Script>(i)) ? 1 : 0;
  CHECK(count == 7);
  CHECK(is_dictionary_script(Script::kThai));
  CHECK_FALSE(is_dictionary_script(Script::kHangul));
}

TEST_CASE("count_letters: counts letters only, the most frequent script first") {
  const auto counts = count_letters("Ok, привет 12! ー");
  REQUIRE(counts.size() == 3);
  CHECK(counts[0].script == Script::kCyrillic);
  CHECK(counts[0].letters == 6);
  CHECK(counts[1].script == Script::kLatin);
  CHECK(counts[1].letters == 2);
  CHECK(counts[2].script == Script::kCommon);
  CHECK(count_letters("12 !?").empty());
}
