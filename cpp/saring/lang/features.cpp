// Separates words of language from technical ones. Tests: tests/cpp/lang/features_test.cpp.
#include "saring/lang/features_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/text/char_props.hpp"

namespace saring::lang {
namespace {

using ascii::is_digit;
using ascii::is_lower;
using ascii::is_upper;

[[nodiscard]] bool is_joining(char c) noexcept {
  switch (c) {
    case '.':
    case '/':
    case ':':
    case '&':
    case '?':
    case '#':
    case '%':
    case '$':
    case '~':
      return true;
    default:
      return false;
  }
}

[[nodiscard]] bool is_blank(char c) noexcept { return static_cast<unsigned char>(c) <= ' '; }

[[nodiscard]] bool is_lower_or_digit(char c) noexcept { return is_lower(c) || is_digit(c); }

[[nodiscard]] bool always_joins(char c) noexcept { return c == '@' || c == '\\' || c == '='; }

[[nodiscard]] bool is_cyrillic_lead(char c) noexcept {
  return c == static_cast<char>(0xD0) || c == static_cast<char>(0xD1);
}

[[nodiscard]] std::string_view homoglyph(char c) noexcept {
  constexpr std::string_view kLatin = "aceijopsxyABCEHIJKMOPSTX";
  constexpr std::array<std::string_view, 24> kCyrillic = {"а", "с", "е", "і", "ј", "о", "р", "ѕ",
                                                          "х", "у", "А", "В", "С", "Е", "Н", "І",
                                                          "Ј", "К", "М", "О", "Р", "Ѕ", "Т", "Х"};
  const std::size_t at = kLatin.find(c);
  return at == std::string_view::npos ? std::string_view{} : kCyrillic[at];
}

[[nodiscard]] bool is_unit(std::string_view folded) noexcept {
  constexpr std::array<std::string_view, 40> kUnits = {
      "b",   "bit", "cl", "cm",  "db", "dpi", "ft",  "g",   "gb", "ghz", "h",   "ha", "hp",   "hz",
      "kb",  "kg",  "kj", "km",  "kv", "kw",  "kwh", "l",   "lb", "m",   "mah", "mb", "mbps", "mg",
      "mhz", "ml",  "mm", "mph", "ms", "oz",  "px",  "rpm", "tb", "v",   "w",   "x"};
  return std::find(kUnits.begin(), kUnits.end(), folded) != kUnits.end();
}

// Whether the case alternates within a Cyrillic or Greek word, a sign of mojibake: "РїСЂРё".
[[nodiscard]] bool has_alternating_case(std::string_view word) noexcept {
  int num_humps = 0;
  bool was_lower = false;
  for (const char* p = word.data(); p < word.data() + word.size();) {
    const char32_t c = text::decode(p);
    const bool is_capital = text::to_lower(c) != c;
    num_humps += was_lower && is_capital ? 1 : 0;
    was_lower = !is_capital;
  }
  return num_humps > 1;
}

// Camel case as in names of programs: "getItem", "HttpServer", base 64. Not as in "isiZulu" and
// "nGaeilge", where a prefix precedes that ends in a vowel or has one or two letters.
[[nodiscard]] bool is_camel_case(std::string_view word) noexcept {
  if (static_cast<unsigned char>(word[0]) >= 0x80) return has_alternating_case(word);
  constexpr std::string_view kVowels = "aeiou";
  int num_humps = 0;
  bool is_prefixed = false;
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (!is_lower(word[i - 1]) || !is_upper(word[i])) continue;
    if (++num_humps == 1)
      is_prefixed = is_lower(word[0]) && (i < 3 || kVowels.find(word[i - 1]) != kVowels.npos);
  }
  return num_humps > (is_prefixed ? 1 : 0);
}

}  // namespace

bool fold_homoglyphs(std::string_view text, std::string& out) {
  out.clear();
  bool is_changed = false;
  std::size_t done = 0;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    const std::string_view letters = text.substr(word.start, word.end - word.start);
    if (std::none_of(letters.begin(), letters.end(), is_cyrillic_lead)) continue;
    out += text.substr(done, word.start - done);
    for (const char c : letters) {
      const std::string_view cyrillic = homoglyph(c);
      is_changed = is_changed || !cyrillic.empty();
      cyrillic.empty() ? out += c : out += cyrillic;
    }
    done = word.end;
  }
  out += text.substr(done);
  return is_changed;
}

