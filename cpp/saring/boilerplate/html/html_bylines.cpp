// Who wrote the article. Tests: html_bylines_test.cpp.
#include "saring/boilerplate/html/html_bylines_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_byline_words_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/dates.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

using namespace bylines;

constexpr std::size_t kMaxByline = 300;  // bytes that are read
constexpr std::size_t kMaxAuthors = 20;
constexpr char kBoundary = '\x1f';  // between the texts of elements

bool is_one_of(std::string_view text, std::string_view list) {
  if (text.empty() || text.find('|') != std::string_view::npos) return false;
  for (std::size_t at = list.find(text); at != std::string_view::npos;
       at = list.find(text, at + 1)) {
    if (list[at - 1] == '|' && list[at + text.size()] == '|') return true;
  }
  return false;
}

template <typename Visit>
void for_each_word(std::string_view list, const Visit& visit) {
  std::size_t at = 1;
  while (at < list.size()) {
    const std::size_t end = list.find('|', at);
    visit(list.substr(at, end - at));
    at = end + 1;
  }
}

// The words of a list, found by their first byte, in their order.
class WordsByFirstByte {
 public:
  explicit WordsByFirstByte(std::string_view list) {
    for_each_word(list, [&](std::string_view word) {
      words_[static_cast<unsigned char>(word[0])].push_back(word);
    });
  }
  [[nodiscard]] const std::vector<std::string_view>& of(char first) const noexcept {
    return words_[static_cast<unsigned char>(first)];
  }

 private:
  std::array<std::vector<std::string_view>, 256> words_;
};

const WordsByFirstByte& byline_labels() {
  static const WordsByFirstByte words(kLabels);
  return words;
}
const WordsByFirstByte& outlet_labels() {
  static const WordsByFirstByte words(kOutletLabels);
  return words;
}
const WordsByFirstByte& other_labels() {
  static const WordsByFirstByte words(kOtherLabels);
  return words;
}

// Lower case of the same length in bytes: letters whose lower case is longer or shorter stay.
std::string lower(std::string_view text) {
  std::string out;
  const char* p = text.data();
  while (p < text.data() + text.size()) {
    const char* start = p;
    const char32_t c = text::decode(p);
    char bytes[4];
    const std::size_t size = text::encode(text::to_lower(c), bytes);
    const auto before = static_cast<std::size_t>(p - start);
    out.append(size == before ? bytes : start, before);
  }
  return out;
}

bool is_space_or_boundary(char c) { return c == ' ' || c == kBoundary; }

// Punctuation and spaces at both ends; a dot at the end stays ("Jr.").
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kMarks = " \x1f,;:|/\\-*•·–—<>\"'“”«»()[]{}&+~_=#";
  while (!text.empty()) {
    bool cut = false;
    for (const std::string_view mark :
         {"–",  "—",  "•",  "·",  "“",  "”",  "«",  "»",  "：", "、", "，", "／", "|",
          "｜", "（", "）", "【", "】", "《", "》", "「", "」", "→",  "▪",  "●"}) {
      if (text.starts_with(mark)) {
        text.remove_prefix(mark.size());
        cut = true;
      }
      if (text.ends_with(mark)) {
        text.remove_suffix(mark.size());
        cut = true;
      }
    }
    if (cut) continue;
    if (static_cast<unsigned char>(text.front()) < 0x80 &&
        kMarks.find(text.front()) != std::string_view::npos) {
      text.remove_prefix(1);
    } else if (static_cast<unsigned char>(text.back()) < 0x80 &&
               kMarks.find(text.back()) != std::string_view::npos) {
      text.remove_suffix(1);
    } else if (text.front() == '.') {
      text.remove_prefix(1);
    } else {
      break;
    }
  }
  return text;
}

struct Shape {
  int words = 0, capital = 0, lower_case = 0, jobs = 0, digits = 0, no_names = 0;
  bool has_letter = false;
  bool is_wide = false;  // Chinese, Japanese, Korean
  std::size_t letters = 0;
};

