// Tests: mojibake_test.cpp.
#include "saring/text/mojibake.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "saring/base/ascii_run.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

// The encodings in which UTF-8 is read by mistake.
enum Page : std::uint8_t { kWestern, kCentral, kCyrillic, kMac, kKoi8, kDos };
constexpr std::array<std::string_view, 6> kNames = {"windows-1252", "windows-1250", "windows-1251",
                                                    "macintosh",    "koi8-r",       "ibm866"};
constexpr std::array kPages = {kWestern, kCentral, kCyrillic, kMac, kKoi8, kDos};
// No encoding has a character from here on, except a few of U+FXXX.
constexpr char32_t kEnd = 0x2600;

// For each character, its byte in each encoding, or 0. All bytes are above 0x7F.
using Bytes = std::array<std::uint8_t, kNames.size()>;
const std::vector<Bytes>& bytes_by_character() {
  static const std::vector<Bytes> made = [] {
    std::vector<Bytes> table(kEnd);
    for (const Page page : kPages) {
      for (int byte = 0x80; byte < 0x100; ++byte) {
        const auto code = static_cast<std::uint8_t>(byte);
        const char raw = static_cast<char>(code);
        const std::string shown = decode_bytes({&raw, 1}, kNames[page]).value_or("");
        const char* p = shown.data();
        const char32_t c = shown.empty() ? kEnd : decode(p);
        if (c < kEnd) table[c][page] = code;
        // Control characters, as ISO-8859-1 has them.
        if (page < kMac && byte < 0xA0) table[code][page] = code;
      }
    }
    return table;
  }();
  return made;
}

char32_t next(const char*& p, const char* end) noexcept { return p < end ? decode(p) : 0; }

std::uint32_t byte_of(char32_t c, Page page) {
  return c >= 0x80 && c < kEnd ? bytes_by_character()[c][page] : 0U;
}

// Characters that together were one character of UTF-8.
struct Sequence {
  std::uint32_t lead = 0;  // the first byte; 0: there is no such sequence
  char32_t decoded = 0;
  char32_t second = 0;  // the second character, unchanged
  const char* end = nullptr;
};

Sequence sequence_at(char32_t first, const char* p, const char* end, Page page) {
  const std::uint32_t lead = byte_of(first, page);
  if (lead < 0xC2 || lead > 0xF4) return {};
  const int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  Sequence out;
  out.decoded = lead & (0xFFU >> (size + 1));
  for (int i = 1; i < size; ++i) {
    const char32_t c = next(p, end);
    const std::uint32_t byte = byte_of(c, page);
    if (byte < 0x80 || byte > 0xBF) return {};
    if (i == 1) out.second = c;
    out.decoded = (out.decoded << 6U) | (byte & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = out.decoded >= 0xD800 && out.decoded < 0xE000;
  if (out.decoded < kLeast[static_cast<std::size_t>(size)] || is_surrogate ||
      out.decoded > 0x10FFFF) {
    return {};
  }
  out.lead = lead;
  out.end = p;
  return out;
}

bool is_letter(char32_t c) noexcept { return char_props(c).kind == CharKind::kLetter; }

// Characters that may follow a capital letter: quotation marks, dashes, dots and spaces.
bool ends_word(char32_t c) noexcept {
  return (c >= 0x2010 && c <= 0x203A && c != 0x2030 && c != 0x2020 && c != 0x2021 && c != 0x2022) ||
         c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2122 || c == 0xAE || c == 0xB7;
}

// True if one sequence alone shows mojibake. `before` and `after`: the characters around it.
bool is_certain(const Sequence& s, char32_t before, char32_t after, Page page) noexcept {
  if (page == kKoi8 || page == kDos) return false;
  if (s.lead == 0xE2) {  // punctuation, the euro sign, the trade mark sign
    return (s.decoded >= 0x2010 && s.decoded < 0x2040) || s.decoded == 0x20AC ||
           s.decoded == 0x2122;
  }
  if (s.decoded == 0xFEFF || s.decoded == 0xFFFD) return true;
  if (s.lead >= 0xF0) return page == kWestern && s.decoded >= 0x1F000 && s.decoded < 0x1FB00;
  if (s.lead >= 0xE0) return false;
  const bool is_inside = char_props(before).is_lower;
  if (page == kMac) return is_inside && s.lead == 0xC3;
  if (page == kCyrillic) return before < 0x80 && is_inside && !is_letter(s.second);
  if (s.lead == 0xC2) return (is_inside || !is_letter(before)) && !is_letter(s.second);
  if (is_letter(s.second) && s.lead != 0xC3) return false;
  if (is_inside) return true;
  if (is_letter(before) || ends_word(s.second)) return false;
  // In languages that have the letter, no word begins with it or consists of it alone.
  return s.lead == 0xC3 || char_props(after).is_lower;
}

// True if the few characters from `first` on show mojibake. `p` points at the second of them.
bool shows(char32_t before, char32_t first, const char* p, const char* end, Page page) {
  // Ukrainian in capitals has such pairs of letters; Czech and Polish names begin with one.
  const int enough = page == kWestern || page == kCentral ? 2 : 3;
  int run = 0;
  bool has_symbol = false;
  bool has_letter = false;
  while (true) {
    const Sequence s = sequence_at(first, p, end, page);
    if (s.lead == 0) return false;
    const char* rest = s.end;
    const char32_t after = next(rest, end);
    if (is_certain(s, before, after, page)) return true;
    // Many of the others are Cyrillic letters in these encodings.
    const bool is_common = s.lead == 0xD0 || s.lead == 0xD1;
    if (!is_common && (page == kCyrillic || page == kKoi8 || page == kDos)) return false;
    (is_letter(s.second) ? has_letter : has_symbol) = true;
    // Line and box characters of DOS are not letters.
    if (++run >= enough && (has_symbol || run > 2) && (page != kDos || has_letter)) return true;
    if (run > 3) return false;
    before = s.second;
    first = after;
    p = rest;
  }
}

}  // namespace

bool has_utf8_mojibake(std::string_view valid) {
  const std::vector<Bytes>& table = bytes_by_character();
  const char* const end = valid.data() + valid.size();
  char32_t before = 0;
  for (const char* p = valid.data(); p < end;) {
    if (const char* const run_end = ascii::skip_run(p, end); run_end != p) {
      before = static_cast<unsigned char>(run_end[-1]);
      p = run_end;
      continue;
    }
    const char32_t c = decode(p);
    // A character in mojibake never contains an ASCII letter.
    if (c < kEnd && p < end && static_cast<unsigned char>(*p) >= 0x80) {
      const Bytes& bytes = table[c];
      for (const Page page : kPages) {
        if (bytes[page] >= 0xC2 && shows(before, c, p, end, page)) return true;
      }
    }
    before = c;
  }
  return false;
}

}  // namespace saring::text
