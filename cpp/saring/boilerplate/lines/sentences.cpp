// Tests: tests/cpp/boilerplate/lines/sentences_test.cpp.
#include "saring/boilerplate/lines/sentences_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/sentence_signs_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {

using ascii::is_space;

namespace {

constexpr std::size_t kMaxTakenBytes = 1'000;
constexpr std::size_t kMinLink = 4;         // words of a link in sentence case, where sure
constexpr std::size_t kMinTitle = 3;        // words before the next sentence, in title case
constexpr std::size_t kMaxPlainTitle = 12;  // in sentence case with a full stop: longer is prose
constexpr std::size_t kMinSentence = 3;     // fewer words behind a title are part of it
constexpr std::size_t kMaxNameWords = 5;
constexpr std::size_t kSureNameWords = 2;  // of a longer run of capitals

bool is_opening_quote(char32_t c) {
  return c == '"' || c == 0x201C || c == 0x201E || c == 0xAB || c == 0x300C || c == 0x300E;
}

bool is_separator(char32_t c) {
  return c == '|' || c == 0x2022 || c == 0xB7 || c == 0x203A || c == 0xBB || c == 0xFF5C;
}

// Words before a full stop that does not end a sentence, in small letters.
constexpr auto kAbbreviations = std::to_array<std::string_view>(
    {"mr",   "mrs", "ms",  "dr",   "drs",  "dra",  "prof", "st",  "no",  "nr",  "vs",
     "ir",   "hj",  "kh",  "jl",   "jln",  "tgl",  "tn",   "ny",  "bpk", "sdr", "gg",
     "kel",  "kec", "kab", "prov", "rt",   "rw",   "gen",  "gov", "sen", "rep", "col",
     "capt", "lt",  "sgt", "maj",  "cmdr", "rev",  "hon",  "mt",  "ft",  "fig", "vol",
     "jan",  "feb", "mar", "apr",  "aug",  "sept", "oct",  "nov", "dec", "al",  "art",
     "abs",  "bzw", "ca",  "tzv",  "npr",  "str",  "ing",  "sra", "ul",  "tel", "dok"});

// Small words inside titles that begin no sentence by themselves; so do all of up to three letters.
constexpr auto kFunctionWords = std::to_array<std::string_view>(
    {"untuk", "yang", "dari", "pada",  "dengan", "dalam", "atas",  "oleh", "karena", "with",
     "from",  "into", "over", "after", "para",   "della", "sobre", "nach", "kepada", "than"});

// Words that begin a sentence rather than stand inside a name, in small letters; so do all of up to
// three letters.
constexpr auto kOpeners = std::to_array<std::string_view>(
    {"this",     "that",     "they",      "when",       "after",       "while",   "there",
     "these",    "those",    "with",      "from",       "pada",        "dari",    "dalam",
     "menurut",  "namun",    "sementara", "sebelumnya", "sebelum",     "setelah", "untuk",
     "kami",     "kita",     "mereka",    "adapun",     "sejumlah",    "para",    "selain",
     "meski",    "meskipun", "karena",    "dengan",     "saat",        "ketika",  "seperti",
     "sebanyak", "sebagai",  "hingga",    "warga",      "berdasarkan", "akibat",  "bahkan"});

// Articles, which begin a sentence together with the word behind them.
constexpr auto kArticles = std::to_array<std::string_view>(
    {"the", "der", "die", "das", "ein", "eine", "les", "los", "las", "una", "het", "een", "gli"});

// Agencies and picture libraries, as credits write them.
constexpr auto kAgencies = std::to_array<std::string_view>(
    {"dpa",     "DPA",     "AFP",      "AP",     "Reuters", "REUTERS", "EPA",      "EFE",
     "ANSA",    "ANTARA",  "Antara",   "PAP",    "ANP",     "APA",     "NTB",      "TT",
     "Bernama", "BERNAMA", "Xinhua",   "XINHUA", "TASS",    "Getty",   "imago",    "IMAGO",
     "Lusa",    "Belga",   "Keystone", "Kyodo",  "Yonhap",  "PTI",     "Unsplash", "Shutterstock",
     "iStock",  "Pixabay", "Pexels",   "AAP",    "TTXVN",   "Ritzau"});

template <std::size_t kSize>
bool lists(const std::array<std::string_view, kSize>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The same for a word with capitals.
template <std::size_t kSize>
bool is_one_of(const std::array<std::string_view, kSize>& words, std::string_view word) {
  const auto same = [](char a, char b) { return ascii::to_lower(a) == b; };
  return std::any_of(words.begin(), words.end(), [&](std::string_view known) {
    return std::equal(word.begin(), word.end(), known.begin(), known.end(), same);
  });
}

// True where the full stop at `at` belongs to an abbreviation, an initial or an ordinal.
bool is_abbreviation(std::string_view line, std::size_t start, std::size_t at) {
  std::size_t begin = at;
  while (begin > start && at - begin < 8 && !is_space(line[begin - 1])) --begin;
  while (begin < at && (line[begin] == '(' || line[begin] == '"')) ++begin;
  const std::string_view word = line.substr(begin, at - begin);
  if (word.empty() || word.size() > 6) return false;
  if (word.size() == 1 && ascii::is_upper(word[0])) return true;
  if (word.size() <= 2 && std::all_of(word.begin(), word.end(), ascii::is_digit)) return true;
  if (word.size() >= 3 && word[word.size() - 2] == '.' && ascii::is_upper(word.back()))
    return true;  // "U.S."
  return is_one_of(kAbbreviations, word);
}

struct Token {
  std::size_t start = 0;
  std::size_t end = 0;
  bool is_upper = false;    // begins with a capital, quotes and brackets aside
  bool is_opener = false;   // a capitalised word of kOpeners
  bool is_article = false;  // a capitalised word of kArticles
  bool is_content = false;  // begins with a small letter, and is no function word
  bool all_caps = false;    // two capitals or more, and no small letter
  bool opens_quote = false;
  bool is_separator = false;
  bool is_sign = false;  // neither letter nor digit
  bool ends_sentence = false;
};

// The words of a title or a name, at most kMaxTakenWords.
struct Tokens {
  std::array<Token, kMaxTakenWords> list;
  std::size_t count = 0;
  bool complete = false;  // up to the limit or the sentence end

  Tokens(std::string_view line, std::size_t start, std::size_t end) {
    const std::size_t limit =
        start + text::cut(line.substr(start, end - start), kMaxTakenBytes).size();
    const std::size_t sentence = sentence_end(line.substr(0, limit), start);
    std::size_t at = start;
    std::size_t words = 0;
    while (true) {
      while (at < limit && is_space(line[at])) ++at;
      if (at >= limit) {
        complete = limit == end;
        return;
      }
      if (count == list.size() || words >= kMaxTakenWords) return;
      Token& token = list[count];
      token.start = at;
      // A token ends with its sentence too where the next one is glued to it.
      const std::size_t stop = at < sentence ? std::min(sentence, limit) : limit;
      while (at < stop && !is_space(line[at])) ++at;
      token.end = at;
      words += measure(line, token);
      token.ends_sentence = token.end == sentence && ends_terminal(line, token);
      ++count;
      if (token.ends_sentence) {
        complete = true;
        return;
      }
    }
  }

 private:
  static bool ends_terminal(std::string_view line, const Token& token) {
    std::size_t end = token.end;
    while (end > token.start) {
      std::size_t at = end - 1;
      while (at > token.start && text::is_continuation(line[at])) --at;
      const char* p = line.data() + at;
      const char32_t c = text::decode(p);
      if (is_terminal(c)) return true;
      if (!is_closing(c)) return false;
      end = at;
    }
    return false;
  }

  // Returns its words: more than one in a script without spaces.
  static std::size_t measure(std::string_view line, Token& token) {
    const char* p = line.data() + token.start;
    const char* const end = line.data() + token.end;
    const char32_t first = text::decode(p);
    token.opens_quote = is_opening_quote(first);
    token.is_separator =
        is_separator(first) || (p == end && (first == '-' || first == 0x2013 || first == 0x2014));
    p = line.data() + token.start;
    std::size_t letters = 0;
    std::size_t uppers = 0;
    std::size_t wide = 0;
    bool first_lower = false;
    while (p < end) {
      const char32_t c = text::decode(p);
      const text::CharProps props = text::char_props(c);
      if (props.kind == text::CharKind::kDigit && letters == 0) break;
      if (props.kind != text::CharKind::kLetter) continue;
      if (letters++ == 0) {
        token.is_upper = props.is_upper;
        first_lower = props.is_lower;
      }
      uppers += props.is_upper ? 1 : 0;
      wide += props.is_wide ? 1 : 0;
    }
    token.all_caps = uppers >= 2 && uppers == letters;
    token.is_sign =
        letters == 0 && token.end - token.start <= 3 && !ascii::is_digit(line[token.start]);
    if (token.is_upper) {
      const std::string_view word = line.substr(token.start, token.end - token.start);
      token.is_opener = letters <= 3 || is_one_of(kOpeners, word);
      token.is_article = is_one_of(kArticles, word);
    }
    if (first_lower) {
      std::string_view word = line.substr(token.start, token.end - token.start);
      token.is_content = letters > 3 && !lists(kFunctionWords, word);
    }
    return std::max<std::size_t>(1, wide / 2);
  }
};

// The full stop of Latin, Hindi, Urdu, and Chinese and Japanese.
bool ends_with_stop(std::string_view text) {
  constexpr std::array<std::string_view, 4> kStops = {".", "\u0964", "\u06D4", "\u3002"};
  return std::any_of(kStops.begin(), kStops.end(),
                     [&](std::string_view stop) { return text.ends_with(stop); });
}

std::size_t end_of(const Tokens& tokens, std::size_t count, std::size_t start) {
  return count == 0 ? start : tokens.list[count - 1].end;
}

std::size_t title_end(std::size_t start, const Tokens& tokens, std::size_t least,
                      bool acronyms) noexcept {
  bool plain = false;  // sentence case
  std::size_t capital = 0;
  for (std::size_t i = 0; i < tokens.count; ++i) {
    const Token& token = tokens.list[i];
    if (token.is_separator && i > 0) return end_of(tokens, i, start);
    if (token.opens_quote && i > 0) return end_of(tokens, i, start);
    const bool follows_article = i > 0 && capital + 1 == i && tokens.list[capital].is_article;
    if (token.is_upper && (acronyms || !token.all_caps) && !follows_article) capital = i;
    if (!token.is_content) continue;
    // In sentence case a capital may be that of a name.
    const Token& begin = tokens.list[capital];
    const bool sure =
        !plain || begin.is_opener || (capital > 0 && tokens.list[capital - 1].is_upper);
    if (capital >= (plain ? least : std::max(least, kMinTitle)) && sure &&
        !(tokens.complete && tokens.count - capital < kMinSentence))
      return end_of(tokens, capital, start);
    plain = true;
  }
  if (!tokens.complete) return start;
  const bool prose =
      plain && tokens.count > kMaxPlainTitle && tokens.list[tokens.count - 1].ends_sentence;
  return prose ? start : end_of(tokens, tokens.count, start);
}

}  // namespace

std::size_t sentence_end(std::string_view line, std::size_t start) noexcept {
  for (std::size_t i = start; (i = next_terminal(line, i)) < line.size(); ++i) {
    const char* p = line.data() + i;
    const char32_t c = text::decode(p);
    std::size_t after = static_cast<std::size_t>(p - line.data());
    if (!is_terminal(c)) {
      i = after - 1;
      continue;
    }
    while (after < line.size()) {
      const char* q = line.data() + after;
      const char32_t next = text::decode(q);
      if (!is_terminal(next) && !is_closing(next)) break;
      after = static_cast<std::size_t>(q - line.data());
    }
    if (after == line.size() || is_wide_terminal(c)) return after;
    if (is_space(line[after])) {
      std::size_t next = after;
      while (next < line.size() && is_space(line[next])) ++next;
      if (next == line.size()) return after;
      const char* q = line.data() + next;
      const bool lower = text::char_props(text::decode(q)).is_lower;
      // "Apa?" tanya dia. A quotation that the sentence continues after.
      if (!lower && !(c == '.' && is_abbreviation(line, start, i))) return after;
    } else if (i > start && !is_space(line[i - 1]) && !ascii::is_upper(line[i - 1])) {
      // "…kata warga.Baca juga: …"
      const char* q = line.data() + after;
      const bool upper = text::char_props(text::decode(q)).is_upper;
      const bool bracket = (line[after] == '(' || line[after] == '[') && after + 1 < line.size() &&
                           ascii::is_upper(line[after + 1]);
      if (bracket) return after;
      if (upper && q < line.data() + line.size() && !ascii::is_upper(*q) && *q != '.') return after;
    }
    i = after - 1;
  }
  return line.size();
}

std::size_t title_end(std::string_view line, std::size_t start, std::size_t limit,
                      std::size_t least, bool acronyms) noexcept {
  return title_end(start, Tokens(line, start, limit), least, acronyms);
}

std::size_t link_end(std::string_view line, std::size_t start, std::size_t limit) noexcept {
  const Tokens tokens(line, start, limit);
  const std::size_t end = title_end(start, tokens, kMinLink, true);
  if (tokens.count == 0 || end != end_of(tokens, tokens.count, start) || end == start ||
      !tokens.list[tokens.count - 1].ends_sentence || !ends_with_stop(line.substr(0, end)))
    return end;
  bool plain = false;  // sentence case
  bool has_case = false;
  for (std::size_t i = 0; i < tokens.count; ++i) {
    const Token& token = tokens.list[i];
    if (token.is_upper && plain && i >= kMinTitle && !tokens.list[i - 1].is_upper &&
        tokens.count - i >= kMinSentence)
      return end_of(tokens, i, start);
    plain = plain || token.is_content;
    has_case = has_case || token.is_upper || token.is_content;
  }
  return has_case || tokens.count < kMinTitle + kMinSentence ? end : start;
}

std::size_t name_end(std::string_view line, std::size_t start, std::size_t limit) noexcept {
  const Tokens tokens(line, start, limit);
  if (tokens.count > 0 && tokens.list[0].opens_quote) return start;  // what someone says
  std::size_t count = 0;
  bool next_sentence = false;  // the last capitalised word begins one
  for (; count < tokens.count; ++count) {
    const Token& token = tokens.list[count];
    if (token.is_separator || token.opens_quote) break;
    if (token.is_sign) {  // "Budi Santoso Copyright © 2024"
      if (count > 1) --count;
      break;
    }
    if (count > 0 && token.end - token.start >= 4 && token.all_caps &&
        !tokens.list[count - 1].all_caps)
      break;
    if (token.is_content) {
      next_sentence = count > 0;
      break;
    }
    const char last = line[token.end - 1];
    if (last == ',' || last == ';' || token.ends_sentence) {
      ++count;
      break;
    }
  }
  if (next_sentence) {
    while (count > 0 && !tokens.list[count - 1].is_upper) --count;
    if (count > 0) --count;
  }
  // A name or an address in small letters is one where a separator follows soon.
  if (count == 0 && !next_sentence) {
    for (std::size_t i = 1; i < std::min(tokens.count, kMaxNameWords); ++i) {
      if (tokens.list[i].is_separator) return end_of(tokens, i, start);
    }
    if (tokens.complete && tokens.count <= kMaxNameWords && tokens.count > 0 &&
        tokens.list[tokens.count - 1].end >= limit) {
      return end_of(tokens, tokens.count, start);
    }
    return start;
  }
  if (count > kMaxNameWords) count = kSureNameWords;
  return end_of(tokens, count, start);
}

std::size_t credit_end(std::string_view line, std::size_t start) noexcept {
  std::size_t at = start;
  for (std::size_t word = 0; word < kMaxNameWords && at < line.size(); ++word) {
    while (at < line.size() && is_space(line[at])) ++at;
    const std::size_t stop = std::min(line.find_first_of(" \t\r", at), line.size());
    const std::string_view token = line.substr(at, stop - at);
    const std::size_t slash = token.rfind('/');
    const std::size_t own = slash == std::string_view::npos ? 0 : slash + 1;
    for (const std::string_view agency : kAgencies) {
      const std::string_view name = token.substr(own);
      if (!name.starts_with(agency)) continue;
      const std::string_view rest = name.substr(agency.size());
      const bool is_glued =
          rest.size() > 1 && ascii::is_upper(rest[0]) && !ascii::is_upper(rest[1]);
      if (!rest.empty() && rest != "." && rest != "," && !is_glued) continue;
      std::size_t end = at + own + agency.size() + (is_glued ? 0 : rest.size());
      if (line.substr(end).starts_with(" Images")) end += 7;
      return end;
    }
    if (own > 1 && own < token.size() && token.find_first_of(".!?") == std::string_view::npos)
      return stop;
    if (token.empty() || (word == 0 && !ascii::is_upper(token[0]))) return start;
    at = stop;
  }
  return start;
}

bool opens_sentence(std::string_view rest) noexcept {
  constexpr std::array<std::string_view, 58> kCapitalOpeners = {
      "The",  "A",     "An",   "In",      "On",      "At",    "It",    "He",   "She", "They",
      "We",   "But",   "And",  "This",    "That",    "These", "There", "When", "If",  "As",
      "For",  "After", "El",   "La",      "Los",     "Las",   "Un",    "Una",  "En",  "Le",
      "Les",  "Une",   "Il",   "Lo",      "Gli",     "O",     "Os",    "Um",   "Uma", "Em",
      "Der",  "Die",   "Das",  "Ein",     "Eine",    "Im",    "Am",    "De",   "Het", "Een",
      "Pada", "Di",    "Para", "Menurut", "Seorang", "В",     "На",    "По"};
  const std::string_view word = rest.substr(0, rest.find(' '));
  return word.size() < rest.size() &&
         std::find(kCapitalOpeners.begin(), kCapitalOpeners.end(), word) != kCapitalOpeners.end();
}

std::size_t count_words(std::string_view part, std::size_t limit) noexcept {
  std::size_t words = 0;
  std::size_t wide = 0;
  bool inside = false;
  for (const char* p = part.data(); p < part.data() + part.size();) {
    if (is_space(*p)) {
      inside = false;
      ++p;
      continue;
    }
    words += inside ? 0 : 1;
    inside = true;
    if (words + wide / 2 >= limit) return limit;
    wide += text::char_props(text::decode(p)).is_wide ? 1 : 0;
  }
  return std::min(limit, words + wide / 2);
}

}  // namespace saring::boilerplate
