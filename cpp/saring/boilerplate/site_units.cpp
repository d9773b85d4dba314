// Tests: tests/cpp/boilerplate/site_units_test.cpp.
#include "saring/boilerplate/site_units_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kLongWords = 40;     // of a line that is taken by its sentences
constexpr std::size_t kMaxMasked = 300;      // bytes of a line that may have a template
constexpr std::size_t kMinPlainLetters = 5;  // outside the masks
constexpr std::size_t kMaxNameTokens = 4;

// Months and days of the week of languages that write them in running text, in small letters.
constexpr auto kDateWords = std::to_array<std::string_view>(
    {"april",     "aprile",    "abril",     "agosto",   "agustus",   "august",    "août",
     "avril",     "desember",  "december",  "dezember", "diciembre", "dicembre",  "dezembro",
     "décembre",  "domingo",   "enero",     "febbraio", "febrero",   "februar",   "februari",
     "february",  "fevereiro", "freitag",   "friday",   "février",   "gennaio",   "giugno",
     "jan",       "janeiro",   "januar",    "januari",  "january",   "janvier",   "jueves",
     "juillet",   "juin",      "jul",       "juli",     "julio",     "july",      "jumat",
     "jun",       "june",      "juni",      "junio",    "kamis",     "khamis",    "luglio",
     "lunes",     "lundi",     "maggio",    "mai",      "maret",     "march",     "mars",
     "mart",      "martes",    "marzo",     "mayo",     "mercredi",  "mei",       "miércoles",
     "minggu",    "mittwoch",  "monday",    "montag",   "märz",      "noviembre", "november",
     "novembre",  "octobre",   "october",   "octubre",  "oktober",   "ottobre",   "rabu",
     "sabtu",     "samedi",    "samstag",   "saturday", "selasa",    "senin",     "septembre",
     "september", "settembre", "setembro",  "sonntag",  "sunday",    "thursday",  "tuesday",
     "vendredi",  "viernes",   "wednesday", "wib",      "wita",      "wit",       "gmt",
     "mar",       "apr",       "aug",       "sep",      "sept",      "oct",       "nov",
     "dec",       "feb",       "agu",       "okt",      "des",       "am",        "pm"});

bool is_terminal(char32_t c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x964 || c == 0x61F ||
         c == 0x6D4 || c == 0x3002 || c == 0xFF01 || c == 0xFF1F;
}

bool is_closing(char32_t c) {
  return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x201D || c == 0x2019 || c == 0xBB ||
         c == 0x300D || c == 0x300F || c == 0xFF09;
}

std::uint64_t flags_of(const LineShape& shape) {
  const std::uint32_t words = shape.words();
  std::uint64_t flags = 0;
  if ((shape.ends_sentence && words >= 5) || words >= 30) flags |= SiteUnit::kContent;
  if (words >= 1 && words <= 30 && shape.chars <= 220 && shape.stops <= 1 && !shape.ends_colon &&
      (shape.last != '.' || words <= 5) && !shape.starts_quote) {
    flags |= SiteUnit::kTitle;
  }
  if (shape.has_date || shape.has_time || shape.digits * 4 >= shape.chars ||
      (shape.starts_digit && words <= 3))
    flags |= SiteUnit::kNumeric;
  if (shape.ends_colon) flags |= SiteUnit::kColon;
  if (words <= 3) flags |= SiteUnit::kShort;
  return flags;
}

std::string_view trimmed(std::string_view part) {
  while (!part.empty() && ascii::is_space(part.front())) part.remove_prefix(1);
  while (!part.empty() && ascii::is_space(part.back())) part.remove_suffix(1);
  return part;
}

std::uint64_t make_key(std::string_view bytes, std::uint64_t flags) {
  return (hash64(bytes) & ~std::uint64_t{SiteUnit::kFlags}) | flags;
}

class Collector {
 public:
  Collector(std::string_view text, bool with_templates, std::vector<SiteUnit>& units)
      : text_(text), with_templates_(with_templates), units_(units) {}

