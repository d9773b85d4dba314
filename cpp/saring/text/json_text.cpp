// A skip scanner over one JSON record: strings are jumped over, brackets counted, nothing is built.
// A full parser would round numbers and reorder or merge members; splicing keeps them verbatim.
// Tests: tests/cpp/text/json_text_test.cpp.
#include "saring/text/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

// What follows the backslash for a byte that must be escaped; 'u' for the long form, 0 for none.
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

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::size_t skip_space(std::string_view s, std::size_t at) noexcept {
  while (at < s.size() && is_space(s[at])) ++at;
  return at;
}

// Behind the closing quote of the string that opens at `at`.
std::size_t skip_string(std::string_view s, std::size_t at) noexcept {
  for (++at; at < s.size(); ++at) {
    at = s.find_first_of("\"\\", at);
    if (at == kNone) return s.size();
    if (s[at] == '"') return at + 1;
    ++at;
  }
  return s.size();
}

// Behind the value that begins at `at`.
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

char32_t hex4(std::string_view s, std::size_t at) noexcept {
  unsigned value = 0xFFFD;
  if (at + 4 <= s.size()) std::from_chars(s.data() + at, s.data() + at + 4, value, 16);
  return value;
}

// The characters of a key that contains escapes; keys with escapes are rare.
std::string unescape_key(std::string_view quoted) {
  std::string out;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] != '\\' || i + 1 == quoted.size()) {
      out += quoted[i];
      continue;
    }
    constexpr std::string_view kShort = "b\bf\fn\nr\rt\t";
    const char kind = quoted[++i];
    if (kind != 'u') {
      const std::size_t found = kShort.find(kind);
      out += found != kNone && found % 2 == 0 ? kShort[found + 1] : kind;
      continue;
    }
    char32_t c = hex4(quoted, i + 1);
    i += 4;
    if (c >= 0xD800 && c < 0xDC00 &&
        quoted.substr(std::min(i + 1, quoted.size())).starts_with("\\u")) {
      const char32_t low = hex4(quoted, i + 3);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        i += 6;
      }
    }
    if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
    char buffer[4];
    out.append(buffer, encode(c, buffer));
  }
  return out;
}

bool key_equals(std::string_view quoted, std::string_view key) {
  return quoted.find('\\') == kNone ? quoted == key : unescape_key(quoted) == key;
}

}  // namespace

void append_json_string(std::string_view valid, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto byte = static_cast<unsigned char>(valid[i]);
    const char escape = kEscapes[byte];
    if (escape == 0) continue;
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
    if (key_equals(quoted, key)) found = JsonSpan{at, value_end};
    at = skip_space(record, value_end);
    if (at == record.size() || record[at] != ',') break;
    at = skip_space(record, at + 1);
  }
  return found;
}

void append_json_with(std::string_view record, std::string_view key, std::string_view json,
                      std::string& out) {
  if (const auto span = find_json_member(record, key)) {
    out.append(record, 0, span->begin);
    out += json;
    out.append(record, span->end);
    return;
  }
  const std::size_t brace = record.rfind('}');
  if (brace == kNone) throw std::invalid_argument("the record is not a JSON object");
  std::size_t last = brace;
  while (last > 0 && is_space(record[last - 1])) --last;
  out.append(record, 0, last);
  if (last > 0 && record[last - 1] != '{') out += ',';
  append_json_string(key, out);
  out += ':';
  out += json;
  out.append(record, last);
}

}  // namespace saring::text