bool shorten_runs(std::string_view folded, std::size_t kept, std::string& out) {
  out.clear();
  bool is_changed = false;
  std::size_t length = 0;  // of the run that the last character belongs to
  std::string_view last;
  for (std::size_t at = 0; at < folded.size();) {
    std::size_t end = at + 1;
    while (end < folded.size() && text::is_continuation(folded[end])) ++end;
    const std::string_view letter = folded.substr(at, end - at);
    length = letter == last ? length + 1 : 1;
    if (length == 3) {
      out.resize(out.size() - (2 - kept) * letter.size());
      is_changed = true;
    }
    if (length < 3) out += letter;
    last = letter;
    at = end;
  }
  return is_changed && folded.find_first_not_of("ivxlcdm") != folded.npos;
}

bool is_roman_number(std::string_view folded) noexcept {
  struct Place {
    std::string_view nine, four;
    char five, one;
  };
  constexpr std::array<Place, 4> kPlaces = {{{"", "", '\0', 'm'},
                                             {"cm", "cd", 'd', 'c'},
                                             {"xc", "xl", 'l', 'x'},
                                             {"ix", "iv", 'v', 'i'}}};
  std::string_view rest = folded;
  for (const Place& place : kPlaces) {
    if (!place.nine.empty() && (rest.starts_with(place.nine) || rest.starts_with(place.four))) {
      rest.remove_prefix(2);
      continue;
    }
    if (rest.starts_with(place.five)) rest.remove_prefix(1);
    for (int i = 0; i < 3 && rest.starts_with(place.one); ++i) rest.remove_prefix(1);
  }
  return rest.empty() && !folded.empty();
}

bool unescape_breaks(std::string_view text, std::string& out) {
  out = text;
  bool is_changed = false;
  for (std::size_t i = out.find('\\', 1); i != out.npos && i + 1 < out.size();
       i = out.find('\\', i + 1)) {
    const char escaped = out[i + 1];
    // A colon precedes paths ("C:\\new"), a bracket precedes commands ("\\textbf").
    const char before = out[i - 1];
    const bool is_behind_text = before != ':' && before != '{' && before != '(' && before != '"';
    if (!is_behind_text || (escaped != 'n' && escaped != 'r' && escaped != 't')) continue;
    out[i] = out[i + 1] = ' ';
    is_changed = true;
  }
  return is_changed;
}

// Whether a sequence of one to four letters repeats: "aaaa", "hahaha".
bool TechnicalFilter::is_repeated(std::string_view folded) noexcept {
  constexpr std::size_t kTimes = 3;
  constexpr std::array<std::size_t, 7> kPeriods = {1, 2, 3, 4, 6, 8, 9};
  const std::size_t size = folded.size();
  if (size < kMinRepeated) return false;
  for (const std::size_t period : kPeriods) {
    if (size < kTimes * period) return false;
    const bool may_be = folded[period] == folded[0] && folded[period + 1] == folded[1];
    if (may_be && folded.substr(period) == folded.substr(0, size - period)) return true;
  }
  return false;
}

// The end of the run without spaces that contains `begin`, if it is an address without a scheme
// ("contoh.id/berita"), else `begin`. Each run is read once, so time is linear.
std::size_t TechnicalFilter::find_address(std::size_t begin) noexcept {
  if (begin < run_end_) return begin;
  run_end_ = begin;
  bool has_slash = false;
  while (run_end_ < text_.size() && !is_blank(text_[run_end_])) {
    has_slash |= text_[run_end_] == '/' || text_[run_end_] == '@';
    ++run_end_;
  }
  return has_slash ? run_end_ : begin;
}

