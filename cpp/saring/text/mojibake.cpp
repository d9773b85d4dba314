// Tests: mojibake_test.cpp.
#include "saring/text/mojibake.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

// A single-byte encoding as mojibake shows it: what the bytes that continue a character of UTF-8
// (0x80 to 0xBF) look like, and those that begin one.
struct CodePage {
  std::array<char16_t, 64> continuations;
  std::array<char16_t, 51> leads;  // 0xC2 to 0xF4
};

constexpr std::array<char16_t, 51> kLatin1Leads = [] {
  std::array<char16_t, 51> leads{};
  for (std::size_t i = 0; i < leads.size(); ++i) leads[i] = static_cast<char16_t>(0xC2 + i);
  return leads;
}();

constexpr std::array<char16_t, 51> kCyrillicLeads = [] {
  std::array<char16_t, 51> leads{};
  for (std::size_t i = 0; i < leads.size(); ++i) leads[i] = static_cast<char16_t>(0x412 + i);
  return leads;
}();

// In windows-1252, and ISO-8859-1, whose 0x80 to 0x9F are control characters of the same number.
constexpr CodePage kWestern = {
    {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
     0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
     0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178, 0x00A0,
     0x00A1, 0x00A2, 0x00A3, 0x00A4, 0x00A5, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x00AA, 0x00AB,
     0x00AC, 0x00AD, 0x00AE, 0x00AF, 0x00B0, 0x00B1, 0x00B2, 0x00B3, 0x00B4, 0x00B5, 0x00B6,
     0x00B7, 0x00B8, 0x00B9, 0x00BA, 0x00BB, 0x00BC, 0x00BD, 0x00BE, 0x00BF},
    kLatin1Leads};

// windows-1250.
constexpr CodePage kCentral = {
    {0x20AC, 0x0081, 0x201A, 0x0083, 0x201E, 0x2026, 0x2020, 0x2021, 0x0088, 0x2030, 0x0160,
     0x2039, 0x015A, 0x0164, 0x017D, 0x0179, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
     0x2013, 0x2014, 0x0098, 0x2122, 0x0161, 0x203A, 0x015B, 0x0165, 0x017E, 0x017A, 0x00A0,
     0x02C7, 0x02D8, 0x0141, 0x00A4, 0x0104, 0x00A6, 0x00A7, 0x00A8, 0x00A9, 0x015E, 0x00AB,
     0x00AC, 0x00AD, 0x00AE, 0x017B, 0x00B0, 0x00B1, 0x02DB, 0x0142, 0x00B4, 0x00B5, 0x00B6,
     0x00B7, 0x00B8, 0x0105, 0x015F, 0x00BB, 0x013D, 0x02DD, 0x013E, 0x017C},
    {0x00C2, 0x0102, 0x00C4, 0x0139, 0x0106, 0x00C7, 0x010C, 0x00C9, 0x0118, 0x00CB, 0x011A,
     0x00CD, 0x00CE, 0x010E, 0x0110, 0x0143, 0x0147, 0x00D3, 0x00D4, 0x0150, 0x00D6, 0x00D7,
     0x0158, 0x016E, 0x00DA, 0x0170, 0x00DC, 0x00DD, 0x0162, 0x00DF, 0x0155, 0x00E1, 0x00E2,
     0x0103, 0x00E4, 0x013A, 0x0107, 0x00E7, 0x010D, 0x00E9, 0x0119, 0x00EB, 0x011B, 0x00ED,
     0x00EE, 0x010F, 0x0111, 0x0144, 0x0148, 0x00F3, 0x00F4}};

// windows-1251.
constexpr CodePage kCyrillic = {
    {0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
     0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
     0x2013, 0x2014, 0x0098, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
     0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
     0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
     0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457},
    kCyrillicLeads};

char32_t next(const char*& p, const char* end) noexcept { return p < end ? decode(p) : 0; }

std::optional<std::uint32_t> continuation_of(char32_t c, const CodePage& page) noexcept {
  if (c < 0x80) return std::nullopt;
  if (c < 0xA0) return c - 0x80;
  const auto found = std::find(page.continuations.begin(), page.continuations.end(), c);
  if (found == page.continuations.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - page.continuations.begin());
}