  void add_line(std::size_t start, std::size_t end) {
    const std::string_view line = text_.substr(start, end - start);
    const LineShape shape = measure_line(line);
    if (shape.is_blank) return;
    if (shape.words() <= kLongWords) return add(line, shape, 0);
    const std::size_t first = units_.size();
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t next = site_sentence_end(line, at);
      const std::string_view part = line.substr(at, next - at);
      at = next;
      const LineShape inner = measure_line(part);
      if (!inner.is_blank) add(part, inner, SiteUnit::kInside);
    }
    const auto of = static_cast<std::uint32_t>(units_.size() - first);
    for (std::uint32_t i = 0; i < of; ++i) {
      units_[first + i].number = i;
      units_[first + i].of = of;
    }
  }

 private:
  void add(std::string_view part, const LineShape& shape, std::uint64_t more) {
    const std::string_view inner = trimmed(part);
    if (inner.empty()) return;
    const std::uint64_t flags = flags_of(shape) | more;
    SiteUnit& unit = units_.emplace_back();
    unit.start = static_cast<std::size_t>(inner.data() - text_.data());
    unit.end = unit.start + inner.size();
    unit.key = make_key(inner, flags);
    if (with_templates_) unit.template_key = site_template_key(inner, unit.key, masked_);
  }

  std::string_view text_;
  bool with_templates_;
  std::vector<SiteUnit>& units_;
  std::string masked_;
};

enum class Token { kWord, kName, kNumber, kDate };

struct Scanned {
  std::string_view bytes;
  Token token = Token::kWord;
  bool ends = false;  // punctuation at its end: a name does not go on behind it
};

// kDateWords by first letter, each group with the sizes that it has, a bit each.
struct DateWords {
  std::array<std::string_view, kDateWords.size()> words = kDateWords;
  std::array<std::uint8_t, 27> starts{};  // of the groups, in `words`
  std::array<std::uint32_t, 26> sizes{};

  constexpr DateWords() {
    std::sort(words.begin(), words.end());
    for (std::size_t letter = 0, at = 0; letter < 26; ++letter) {
      starts[letter] = static_cast<std::uint8_t>(at);
      for (; at < words.size() && words[at].front() == static_cast<char>('a' + letter); ++at)
        sizes[letter] |= std::uint32_t{1} << words[at].size();
      starts[letter + 1] = static_cast<std::uint8_t>(at);
    }
  }
};
constexpr DateWords kDates;
static_assert(kDates.starts.back() == kDateWords.size() && kDateWords.size() < 256);

bool is_date_word(std::string_view word) {
  if (word.size() > 31 || !ascii::is_letter(word.front())) return false;
  const auto letter = static_cast<std::size_t>(ascii::to_lower(word.front()) - 'a');
  if (((kDates.sizes[letter] >> word.size()) & 1U) == 0) return false;
  const auto same = [](char a, char b) { return ascii::to_lower(a) == b; };
  return std::any_of(kDates.words.begin() + kDates.starts[letter],
                     kDates.words.begin() + kDates.starts[letter + 1], [&](std::string_view known) {
                       return std::equal(word.begin(), word.end(), known.begin(), known.end(),
                                         same);
                     });
}

Scanned scan_token(std::string_view bytes) {
  Scanned out{.bytes = bytes};
  std::size_t digits = 0;
  std::size_t letters = 0;
  bool upper_first = false;
  bool lower = false;
  std::size_t first = bytes.size();
  std::size_t last = 0;
  const char* const end = bytes.data() + bytes.size();
  for (const char* p = bytes.data(); p < end;) {
    const auto at = static_cast<std::size_t>(p - bytes.data());
    bool is_letter = false;
    bool is_upper = false;
    bool is_lower = false;
    if ((*p & 0x80) == 0) {
      is_upper = ascii::is_upper(*p);
      is_lower = ascii::is_lower(*p);
      is_letter = is_upper || is_lower;
      const bool is_digit = ascii::is_digit(*p++);
      if (!is_letter && !is_digit) continue;
    } else {
      const text::CharProps props = text::char_props(text::decode(p));
      is_letter = props.kind == text::CharKind::kLetter;
      if (!is_letter && props.kind != text::CharKind::kDigit) continue;
      is_upper = props.is_upper;
      is_lower = props.is_lower;
    }
    if (letters + digits == 0) {
      upper_first = is_upper;
      first = at;
    }
    last = static_cast<std::size_t>(p - bytes.data());
    letters += is_letter ? 1 : 0;
    digits += is_letter ? 0 : 1;
    lower = lower || is_lower;
  }
  const bool bare = first == 0;
  out.ends = last < bytes.size();
  if (digits > 0) {
    out.token = digits * 2 >= letters ? Token::kNumber : Token::kWord;
  } else if (letters > 0 && is_date_word(bytes.substr(first, last - first))) {
    out.token = Token::kDate;
  } else if (bare && upper_first && letters > 0 && (lower || letters == 1)) {
    out.token = Token::kName;
  }
  return out;
}

// "J." in a name, where another full stop would end it.
bool is_initial(std::string_view token) { return token.size() <= 3 && token.back() == '.'; }

