// Tests: tests/cpp/boilerplate/site_units_test.cpp.
#include "saring/boilerplate/site_units_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/sentence_signs_internal.hpp"
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

using Part = SiteUnitMemo::Part;

// What a line, or a sentence of a long one, is by its shape.
Part part_of(const LineShape& shape) {
  if (shape.is_blank) return {.kind = Part::kBlank};
  const std::uint64_t key = (shape.hash & ~std::uint64_t{SiteUnit::kFlags}) | flags_of(shape);
  return {.key = key, .kind = shape.words() > kLongWords ? Part::kLong : Part::kShort};
}

class Collector {
 public:
  Collector(std::string_view text, bool with_templates, std::vector<SiteUnit>& units,
            SiteUnitMemo* memo)
      : text_(text), with_templates_(with_templates), units_(units), memo_(memo) {}

  void add_line(std::size_t start, std::size_t end) {
    const std::string_view line = text_.substr(start, end - start);
    const Part whole = part(line);
    if (whole.kind == Part::kBlank) return;
    if (whole.kind == Part::kShort) return add(line, whole.key);
    const std::size_t first = units_.size();
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t next = site_sentence_end(line, at);
      const std::string_view sentence = line.substr(at, next - at);
      at = next;
      const Part inner = part(sentence);
      if (inner.kind != Part::kBlank) add(sentence, inner.key | SiteUnit::kInside);
    }
    const auto of = static_cast<std::uint32_t>(units_.size() - first);
    for (std::uint32_t i = 0; i < of; ++i) {
      units_[first + i].number = i;
      units_[first + i].of = of;
    }
  }

 private:
  [[nodiscard]] Part part(std::string_view bytes) const {
    return memo_ != nullptr ? memo_->part(bytes) : part_of(measure_line(bytes));
  }

  void add(std::string_view part, std::uint64_t key) {
    const std::string_view inner = trimmed(part);
    if (inner.empty()) return;
    SiteUnit& unit = units_.emplace_back();
    unit.start = static_cast<std::size_t>(inner.data() - text_.data());
    unit.end = unit.start + inner.size();
    unit.key = key;
    if (with_templates_) unit.template_key = site_template_key(inner, unit.key, masker_);
  }

  std::string_view text_;
  bool with_templates_;
  std::vector<SiteUnit>& units_;
  SiteUnitMemo* memo_;
  LineMasker masker_;
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

using Token = LineMasker::Token;
using Kind = LineMasker::Kind;

// What is counted of the bytes of a token, a field of 16 bits each.
enum Field : unsigned { kLetters = 0, kDigits = 16, kLowers = 32 };
constexpr std::uint64_t one(Field field) { return std::uint64_t{1} << field; }
constexpr std::uint64_t kSpaceByte = std::uint64_t{1} << 62;
constexpr std::uint64_t kHighByte = std::uint64_t{1} << 63;
constexpr std::size_t kMaxCounted = 0xFFFF;  // bytes, so that no field overflows

constexpr std::array<std::uint64_t, 256> kByteCounts = [] {
  std::array<std::uint64_t, 256> out{};
  for (unsigned c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    if (c >= 128) {
      out[c] = kHighByte;
    } else if (ascii::is_space(byte)) {
      out[c] = kSpaceByte;
    } else if (ascii::is_lower(byte)) {
      out[c] = one(kLetters) + one(kLowers);
    } else if (ascii::is_upper(byte)) {
      out[c] = one(kLetters);
    } else if (ascii::is_digit(byte)) {
      out[c] = one(kDigits);
    }
  }
  return out;
}();

std::uint64_t counts_of(char c) { return kByteCounts[static_cast<unsigned char>(c)]; }

// What the letters and digits of a token are.
struct TokenCounts {
  std::size_t letters = 0;
  std::size_t digits = 0;
  std::size_t lowers = 0;
  std::size_t first = 0;  // byte of the first letter or digit
  std::size_t last = 0;   // byte behind the last one
  bool upper_first = false;
};

TokenCounts count_any(std::string_view bytes) {
  TokenCounts out{.first = bytes.size()};
  const char* const end = bytes.data() + bytes.size();
  for (const char* p = bytes.data(); p < end;) {
    const auto at = static_cast<std::size_t>(p - bytes.data());
    const text::CharProps props = text::char_props(text::decode(p));
    const bool is_letter = props.kind == text::CharKind::kLetter;
    if (!is_letter && props.kind != text::CharKind::kDigit) continue;
    if (out.letters + out.digits == 0) {
      out.upper_first = props.is_upper;
      out.first = at;
    }
    out.last = static_cast<std::size_t>(p - bytes.data());
    out.letters += is_letter ? 1 : 0;
    out.digits += is_letter ? 0 : 1;
    out.lowers += props.is_lower ? 1 : 0;
  }
  return out;
}

// The same for ASCII alone, by the sum of counts_of.
TokenCounts count_ascii(std::string_view bytes, std::uint64_t sum) {
  const auto take = [&](Field field) { return static_cast<std::size_t>(sum >> field & 0xFFFF); };
  TokenCounts out{.letters = take(kLetters), .digits = take(kDigits), .lowers = take(kLowers)};
  out.first = 0;
  while (out.first < bytes.size() && counts_of(bytes[out.first]) == 0) ++out.first;
  if (out.first == bytes.size()) return out;
  out.last = bytes.size();
  while (counts_of(bytes[out.last - 1]) == 0) --out.last;
  out.upper_first = ascii::is_upper(bytes[out.first]);
  return out;
}

