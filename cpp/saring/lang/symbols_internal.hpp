#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "saring/lang/scores_internal.hpp"
#include "saring/text/words.hpp"

// What stands between words, and letters that are signs of a wrong encoding; of the inner loop of
// FeatureLookup.
namespace saring::lang {

// Whether a letter of U+00C0 to U+00FF, whose first byte is 0xC3, belongs to mojibake: UTF-8
// decoded as Windows-1252 ("Ð¿", "Ã©"), or an eight-bit Cyrillic encoding decoded as Latin-1 (three
// accented letters in a row). `p` points after the letter.
[[nodiscard]] inline bool is_mojibake(const char* p, const char* end) noexcept {
  const auto at = [&](std::ptrdiff_t i) {
    return end - p > i ? static_cast<unsigned char>(p[i]) : 0U;
  };
  const unsigned lead = at(0);
  if (lead < 0xC2) return false;
  const unsigned next = at(1);
  const bool is_symbol = lead == 0xC2 || lead == 0xE2 ||
                         (lead == 0xC5 && (next == 0x92 || next == 0x93)) ||
                         (lead == 0xC6 && next == 0x92) || lead == 0xCB;
  return is_symbol || (lead == 0xC3 && at(2) == 0xC3);
}

[[nodiscard]] inline std::uint32_t count_mojibake(std::string_view text) noexcept {
  std::uint32_t count = 0;
  const char* p = text.data();
  const char* const end = p + text.size();
#ifdef __SSE2__
  const __m128i lead = _mm_set1_epi8(static_cast<char>(0xC3));
  for (; end - p >= 16; p += 16) {
    __m128i bytes;
    std::memcpy(&bytes, p, sizeof(bytes));
    auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, lead)));
    for (; found != 0; found &= found - 1)
      count += is_mojibake(p + std::countr_zero(found) + 2, end);
  }
#endif
  for (; p < end; ++p) {
    if (*p == static_cast<char>(0xC3)) count += is_mojibake(p + 2, end);
  }
  return count;
}

[[nodiscard]] constexpr std::array<std::uint8_t, 256> make_symbol_weights() {
  std::array<std::uint8_t, 256> weights{};
  for (const char c : std::string_view("{}=;"))
    weights[static_cast<unsigned char>(c)] = 8 * kLetterWeight;
  for (const char c : std::string_view("[]|\\#$<>_@^~*&"))
    weights[static_cast<unsigned char>(c)] = 5 * kLetterWeight;
  return weights;
}

[[nodiscard]] constexpr bool is_light(char c) noexcept {
  return c == '(' || c == ')' || c == ':' || c == '"' || c == '/' || c == '%' || c == '+';
}

// The weight of two adjacent symbols that are found only in programs ("&&", "=>") or rarely in
// sentences.
[[nodiscard]] constexpr std::uint32_t operator_weight(char a, char b) noexcept {
  constexpr std::uint32_t kOnlyPrograms = 20 * kLetterWeight;
  constexpr std::uint32_t kRare = 8 * kLetterWeight;
  switch (b) {
    case '&':
    case '|':
      return a == b ? kOnlyPrograms : 0;
    case '=':
      return a == '=' || a == '!' || a == '<' || a == '>' || a == '+' || a == ':' ? kOnlyPrograms
                                                                                  : 0;
    case '>':
      return a == '=' || a == '-' ? kOnlyPrograms : 0;
    case '{':
      return a == ')' || a == '}' ? kRare : 0;
    case '(':
    case '\'':
    case '"':
      return a == '(' || a == '$' || a == '[' ? kRare : 0;
    default:
      return 0;
  }
}

// Adds the weight of the symbols between two words. Symbols that are common in sentences count as
// numbers do.
inline void weigh_symbols(std::string_view gap, Scores& scores) noexcept {
  static constexpr std::array<std::uint8_t, 256> kWeights = make_symbol_weights();
  std::uint32_t weight = 0;
  char previous = ' ';
  for (const char c : gap) {
    weight += kWeights[static_cast<unsigned char>(c)];
    weight += operator_weight(previous, c);
    if (is_light(c)) scores.number_weight += kLetterWeight;
    previous = c;
  }
  // The end of a statement. In a sentence, text follows a closing bracket.
  if (gap.ends_with(");") || gap.find(");\n") != gap.npos) weight += 14 * kLetterWeight;
  scores.technical_weight += weight;
}

// Whether a symbol of Windows-1251 stands between letters of a script other than Latin, without a
// space: UTF-8 decoded with an eight-bit encoding.
[[nodiscard]] inline bool is_stray_symbol(std::string_view gap, const text::Word& next) noexcept {
  if (gap.size() < 2 || gap.size() > 3 || !next.has_letter || next.script == text::Script::kLatin)
    return false;
  constexpr std::string_view kSigns = "¤¦§©«¬®°±µ¶»„…†‡‰№";
  return kSigns.find(gap) != kSigns.npos;
}

}  // namespace saring::lang