// The tokens of a line, divided by white space.
std::vector<Scanned> scan_tokens(std::string_view line) {
  std::vector<Scanned> tokens;
  tokens.reserve(line.size() / 4 + 1);
  for (std::size_t at = 0; at < line.size();) {
    while (at < line.size() && ascii::is_space(line[at])) ++at;
    const std::size_t start = at;
    while (at < line.size() && !ascii::is_space(line[at])) ++at;
    if (at > start) tokens.push_back(scan_token(line.substr(start, at - start)));
  }
  return tokens;
}

// The name in the tokens: two to four capitalised words behind the first word, and the only ones.
std::pair<std::size_t, std::size_t> find_name(const std::vector<Scanned>& tokens) {
  std::pair<std::size_t, std::size_t> found{0, 0};
  for (std::size_t i = 1; i < tokens.size();) {
    std::size_t end = i;
    while (end < tokens.size() && tokens[end].token == Token::kName) {
      ++end;
      if (tokens[end - 1].ends && !is_initial(tokens[end - 1].bytes)) break;
    }
    if (end - i >= 2 && end - i <= kMaxNameTokens) {
      if (found.second != 0) return {0, 0};  // a title in capitals, more likely
      found = {i, end};
    }
    i = std::max(end, i + 1);
  }
  return found;
}

}  // namespace

std::uint64_t site_template_key(std::string_view unit, std::uint64_t key, std::string& masked) {
  if (unit.size() > kMaxMasked || !mask_line(unit, masked)) return 0;
  return make_key(masked, (key & SiteUnit::kFlags) | SiteUnit::kMasked);
}

void append_site_units(std::string_view text, std::vector<SiteUnit>& units, bool with_templates) {
  Collector collector(text, with_templates, units);
  text::LineScanner scanner(text);
  text::Line line;
  CancelCheck check;
  while (scanner.next(line)) {
    check();
    collector.add_line(line.start, line.end);
  }
}

std::size_t site_sentence_end(std::string_view line, std::size_t start) noexcept {
  const char* const end = line.data() + line.size();
  for (const char* p = line.data() + start; p < end;) {
    const char32_t c = text::decode(p);
    if (!is_terminal(c)) continue;
    const bool wide = c >= 0x3000;
    const char* q = p;
    while (q < end) {
      const char* next = q;
      const char32_t d = text::decode(next);
      if (!is_terminal(d) && !is_closing(d)) break;
      q = next;
    }
    p = q;
    if (!wide && (q == end || !ascii::is_space(*q))) continue;
    while (q < end && ascii::is_space(*q)) ++q;
    if (q == end) break;
    const char* next = q;
    if (!text::char_props(text::decode(next)).is_lower)
      return static_cast<std::size_t>(q - line.data());
  }
  return line.size();
}

bool mask_line(std::string_view line, std::string& out) {
  out.clear();
  const std::vector<Scanned> tokens = scan_tokens(line);
  const auto [name_start, name_end] = find_name(tokens);
  const bool has_masks =
      name_end > 0 || std::any_of(tokens.begin(), tokens.end(), [](const Scanned& token) {
        return token.token == Token::kNumber || token.token == Token::kDate;
      });
  if (!has_masks) return false;
  std::size_t plain_letters = 0;
  std::size_t numbers = 0;
  std::size_t masks = 0;
  bool in_date = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Scanned& token = tokens[i];
    // A word between two numbers is a month, in a language whose months are not listed.
    const bool is_month =
        in_date && i + 1 < tokens.size() && !token.ends && tokens[i + 1].token == Token::kNumber;
    const bool is_date = token.token == Token::kDate || token.token == Token::kNumber || is_month;
    const bool is_name = i >= name_start && i < name_end;
    if (is_date) {
      if (!in_date) out += '\1';
      numbers += in_date ? 0 : 1;
      masks += in_date ? 0 : 1;
    } else if (is_name) {
      if (i == name_start) out += '\2';
      masks += i == name_start ? 1 : 0;
      // What follows a name belongs to the line: "Editor: Anna Holm | Friday".
      if (token.ends && i + 1 == name_end) out += token.bytes.back();
    } else {
      out += token.bytes;
      out += ' ';
      for (const char c : token.bytes)
        plain_letters += ascii::is_letter(c) || (c & 0x80) != 0 ? 1 : 0;
    }
    in_date = is_date;
  }
  // More numbers are figures: results, prices, the weather.
  return masks > 0 && numbers <= 1 && plain_letters >= kMinPlainLetters;
}

}  // namespace saring::boilerplate