// Characters that stand for one character of UTF-8.
struct Sequence {
  std::uint32_t lead = 0;  // the first byte; 0: there is no such sequence
  char32_t decoded = 0;
  char32_t second = 0;  // the second character, as it is
  const char* end = nullptr;
};

Sequence sequence_at(char32_t first, const char* p, const char* end,
                     const CodePage& page) noexcept {
  const auto found = std::find(page.leads.begin(), page.leads.end(), first);
  if (found == page.leads.end()) return {};
  const auto lead = static_cast<std::uint32_t>(0xC2 + (found - page.leads.begin()));
  const int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  Sequence out;
  out.decoded = lead & (0xFFU >> (size + 1));
  for (int i = 1; i < size; ++i) {
    const char32_t c = next(p, end);
    const auto bits = continuation_of(c, page);
    if (!bits) return {};
    if (i == 1) out.second = c;
    out.decoded = (out.decoded << 6U) | *bits;
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

// What may follow a letter in capitals: quotation marks, dashes, dots and spaces.
bool ends_word(char32_t c) noexcept {
  return (c >= 0x2010 && c <= 0x203A && c != 0x2030 && c != 0x2020 && c != 0x2021 && c != 0x2022) ||
         c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2122 || c == 0xAE || c == 0xB7;
}

// Whether one sequence alone shows mojibake. `before`: the character before it, `after`: after it.
bool is_certain(const Sequence& s, char32_t before, char32_t after, bool is_cyrillic) noexcept {
  if (s.lead == 0xE2) {  // punctuation, the euro sign, the trade mark sign
    return (s.decoded >= 0x2010 && s.decoded < 0x2040) || s.decoded == 0x20AC ||
           s.decoded == 0x2122;
  }
  if (s.decoded == 0xFEFF || s.decoded == 0xFFFD) return true;
  if (s.lead >= 0xF0) return !is_cyrillic && s.decoded >= 0x1F000 && s.decoded < 0x1FB00;
  if (s.lead >= 0xE0) return false;
  const CharProps props = char_props(before);
  const bool is_inside = props.is_lower;
  if (is_cyrillic) return before < 0x80 && is_inside && !is_letter(s.second);
  if (s.lead == 0xC2) return (is_inside || !is_letter(before)) && !is_letter(s.second);
  if (is_letter(s.second) && s.lead != 0xC3) return false;
  if (is_inside) return true;
  if (is_letter(before) || ends_word(s.second)) return false;
  // No word begins with it, or is no more than it, in a language that has the letter.
  return s.lead == 0xC3 || char_props(after).is_lower;
}

// Whether the few characters from `first` on, of which `p` is the second, show mojibake.
bool shows(char32_t before, char32_t first, const char* p, const char* end,
           const CodePage& page) noexcept {
  const bool is_cyrillic = &page == &kCyrillic;
  // Ukrainian in capitals has pairs of such letters, Czech and Polish names begin with one.
  const int enough = is_cyrillic ? 3 : 2;
  int run = 0;
  bool has_symbol = false;
  while (true) {
    const Sequence s = sequence_at(first, p, end, page);
    if (s.lead == 0) return false;
    const bool is_of_script = !is_cyrillic || s.lead == 0xD0 || s.lead == 0xD1;
    const char* rest = s.end;
    const char32_t after = next(rest, end);
    if (is_certain(s, before, after, is_cyrillic)) return true;
    if (!is_of_script) return false;
    has_symbol = has_symbol || !is_letter(s.second);
    if (++run >= enough && (has_symbol || run > 2)) return true;
    before = s.second;
    first = after;
    p = rest;
  }
}

}  // namespace

bool has_utf8_mojibake(std::string_view valid) noexcept {
  const char* const end = valid.data() + valid.size();
  char32_t before = 0;
  for (const char* p = valid.data(); p < end;) {
    if (static_cast<unsigned char>(*p) < 0x80) {
      before = static_cast<unsigned char>(*p++);
      continue;
    }
    const char32_t c = decode(p);
    // All leads are below U+0450, and no mojibake has a letter of ASCII after them.
    if (c < 0x450 && p < end && static_cast<unsigned char>(*p) >= 0x80) {
      for (const CodePage* page : {&kWestern, &kCentral, &kCyrillic}) {
        if (shows(before, c, p, end, *page)) return true;
      }
    }
    before = c;
  }
  return false;
}

}  // namespace saring::text
