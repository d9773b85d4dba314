#include "reference/text_reference.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace reference {
namespace {

struct Char {
  UChar32 c;
  std::size_t start;
  std::size_t end;
};

// ICU's macro has narrowing conversions, which our warnings report.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
UChar32 next_char(std::string_view bytes, std::int32_t& i) {
  const auto size = static_cast<std::int32_t>(bytes.size());
  UChar32 c;
  U8_NEXT(bytes.data(), i, size, c);
  return c;
}
#pragma GCC diagnostic pop

std::vector<Char> chars_of(std::string_view valid) {
  std::vector<Char> chars;
  const auto size = static_cast<std::int32_t>(valid.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    const UChar32 c = next_char(valid, i);
    if (c < 0) throw std::logic_error("reference: not valid UTF-8");
    chars.push_back({c, static_cast<std::size_t>(begin), static_cast<std::size_t>(i)});
  }
  return chars;
}

UScriptCode script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status);
}

bool is_letter(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_NL_MASK)) != 0; }
bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }
bool is_digit(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_ND_MASK | U_GC_NO_MASK)) != 0; }
bool is_connector(UChar32 c) { return u_charType(c) == U_CONNECTOR_PUNCTUATION; }
bool is_joiner(UChar32 c) { return c == 0x200C || c == 0x200D; }
bool is_hidden(UChar32 c) {
  return !is_joiner(c) && u_charType(c) == U_FORMAT_CHAR &&
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}
bool is_shared(UChar32 c) {
  return script_of(c) == USCRIPT_COMMON || script_of(c) == USCRIPT_INHERITED;
}

bool is_word_char(UChar32 c) {
  return is_letter(c) || is_mark(c) || is_digit(c) || is_connector(c);
}

bool begins_word(UChar32 c) { return is_word_char(c) && !(is_mark(c) && is_shared(c)); }

bool is_wide_script(UScriptCode script) {
  static constexpr std::array kScripts = {USCRIPT_HAN,    USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
                                          USCRIPT_THAI,   USCRIPT_LAO,      USCRIPT_KHMER,
                                          USCRIPT_MYANMAR};
  return std::find(kScripts.begin(), kScripts.end(), script) != kScripts.end();
}

bool is_wide(UChar32 c) {
  std::array<UScriptCode, 64> scripts{};
  UErrorCode status = U_ZERO_ERROR;
  const auto n = static_cast<std::size_t>(
      uscript_getScriptExtensions(c, scripts.data(), scripts.size(), &status));
  return is_wide_script(script_of(c)) ||
         std::all_of(scripts.begin(), scripts.begin() + static_cast<std::ptrdiff_t>(n),
                     is_wide_script);
}

// 1: written without spaces; -1: with spaces; 0: may be in either.
int side_of(UChar32 c) { return is_wide(c) ? 1 : is_shared(c) ? 0 : -1; }

void append(std::string& out, UChar32 c) { icu::UnicodeString(c).toUTF8String(out); }

std::string case_of(const std::string& pattern) {
  if (pattern.empty()) return "none";
  if (pattern.find('u') == std::string::npos) return "lower";
  if (pattern.find('u', 1) == std::string::npos && pattern[0] == 'u') return "title";
  return pattern.find('l') == std::string::npos ? "upper" : "mixed";
}

// True if a zero-width space does not end a word: decided by the script of its first letter.
bool takes_hidden_space(const std::vector<Char>& chars, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i <= to; ++i) {
    if (!is_letter(chars[i].c)) continue;
    const UScriptCode script = script_of(chars[i].c);
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
  }
  return false;
}

Word describe(const std::vector<Char>& chars, std::size_t from, std::size_t to,
              bool is_dictionary) {
  Word word{chars[from].start, chars[to].end, "", USCRIPT_COMMON, "", false, false, is_dictionary};
  std::string pattern;
  for (std::size_t i = from; i <= to; ++i) {
    const UChar32 c = chars[i].c;
    if (!is_hidden(c)) append(word.folded, u_tolower(c));
    if (is_letter(c) && !word.has_letter) word.script = script_of(c);
    word.has_letter |= is_letter(c);
    word.has_digit |= is_digit(c);
    if (u_isUUppercase(c) != 0 || u_istitle(c) != 0) {
      pattern += 'u';
    } else if (u_isULowercase(c) != 0) {
      pattern += 'l';
    }
  }
  word.letter_case = case_of(pattern);
  return word;
}

}  // namespace

std::vector<Word> words(std::string_view valid, std::size_t max_bytes) {
  const std::vector<Char> chars = chars_of(valid);
  std::vector<Word> result;
  for (std::size_t i = 0; i < chars.size();) {
    if (!begins_word(chars[i].c)) {
      ++i;
      continue;
    }
    int side = side_of(chars[i].c);
    std::size_t last = i;
    std::size_t j = i + 1;
    for (; j < chars.size() && chars[j].end - chars[i].start <= max_bytes; ++j) {
      if (is_joiner(chars[j].c)) continue;
      if (is_hidden(chars[j].c) && side != 1 &&
          (chars[j].c != 0x200B || takes_hidden_space(chars, i, last))) {
        continue;
      }
      if (!is_word_char(chars[j].c)) break;
      const int other = is_mark(chars[j].c) && side != 0 ? 0 : side_of(chars[j].c);
      if (side != 0 && other != 0 && side != other) break;
      if (side == 0) side = other;
      last = j;
    }
    result.push_back(describe(chars, i, last, side == 1));
    i = j;
  }
  return result;
}

std::vector<std::string> lines(std::string_view text) {
  std::vector<std::string> result{""};
  for (const char c : text) {
    if (c != '\n') {
      result.back() += c;
      continue;
    }
    if (result.back().ends_with('\r')) result.back().pop_back();
    result.emplace_back();
  }
  return result;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) {
  const auto size = static_cast<std::int32_t>(bytes.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    if (next_char(bytes, i) < 0) return static_cast<std::size_t>(begin);
  }
  return std::nullopt;
}

std::string repair_utf8(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::string out;
  icu::UnicodeString::fromUTF8({bytes.data(), static_cast<std::int32_t>(bytes.size())})
      .toUTF8String(out);
  return out;
}

std::string nfc(std::string_view valid) {
  UErrorCode status = U_ZERO_ERROR;
  const auto text =
      icu::UnicodeString::fromUTF8({valid.data(), static_cast<std::int32_t>(valid.size())});
  std::string out;
  icu::Normalizer2::getNFCInstance(status)->normalize(text, status).toUTF8String(out);
  if (U_FAILURE(status)) throw std::logic_error("reference: nfc");
  return out;
}

std::size_t count_code_points(std::string_view valid) { return chars_of(valid).size(); }

}  // namespace reference