Token make_token(std::string_view bytes, const TokenCounts& counts) {
  Token out{.bytes = bytes};
  out.ends = counts.last < bytes.size();
  const std::string_view inner =
      counts.last > counts.first ? bytes.substr(counts.first, counts.last - counts.first) : "";
  if (counts.digits > 0) {
    out.kind = counts.digits * 2 >= counts.letters ? Kind::kNumber : Kind::kWord;
  } else if (counts.letters > 0 && is_date_word(inner)) {
    out.kind = Kind::kDate;
  } else if (counts.first == 0 && counts.upper_first && counts.letters > 0 &&
             (counts.lowers > 0 || counts.letters == 1)) {
    out.kind = Kind::kName;
  }
  return out;
}

// "J." in a name, where another full stop would end it.
bool is_initial(std::string_view token) { return token.size() <= 3 && token.back() == '.'; }

// The name in the tokens: two to four capitalised words behind the first word, and the only ones.
std::pair<std::size_t, std::size_t> find_name(const std::vector<Token>& tokens) {
  std::pair<std::size_t, std::size_t> found{0, 0};
  for (std::size_t i = 1; i < tokens.size();) {
    std::size_t end = i;
    while (end < tokens.size() && tokens[end].kind == Kind::kName) {
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

std::size_t count_plain_letters(std::string_view bytes) {
  return static_cast<std::size_t>(std::count_if(
      bytes.begin(), bytes.end(), [](char c) { return ascii::is_letter(c) || (c & 0x80) != 0; }));
}

}  // namespace

std::uint64_t site_template_key(std::string_view unit, std::uint64_t key, LineMasker& masker) {
  if (unit.size() > kMaxMasked || !masker.mask(unit)) return 0;
  return (hash64(masker.masked()) & ~std::uint64_t{SiteUnit::kFlags}) | (key & SiteUnit::kFlags) |
         SiteUnit::kMasked;
}

Part& SiteUnitMemo::place(std::uint64_t hash) {
  if (parts_.empty()) {
    parts_.resize(kParts);
    templates_.resize(kTemplates);
  }
  return parts_[hash % kParts];
}

Part SiteUnitMemo::part(std::string_view bytes) {
  const std::uint64_t hash = hash64(bytes);
  Part& known = place(hash);
  if (known.kind == Part::kUnknown || known.hash != hash) {
    known = part_of(measure_line(bytes));
    known.hash = hash;
  }
  return known;
}

void SiteUnitMemo::note(std::string_view bytes, const LineShape& shape) {
  const std::uint64_t hash = hash64(bytes);
  Part& known = place(hash);
  known = part_of(shape);
  known.hash = hash;
}

std::uint64_t SiteUnitMemo::template_key(std::string_view unit, std::uint64_t key) {
  Template& known = templates_[(key >> 8) % kTemplates];
  if (known.key != key) known = {key, site_template_key(unit, key, masker_)};
  return known.template_key;
}

void append_site_units(std::string_view text, std::vector<SiteUnit>& units, bool with_templates,
                       SiteUnitMemo* memo) {
  Collector collector(text, with_templates, units, memo);
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
    p = line.data() + next_terminal(line, static_cast<std::size_t>(p - line.data()));
    if (p == end) break;
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

// The tokens of a line, divided by white space.
void LineMasker::scan(std::string_view line) {
  tokens_.clear();
  for (std::size_t at = 0; at < line.size();) {
    while (at < line.size() && counts_of(line[at]) == kSpaceByte) ++at;
    const std::size_t start = at;
    std::uint64_t sum = 0;
    std::uint64_t any = 0;
    for (; at < line.size(); ++at) {
      const std::uint64_t counts = counts_of(line[at]);
      if (counts == kSpaceByte) break;
      sum += counts;
      any |= counts;
    }
    if (at == start) continue;
    const std::string_view bytes = line.substr(start, at - start);
    const bool is_counted = (any & kHighByte) == 0 && bytes.size() <= kMaxCounted;
    tokens_.push_back(make_token(bytes, is_counted ? count_ascii(bytes, sum) : count_any(bytes)));
  }
}

bool LineMasker::mask(std::string_view line) {
  scan(line);
  out_.clear();
  const auto [name_start, name_end] = find_name(tokens_);
  const bool has_masks =
      name_end > 0 || std::any_of(tokens_.begin(), tokens_.end(), [](const Token& token) {
        return token.kind == Kind::kNumber || token.kind == Kind::kDate;
      });
  if (!has_masks) return false;
  std::size_t plain_letters = 0;
  std::size_t numbers = 0;
  bool in_date = false;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    // A word between two numbers is a month, in a language whose months are not listed.
    const bool is_month =
        in_date && i + 1 < tokens_.size() && !token.ends && tokens_[i + 1].kind == Kind::kNumber;
    const bool is_date = token.kind == Kind::kDate || token.kind == Kind::kNumber || is_month;
    const bool is_name = i >= name_start && i < name_end;
    if (is_date && !in_date) {
      // More numbers are figures: results, prices, the weather.
      if (++numbers > 1) return false;
      out_ += '\1';
    } else if (is_name && !is_date) {
      if (i == name_start) out_ += '\2';
      // What follows a name belongs to the line: "Editor: Anna Holm | Friday".
      if (token.ends && i + 1 == name_end) out_ += token.bytes.back();
    } else if (!is_date) {
      out_ += token.bytes;
      out_ += ' ';
      if (plain_letters < kMinPlainLetters) plain_letters += count_plain_letters(token.bytes);
    }
    in_date = is_date;
  }
  return plain_letters >= kMinPlainLetters;
}

}  // namespace saring::boilerplate
