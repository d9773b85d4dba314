#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

// The signs that end a sentence, and those that may follow them.
namespace saring::boilerplate {

// Of the first bytes of such signs in UTF-8.
constexpr std::array<bool, 256> make_terminal_leads() {
  std::array<bool, 256> t{};
  for (const char c : {'.', '!', '?'}) t[static_cast<unsigned char>(c)] = true;
  for (const unsigned c : {0xE3U, 0xEFU, 0xE0U, 0xD8U, 0xDBU, 0xE2U}) t[c] = true;
  return t;
}

inline constexpr std::array<bool, 256> kTerminalLeads = make_terminal_leads();

inline bool is_wide_terminal(char32_t c) { return c == 0x3002 || c == 0xFF01 || c == 0xFF1F; }

inline bool is_terminal(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x964 || c == 0x61F ||
         c == 0x6D4 || is_wide_terminal(c);
}

inline bool is_closing(char32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB ||
         c == 0x300D || c == 0x300F || c == 0xFF09;
}

// The first byte from `at` on that may begin a terminal character, or line.size().
inline std::size_t next_terminal(std::string_view line, std::size_t at) noexcept {
#ifdef __SSE2__
  for (; at + 16 <= line.size(); at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(line.data() + at));
    const __m128i hits = _mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('.')), _mm_cmpeq_epi8(v, _mm_set1_epi8('!'))),
        _mm_cmpeq_epi8(v, _mm_set1_epi8('?')));
    const int found = _mm_movemask_epi8(_mm_or_si128(hits, v));  // or not ASCII
    if (found != 0) {
      at += static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(found)));
      break;
    }
  }
#endif
  while (at < line.size() && !kTerminalLeads[static_cast<unsigned char>(line[at])]) ++at;
  return at;
}

}  // namespace saring::boilerplate
