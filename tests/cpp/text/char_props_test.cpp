#include "saring/text/char_props.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <catch2/catch.hpp>

using namespace saring::text;

namespace {

// The definition, computed by ICU for one character.
CharKind expected_kind(UChar32 c) {
  if (c == 0x200C || c == 0x200D) return CharKind::kJoiner;
  if (u_isUWhiteSpace(c) != 0) return CharKind::kSpace;
  if (u_charType(c) == U_FORMAT_CHAR &&
      u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) {
    return CharKind::kHidden;
  }
  switch (u_charType(c)) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_LETTER_NUMBER:
      return CharKind::kLetter;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
      return CharKind::kMark;
    case U_DECIMAL_DIGIT_NUMBER:
    case U_OTHER_NUMBER:
      return CharKind::kDigit;
    case U_CONNECTOR_PUNCTUATION:
      return CharKind::kConnector;
    case U_DASH_PUNCTUATION:
    case U_START_PUNCTUATION:
    case U_END_PUNCTUATION:
    case U_OTHER_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
      return CharKind::kPunct;
    case U_MATH_SYMBOL:
    case U_CURRENCY_SYMBOL:
    case U_MODIFIER_SYMBOL:
    case U_OTHER_SYMBOL:
      return CharKind::kSymbol;
    default:
      return CharKind::kOther;
  }
}

}  // namespace

TEST_CASE("char_props: agree with ICU on every code point") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    const auto u = static_cast<UChar32>(c);
    const CharProps props = char_props(c);
    UErrorCode status = U_ZERO_ERROR;
    const bool agrees = props.kind == expected_kind(u) &&
                        static_cast<int>(props.script) == uscript_getScript(u, &status) &&
                        props.is_upper == (u_isUUppercase(u) != 0 || u_istitle(u) != 0) &&
                        props.is_lower == (u_isULowercase(u) != 0);
    if (!agrees) FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
  }
}

TEST_CASE("to_lower: agrees with ICU on every code point, and twice is once") {
  for (char32_t c = 0; c < 0x110000; ++c) {
    const char32_t lower = to_lower(c);
    if (static_cast<UChar32>(lower) != u_tolower(static_cast<UChar32>(c)) ||
        to_lower(lower) != lower) {
      FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
    }
  }
}

TEST_CASE("char_props: wide is what occurs in scripts without spaces only") {
  for (const char32_t c : {U'ー', U'々', U'か', U'ナ', U'字', U'ก', U'ກ', U'ក', U'မ', U'๑'}) {
    CHECK(char_props(c).is_wide);
  }
  for (const char32_t c : {U'a', U'1', U'_', U'한', U'й', U'。', U'\u0301', U'１', U'Ａ', U'ꦗ'}) {
    CHECK_FALSE(char_props(c).is_wide);
  }
}
