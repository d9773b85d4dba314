// Skips through one JSON record: it jumps over strings, counts brackets and builds nothing. A full
// parser would round numbers and reorder or merge members; splicing keeps them verbatim. Tests:
// tests/cpp/text/json_text_test.cpp.
#include "saring/text/json_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <stdexcept>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// The character after the backslash for a byte that must be escaped; 'u' for the long form, 0 for
// no escape.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}
constexpr auto kEscapes = make_escapes();

std::size_t skip_space(std::string_view s, std::size_t at) noexcept {
  while (at < s.size() && is_json_space(s[at])) ++at;
  return at;
}

// The place after the closing quote of the string that opens at `at`.
std::size_t skip_string(std::string_view s, std::size_t at) noexcept {
  for (++at; at < s.size(); ++at) {
    at = s.find_first_of("\"\\", at);
    if (at == kNone) return s.size();
    if (s[at] == '"') return at + 1;
    ++at;
  }
  return s.size();
}

// The place after the value that begins at `at`.
std::size_t skip_value(std::string_view s, std::size_t at) noexcept {
  std::size_t depth = 0;
  while (at < s.size()) {
    const char c = s[at];
    if (c == '"') {
      at = skip_string(s, at);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
      continue;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      --depth;
      ++at;
    } else if (depth > 0) {
      ++at;
      continue;
    } else {
      at = s.find_first_of(",}] \t\r\n", at);
      return at == kNone ? s.size() : at;
    }
    if (depth == 0) return at;
  }
  return s.size();
}

constexpr char32_t kNotHex = 0xFFFFFFFF;

// The value of the four hexadecimal digits at `p`, or kNotHex.
char32_t hex4(const char* p, const char* end) noexcept {
  if (end - p < 4) return kNotHex;
  char32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const auto c = static_cast<unsigned char>(p[i]);
    const unsigned letter = c | 0x20U;
    if (c >= '0' && c <= '9') {
      value = value << 4 | (c - '0');
    } else if (letter >= 'a' && letter <= 'f') {
      value = value << 4 | (letter - 'a' + 10);
    } else {
      return kNotHex;
    }
  }
  return value;
}

constexpr bool is_high_surrogate(char32_t c) noexcept { return c >= 0xD800 && c < 0xDC00; }
constexpr bool is_low_surrogate(char32_t c) noexcept { return c >= 0xDC00 && c < 0xE000; }

// The character that a short escape means, by the character after the backslash; 0: not an escape.
constexpr std::array<char, 256> make_short_escapes() {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  table['b'] = '\b';
  table['f'] = '\f';
  table['n'] = '\n';
  table['r'] = '\r';
  table['t'] = '\t';
  return table;
}
constexpr auto kShortEscapes = make_short_escapes();

char short_escape(char kind) noexcept { return kShortEscapes[static_cast<unsigned char>(kind)]; }

// The next backslash from `p` on, or `end`. Escapes are often close together.
const char* find_backslash(const char* p, const char* end) noexcept {
  if (p == end || *p == '\\') return p;
  const void* const found = std::memchr(p, '\\', static_cast<std::size_t>(end - p));
  return found == nullptr ? end : static_cast<const char*>(found);
}

// The next byte from `at` on that must be escaped, or the size if there is none.
std::size_t find_escaped(std::string_view s, std::size_t at) noexcept {
#ifdef __SSE2__
  for (; at + 16 <= s.size(); at += 16) {
    const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(s.data() + at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1F)), v);
    const __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    const int found = _mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash)));
    if (found != 0)
      return at + static_cast<std::size_t>(std::countr_zero(static_cast<unsigned>(found)));
  }
#endif
  while (at < s.size() && kEscapes[static_cast<unsigned char>(s[at])] == 0) ++at;
  return at;
}

}  // namespace

void append_json_string(std::string_view valid, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; (i = find_escaped(valid, i)) < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    const char escape = kEscapes[byte];
    out.append(valid, from, i - from);
    out += '\\';
    out += escape;
    if (escape == 'u') {
      out += "00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
    from = i + 1;
  }
  out.append(valid, from);
  out += '"';
}

std::optional<std::size_t> find_invalid_json_escape(std::string_view content) noexcept {
  const char* const begin = content.data();
  const char* const end = begin + content.size();
  for (const char* p = find_backslash(begin, end); p != end; p = find_backslash(p, end)) {
    if (end - p >= 2 && short_escape(p[1]) != 0) {
      p += 2;
    } else if (end - p >= 2 && p[1] == 'u' && hex4(p + 2, end) != kNotHex) {
      p += 6;
    } else {
      return static_cast<std::size_t>(p - begin);
    }
  }
  return std::nullopt;
}

DecodedJson decode_json_string(std::string_view content, char* out) noexcept {
  char* const out_begin = out;
  bool lone_surrogate = false;
  const char* p = content.data();
  const char* const end = p + content.size();
  while (p != end) {
    const char* const backslash = find_backslash(p, end);
    std::memcpy(out, p, static_cast<std::size_t>(backslash - p));
    out += backslash - p;
    if (backslash == end) break;
    p = backslash + 1;
    if (p != end && short_escape(*p) != 0) {
      *out++ = short_escape(*p++);
      continue;
    }
    char32_t c = p != end && *p == 'u' ? hex4(p + 1, end) : kNotHex;
    if (c == kNotHex) continue;
    p += 5;
    if (is_high_surrogate(c) && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
      const char32_t low = hex4(p + 2, end);
      if (is_low_surrogate(low)) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        p += 6;
      }
    }
    if (is_high_surrogate(c) || is_low_surrogate(c)) {
      c = 0xFFFD;
      lone_surrogate = true;
    }
    out += encode(c, out);
  }
  return {static_cast<std::size_t>(out - out_begin), lone_surrogate};
}

bool json_string_equals(std::string_view content, std::string_view key) {
  if (content.find('\\') == kNone) return content == key;
  std::string decoded(content.size(), '\0');
  decoded.resize(decode_json_string(content, decoded.data()).size);
  return decoded == key;
}

std::optional<JsonSpan> find_json_member(std::string_view record, std::string_view key) {
  std::size_t at = skip_space(record, 0);
  if (at == record.size() || record[at] != '{') return std::nullopt;
  std::optional<JsonSpan> found;
  at = skip_space(record, at + 1);
  while (at < record.size() && record[at] == '"') {
    const std::size_t key_end = skip_string(record, at);
    const std::string_view quoted = record.substr(at + 1, key_end - std::min(key_end, at + 2));
    at = skip_space(record, key_end);
    if (at == record.size() || record[at] != ':') break;
    at = skip_space(record, at + 1);
    const std::size_t value_end = skip_value(record, at);
    if (json_string_equals(quoted, key)) found = JsonSpan{at, value_end};
    at = skip_space(record, value_end);
    if (at == record.size() || record[at] != ',') break;
    at = skip_space(record, at + 1);
  }
  return found;
}

void append_json_with(std::string_view record, std::string_view key, std::string_view json,
                      std::string& out) {
  if (const auto span = find_json_member(record, key)) {
    out.append(record, 0, span->start);
    out += json;
    out.append(record, span->end);
    return;
  }
  const std::size_t brace = record.rfind('}');
  if (brace == kNone) throw std::invalid_argument("the record is not a JSON object");
  std::size_t last = brace;
  while (last > 0 && is_json_space(record[last - 1])) --last;
  out.append(record, 0, last);
  if (last > 0 && record[last - 1] != '{') out += ',';
  append_json_string(key, out);
  out += ':';
  out += json;
  out.append(record, last);
}

}  // namespace saring::text
