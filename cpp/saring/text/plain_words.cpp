// Words that are not plain are rare, so each may call ICU. Tests:
// tests/cpp/text/plain_words_test.cpp.
#include "saring/text/plain_words.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <string>

#include "saring/base/error.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/plain_letters_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

[[nodiscard]] UnicodeString in_form(const Normalizer2* (*get)(UErrorCode&),
                                    const UnicodeString& word) {
  UErrorCode status = U_ZERO_ERROR;
  const Normalizer2* const form = get(status);
  UnicodeString out;
  if (U_SUCCESS(status)) out = form->normalize(word, status);
  if (U_FAILURE(status))
    throw Error(std::string("cannot normalise: ICU says ") + u_errorName(status));
  return out;
}

template <typename Visit>
void for_each_character(const UnicodeString& word, Visit&& visit) {
  for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1))
    visit(static_cast<char32_t>(word.char32At(i)));
}

[[nodiscard]] std::int32_t decomposition_type(char32_t c) noexcept {
  return u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_DECOMPOSITION_TYPE);
}

// Letters that are small or raised because of their sound, but also used as decoration.
[[nodiscard]] bool is_small(char32_t c) noexcept {
  if (small_capital(c) != 0) return true;
  const std::int32_t type = decomposition_type(c);
  return type == U_DT_SUPER || type == U_DT_SUB;
}

// Some letters of the English alphabet have no small capital.
[[nodiscard]] bool has_no_small_capital(char32_t c) noexcept {
  return c == 'x' || c == 's' || c == 'q';
}

// True if the word has more than one letter and all are small.
[[nodiscard]] bool are_small(std::string_view word) noexcept {
  std::size_t count = 0;
  for (const char* p = word.data(); p < word.data() + word.size();) {
    const char32_t c = decode(p);
    if (char_props(c).kind != CharKind::kLetter) continue;
    if (!is_small(c) && !has_no_small_capital(c)) return false;
    count += is_small(c) ? 1 : 0;
  }
  return count > 1;
}

void append_letter(char32_t c, bool of_small, UnicodeString& out) {
  const auto whole = static_cast<UChar32>(c);
  if (is_small(c) && !of_small) {
    out.append(whole);
  } else if (small_capital(c) != 0) {
    out.append(static_cast<UChar32>(small_capital(c)));
  } else if (decomposition_type(c) == U_DT_NONE || decomposition_type(c) == U_DT_CANONICAL) {
    out.append(whole);
  } else {
    out.append(in_form(Normalizer2::getNFKCInstance, UnicodeString(whole)));
  }
}

// Accents that Greek gave up in 1982: the three accents become one, breathings and iotas below are
// removed.
[[nodiscard]] UnicodeString one_accent(const UnicodeString& word) {
  UnicodeString out;
  for_each_character(in_form(Normalizer2::getNFDInstance, word), [&](char32_t c) {
    constexpr char32_t kAcute = 0x301;
    const bool is_accent = c == kAcute || c == 0x300 || c == 0x342;
    const bool is_dropped = c == 0x313 || c == 0x314 || c == 0x345 || c == 0x304 || c == 0x306;
    if (!is_dropped) out.append(static_cast<UChar32>(is_accent ? kAcute : c));
  });
  return in_form(Normalizer2::getNFCInstance, out);
}

[[nodiscard]] UnicodeString without_stress(const UnicodeString& word) {
  UnicodeString out;
  for_each_character(word, [&](char32_t c) {
    if (c != 0x300 && c != 0x301) out.append(static_cast<UChar32>(c));
  });
  return out;
}

[[nodiscard]] UnicodeString plain_form(std::string_view word) {
  UnicodeString out;
  const bool of_small = are_small(word);
  for (const char* p = word.data(); p < word.data() + word.size();) {
    const char32_t c = decode(p);
    const std::uint32_t bits = tables::packed_props(c);
    if ((bits & tables::kVariesBit) == 0) {
      out.append(static_cast<UChar32>(c));
    } else if (char_props(c).kind != CharKind::kJoiner && !is_optional_mark(c)) {
      append_letter(c, of_small, out);
    }
  }
  return in_form(Normalizer2::getNFCInstance, out);
}

}  // namespace

void PlainWordScanner::make_plain(Word& word) {
  UnicodeString plain = plain_form(word.folded);
  Script script = Script::kCommon;
  for_each_character(plain, [&](char32_t c) {
    if (script == Script::kCommon && char_props(c).kind == CharKind::kLetter)
      script = char_props(c).script;
  });
  if (plain.isEmpty() || (word.has_letter && script == Script::kCommon)) return;
  if (script == Script::kGreek) plain = one_accent(plain);
  if (script == Script::kCyrillic) plain = without_stress(plain);
  std::size_t size = 0;
  for_each_character(plain, [&](char32_t c) {
    if (size + 4 <= sizeof(plain_)) size += encode(to_lower(c), plain_ + size);
  });
  word.folded = {plain_, size};
  if (script == word.script) return;
  word.script = script;
  word.is_dictionary = is_dictionary_script(script);
  if (word.letter_case == WordCase::kNone) word.letter_case = WordCase::kLower;
}

}  // namespace saring::text