bool TechnicalFilter::begins_address(const text::Word& word) const noexcept {
  const char next = at(word.end);
  if (next == ':' && at(word.end + 1) == '/' && at(word.end + 2) == '/') return true;
  if (next == '.' && word.folded == "www") return true;
  // The start of a path: "/usr/lib", "~/a", "./b".
  const char second = before(word, 2);
  return before(word, 1) == '/' &&
         (is_blank(second) || second == '~' ||
          (second == '.' && (is_blank(before(word, 3)) || before(word, 3) == '.')));
}

// Whether the word is joined to the next as only in programs: calls, members, keys, assignments.
bool TechnicalFilter::joins_next(const text::Word& word) const noexcept {
  const char next = at(word.end);
  const char second = at(word.end + 1);
  const char last = text_[word.end - 1];
  if (always_joins(next)) return true;
  if (next == '(' || next == '[' || next == '{') return is_lower(last) || is_upper(last);
  if (next == '"' || next == '\'') return second == ':' || second == ']' || second == '=';
  if (next == '-') {  // "a->b", "name-1.2"
    return second == '>' ||
           (is_digit(second) && (at(word.end + 2) == '.' || at(word.end + 3) == '.') &&
            is_digit(at(word.end + (at(word.end + 2) == '.' ? 3 : 4))));
  }
  if (next == ':' && second == ':') return true;
  // Not before a capital: the space between two sentences is often missing ("the end.Next").
  return is_joining(next) && (next != '/' ? is_lower_or_digit(second) : second == '/');
}

// "-v", "-xzf"; not at the start of a line, where the hyphen may be a bullet.
bool TechnicalFilter::is_option(const text::Word& word) const noexcept {
  return before(word, 2) == ' ' && word.end - word.start <= 3 && is_blank(at(word.end)) &&
         !is_blank(before(word, 3)) && is_lower(text_[word.start]);
}

bool TechnicalFilter::joins_previous(const text::Word& word) const noexcept {
  if (word.start == 0) return false;
  const char previous = before(word, 1);
  const char second = before(word, 2);
  if (always_joins(previous) || previous == '<' || previous == '$') return true;
  if (previous == '"' || previous == '\'') return second == '=' || second == '[';
  if (previous == '/') return second == '<';
  if (previous == '>') return second == '-';
  if (previous == '-') return (second == '-' && is_blank(before(word, 3))) || is_option(word);
  return is_joining(previous) && !is_blank(second) && is_lower_or_digit(text_[word.start]);
}

bool TechnicalFilter::is_beside_number(const text::Word& word) const noexcept {
  const std::size_t size = word.end - word.start;
  if (size > kMaxBesideNumber || word.is_dictionary) return false;
  const char previous = before(word, 1);
  const bool is_behind = is_digit(previous) || (previous == ' ' && is_digit(before(word, 2)));
  if (is_behind && is_unit(word.folded)) return true;
  const bool is_capital = word.letter_case == text::WordCase::kUpper ||
                          (word.letter_case == text::WordCase::kTitle && size == 1);
  if (!is_capital) return false;
  const char next = at(word.end);
  return is_behind || is_digit(next) ||
         ((next == ' ' || next == '-') && is_digit(at(word.end + 1)));
}

bool TechnicalFilter::looks_technical(const text::Word& word) noexcept {
  if (word.start < address_end_) return true;
  if (begins_address(word)) {
    address_end_ = word.end;
    while (address_end_ < text_.size() && !is_blank(text_[address_end_])) {
      ++address_end_;
    }
    return true;
  }
  if (is_repeated(word.folded)) return true;
  if (word.is_dictionary) return false;
  if (joins_next(word)) {
    if (at(word.end) == '.' || at(word.end) == '@') address_end_ = find_address(word.start);
    return true;
  }
  // Korean writes a number and its counter as one word.
  if (word.has_connector || (word.has_digit && word.script != text::Script::kHangul)) return true;
  constexpr std::size_t kAcronym = 4;  // "HCoV", "IoT"
  if (word.letter_case == text::WordCase::kMixed && word.end - word.start > kAcronym &&
      is_camel_case(text_.substr(word.start, word.end - word.start)))
    return true;
  return is_beside_number(word) || joins_previous(word);
}

}  // namespace saring::lang