Shape shape_of(std::string_view text) {
  Shape s;
  text::WordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    ++s.words;
    if (word.has_digit) ++s.digits;
    if (word.is_dictionary) s.is_wide = true;
    s.letters += text::count_code_points(text.substr(word.start, word.end - word.start));
    if (word.letter_case == text::WordCase::kLower) {
      ++s.lower_case;
    } else {
      ++s.capital;
    }
    if (is_one_of(word.folded, kJobs)) ++s.jobs;
    if (is_one_of(word.folded, kNoNameWords)) ++s.no_names;
    s.has_letter = s.has_letter || word.has_letter;
  }
  return s;
}

// Chinese, Japanese and Korean names are short and say nothing of the press.
bool is_wide_name(std::string_view text, const Shape& shape) {
  if (shape.letters > 12) return false;
  for (const std::string_view word :
       {"報導", "报道", "新聞", "新闻", "网", "網", "公司", "编辑", "編輯", "編集", "中心", "通讯",
        "뉴스", "일보", "편집", "综合", "報社", "报社"}) {
    if (text.find(word) != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

NameKind kind_of_name(std::string_view text) {
  if (text.size() < 2 || text.size() > 80) return NameKind::kNothing;
  const std::string folded = lower(text);
  if (is_one_of(folded, kNoNames)) return NameKind::kNothing;
  if (text.find('@') != std::string_view::npos || text.find("://") != std::string_view::npos ||
      folded.find("www.") != std::string::npos || folded.find(".com") != std::string::npos ||
      text.find_first_of("?!<>{}=%$") != std::string_view::npos) {
    return NameKind::kNothing;
  }
  if (is_one_of(text.substr(0, text.find(' ')), kPrepositions)) return NameKind::kNothing;
  const Shape s = shape_of(text);
  if (s.words == 0 || s.words > 7 || s.letters < 2 || !s.has_letter || s.no_names > 0) {
    return NameKind::kNothing;
  }
  if (s.words == 1 && folded.find("admin") != std::string::npos) return NameKind::kNothing;
  if (s.digits > 0) return s.words == 1 ? NameKind::kLogin : NameKind::kNothing;
  if (s.jobs > 0 || is_one_of(folded, kAgencies)) return NameKind::kOrganization;
  if (s.is_wide) return is_wide_name(text, s) ? NameKind::kPerson : NameKind::kOrganization;
  if (s.words <= 2 && folded.find(' ') == std::string::npos &&
      folded.find('.') < folded.size() - 1) {
    return NameKind::kOrganization;  // "example.org"
  }
  if (s.capital == 0) return s.words == 1 ? NameKind::kLogin : NameKind::kNothing;
  if (s.words == 1) return NameKind::kSingle;
  // "Ludwig van Beethoven", "Ana de la Cruz"; not "How to write".
  if (s.words > 5 || s.lower_case > s.capital) return NameKind::kNothing;
  return NameKind::kPerson;
}

namespace {

// The label at the start, its colon included; 0: none. After a word without a colon a space or
// another element must follow.
std::size_t label_size(std::string_view text, const WordsByFirstByte& labels) {
  const std::string folded = lower(text::cut(text, 60));
  std::size_t best = 0;
  if (folded.empty()) return best;
  for (const std::string_view label : labels.of(folded[0])) {
    if (!folded.starts_with(label) || label.size() <= best) continue;
    const std::string_view rest = std::string_view(folded).substr(label.size());
    const bool wide = static_cast<unsigned char>(label[0]) >= 0xE3;
    std::string_view after = rest;
    while (!after.empty() && is_space_or_boundary(after.front())) after.remove_prefix(1);
    std::size_t mark = 0;  // bytes of the colon
    for (const std::string_view colon : {":", "：", "／", "/", "|", "＝"}) {
      if (after.starts_with(colon)) mark = colon.size();
    }
    const bool space = rest.empty() || is_space_or_boundary(rest.front()) || rest.front() == ',';
    if (mark > 0 || space || wide) best = folded.size() - after.size() + mark;
  }
  return std::min(best, text.size());
}

// Dates and what follows them on the line; e-mail addresses and handles become boundaries.
std::string without_dates_and_addresses(std::string_view text) {
  std::string out(text);
  for (std::size_t open = out.find('('); open != std::string::npos;
       open = out.find('(', open + 1)) {
    const std::size_t close = out.find(')', open);
    if (close == std::string::npos || close - open > 60) continue;
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(open),
              out.begin() + static_cast<std::ptrdiff_t>(close) + 1, ' ');
  }
  for (const text::FoundDate& f : text::find_dates(text)) {
    // "Jo Fenn, Minggu, 12 Mei 2024": the day of the week too, one word between marks.
    std::size_t start = f.start;
    while (start > 0 && (out[start - 1] == ' ' || out[start - 1] == ',')) --start;
    const std::size_t mark =
        start == 0 ? std::string::npos : out.find_last_of(",|-\x1f", start - 1);
    if (mark == std::string::npos || mark < 3 ||
        trimmed(std::string_view(out).substr(mark, start - mark)).find(' ') !=
            std::string_view::npos) {
      start = f.start;
    } else {
      start = mark;
    }
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(start),
              out.begin() + static_cast<std::ptrdiff_t>(f.end), kBoundary);
  }
  std::size_t at = 0;
  while (at < out.size()) {
    std::size_t end = at;
    while (end < out.size() && !is_space_or_boundary(out[end])) ++end;
    const std::string_view word = std::string_view(out).substr(at, end - at);
    if (word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos) {
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(at),
                out.begin() + static_cast<std::ptrdiff_t>(end), kBoundary);
    }
    at = end + 1;
  }
  return out;
}

// Splits at marks that separate fields, and inside them at commas and conjunctions.
class BylineReader {
 public:
  std::vector<std::string> run(std::string_view byline) {
    const std::string text = without_dates_and_addresses(text::cut(byline, kMaxByline));
    std::size_t at = 0;
    while (at < text.size()) {
      std::size_t size = 0;
      const std::size_t end = field_end(text, at, size);
      field(std::string_view(text).substr(at, end - at));
      at = end + size;
    }
    std::vector<std::string>& best = persons_.empty() ? others_ : persons_;
    if (persons_.empty() && others_.empty()) best = organizations_;
    return std::move(best);
  }

 private:
  static std::size_t field_end(std::string_view text, std::size_t at, std::size_t& size) {
    std::size_t best = sentence_end(text, at);
    size = best == text.size() ? 0 : 1;
    for (const std::string_view mark :
         {"\x1f", " | ", "|",   "｜", " • ", "•", " · ", "·",  " - ", " – ", " — ",
          ";",    "／",  " / ", "（", "(",   "[", "、",  "，", "；",  "："}) {
      const std::size_t found = text.find(mark, at);
      if (found < best) {
        best = found;
        size = mark.size();
      }
    }
    return best;
  }

  // The end of a sentence; not the dot of an initial or of "Dr.".
  static std::size_t sentence_end(std::string_view text, std::size_t at) {
    for (std::size_t dot = text.find(". ", at); dot != std::string_view::npos;
         dot = text.find(". ", dot + 1)) {
      if (dot >= at + 3 && ascii::is_lower(text[dot - 1]) && ascii::is_lower(text[dot - 2]) &&
          ascii::is_letter(text[dot - 3])) {
        return dot;
      }
    }
    return text.size();
  }

  void field(std::string_view text) {
    text = trimmed(text);
    if (label_size(text, outlet_labels()) > 0) {
      const std::size_t comma = text.rfind(',');
      if (comma != std::string_view::npos) text = trimmed(text.substr(comma + 1));
    }
    for (int i = 0; i < 3; ++i) {
      if (label_size(text, other_labels()) == text.size() && !text.empty()) {
        other_ = true;
        if (kind_of_name(text) == NameKind::kOrganization) organizations_.emplace_back(text);
        return;
      }
      if (const std::size_t size = label_size(text, other_labels()); size > 0) {
        other_ = false;
        if (!persons_.empty() || text.find(':') != std::string_view::npos) return;
        return;
      }
      const std::size_t size = label_size(text, byline_labels());
      if (size == 0) break;
      other_ = false;
      text = trimmed(text.substr(size));
    }
    if (text.empty()) return;
    if (other_) {  // the name of the editor, the photographer
      other_ = false;
      return;
    }
    split(text);
  }

  void split(std::string_view text) {
    std::size_t at = 0;
    const std::size_t before = persons_.size();
    const std::string padded = std::string(text) + ' ';
    const std::string folded = lower(padded);
    while (at < text.size()) {
      std::size_t end = std::min(text.find(',', at), text.size()), size = 1;
      bool conjunction = false;
      for_each_word(kConjunctions, [&](std::string_view word) {
        const std::size_t found = folded.find(word, at);
        if (found < end) {
          end = found;
          size = word.size();
          conjunction = true;
        }
      });
      const std::string_view name = trimmed(text.substr(at, end - at));
      const bool is_organization = add(name);
      // A job, and where; but "Jo Fenn, Senior Reporter and Ann Holm" are two.
      const bool is_short_job = conjunction && std::count(name.begin(), name.end(), ' ') < 3 &&
                                padded.find(" of ", at) >= end && padded.find(" at ", at) >= end;
      if (is_organization && persons_.size() > before && !is_short_job) return;
      at = end + size;
    }
  }

  // True for an organisation or a job.
  bool add(std::string_view name) {
    for (int i = 0; i < 2; ++i) {
      const std::size_t size = label_size(name, byline_labels());
      if (size > 0 && size < name.size()) name = trimmed(name.substr(size));
    }
    const std::string padded = std::string(name) + ' ';
    for_each_word(kNameEnds, [&](std::string_view end) {
      const std::size_t at = padded.find(end);
      if (at == std::string::npos || at <= 3 || at >= name.size()) return;
      const std::string_view cut = trimmed(name.substr(0, at));
      if (kind_of_name(cut) != NameKind::kOrganization) name = cut;
    });
    name = without_title(name);
    if (name.size() > 4 && name.ends_with('.') && ascii::is_lower(name[name.size() - 3]) &&
        ascii::is_lower(name[name.size() - 4])) {
      name.remove_suffix(1);  // of a sentence, not of "Jr."
    }
    const NameKind part = kind_of_name(name);
    const auto put = [&](std::vector<std::string>& list) {
      if (list.size() >= kMaxAuthors) return;
      std::string text = single_spaced(name);
      if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
    };
    if (part == NameKind::kPerson) put(persons_);
    if (part == NameKind::kSingle || part == NameKind::kLogin) put(others_);
    if (part == NameKind::kOrganization) put(organizations_);
    return part == NameKind::kOrganization;
  }

  // "Jo Fenn Senior Reporter" is "Jo Fenn".
  static std::string_view without_title(std::string_view name) {
    text::WordScanner scanner(name);
    text::Word word;
    int words = 0;
    while (scanner.next(word)) {
      const bool enough = words >= 2 || (words == 1 && word.script == text::Script::kHangul);
      const bool is_team = word.folded == "staff" && word.end == name.size();
      if (enough && !is_team && is_one_of(word.folded, kTitles))
        return trimmed(name.substr(0, word.start));
      if (words >= 2 && is_one_of(word.folded, kNoNameWords)) {
        return trimmed(name.substr(0, word.start));
      }
      if (is_one_of(word.folded, kJobs)) return name;
      ++words;
    }
    return name;
  }

  static std::string single_spaced(std::string_view name) {
    std::string out;
    append_collapsed(name, false, out);
    return out;
  }

  std::vector<std::string> persons_, others_, organizations_;
  bool other_ = false;  // the label before was that of another than the author
};

}  // namespace

std::vector<std::string> names_in_byline(std::string_view byline) {
  return BylineReader().run(byline);
}

bool names_a_job(std::string_view text) { return shape_of(text).jobs > 0; }

std::size_t byline_label_size(std::string_view line) { return label_size(line, byline_labels()); }

std::string_view without_byline_marks(std::string_view text) { return trimmed(text); }

}  // namespace saring::boilerplate
