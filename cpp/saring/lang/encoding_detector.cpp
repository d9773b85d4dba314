// Tests: tests/cpp/lang/encoding_detector_test.cpp.
#include "saring/lang/encoding_detector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/lang/detector_internal.hpp"
#include "saring/lang/rows_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

namespace saring::lang {
namespace {

// Which languages an encoding is usual for.
enum class Usual : std::uint8_t { kAny, kWestern, kCentral, kTurkic, kBaltic, kVietnamese, kOther };

struct Coding {
  std::string_view name;
  Usual usual = Usual::kOther;
  bool is_rare = false;
};

// Of encodings that give the same text the first one is named.
constexpr std::array<Coding, 31> kCodings = {{
    {"utf-8", Usual::kAny},
    {"windows-1252", Usual::kWestern},
    {"windows-1250", Usual::kCentral},
    {"iso-8859-2", Usual::kCentral},
    {"windows-1251"},
    {"koi8-r"},
    {"koi8-u"},
    {"iso-8859-5"},
    {"windows-1254", Usual::kTurkic},
    {"windows-1257", Usual::kBaltic},
    {"iso-8859-13", Usual::kBaltic, true},
    {"windows-1253"},
    {"iso-8859-7"},
    {"windows-1255"},
    {"iso-8859-8"},
    {"windows-1256"},
    {"iso-8859-6", Usual::kOther, true},
    {"windows-1258", Usual::kVietnamese},
    {"windows-874"},
    {"gb18030"},
    {"big5"},
    {"shift_jis"},
    {"euc-jp"},
    {"euc-kr"},
    {"iso-8859-15", Usual::kWestern, true},
    {"iso-8859-4", Usual::kBaltic, true},
    {"macintosh", Usual::kWestern, true},
    {"x-mac-cyrillic", Usual::kOther, true},
    {"ibm866", Usual::kOther, true},
    {"utf-16le", Usual::kAny},
    {"utf-16be", Usual::kAny},
}};

// Languages in Latin script with an encoding of their own, by the first three letters of a label.
constexpr std::array<std::string_view, 15> kCentralLanguages = {"hun", "pol", "ces", "slk", "slv",
                                                                "hrv", "bos", "srp", "ron", "als",
                                                                "sqi", "hsb", "dsb", "szl", "csb"};
constexpr std::array<std::string_view, 7> kTurkicLanguages = {"tur", "azj", "crh", "kmr",
                                                              "uzn", "tuk", "gag"};
constexpr std::array<std::string_view, 5> kBalticLanguages = {"lit", "lvs", "ltg", "est", "sgs"};

template <std::size_t N>
bool has(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_usual(const Coding& coding, std::string_view label) noexcept {
  const std::string_view name = label.substr(0, 3);
  const bool is_latin = label.ends_with("_Latn");
  switch (coding.usual) {
    case Usual::kAny:
      return true;
    case Usual::kWestern:
      return is_latin && name != "vie" && !has(kCentralLanguages, name) &&
             !has(kTurkicLanguages, name) && (name == "est" || !has(kBalticLanguages, name));
    case Usual::kCentral:
      return is_latin && has(kCentralLanguages, name);
    case Usual::kTurkic:
      return is_latin && has(kTurkicLanguages, name);
    case Usual::kBaltic:
      return is_latin && has(kBalticLanguages, name);
    case Usual::kVietnamese:
      return is_latin && name == "vie";
    case Usual::kOther:
      return coding.name == "koi8-u" ? name == "ukr" : !is_latin;
  }
  return false;
}

// What a decoding looks like. `all` and what follows it count characters outside ASCII.
struct Evidence {
  double lead = 0;         // of its language over the average, in nats
  std::string_view label;  // of its language; empty: no letters
  double chars = 0;
  double controls = 0;  // of ASCII, but for white space
  double all = 0;
  double bad = 0;      // U+FFFD and control characters
  double unusual = 0;  // private use and unassigned
  double symbols = 0;
  double capitals = 0;
  double glued = 0;        // places where an ASCII letter and one of another script meet
  double known = 0;        // letters in words that the language has
  double supported = 0;    // letters of other words, by the share of their n-grams that it has
  double unsupported = 0;  // letters of which it has no n-gram
  double humps = 0;        // letters in words with capitals inside
  double foreign = 0;      // letters of another script than most of the text

  // Whether nobody writes so.
  [[nodiscard]] bool is_nonsense() const noexcept {
    constexpr double kEnough = 16;
    return bad > all / 8 || controls > chars / 8 ||
           (all >= kEnough && unsupported + symbols > all / 2);
  }
};

// The weights of the model.
constexpr double kLead = 0.078;
constexpr double kUsual = 5;
constexpr double kKnown = 4.6;
constexpr double kRare = -1.9;

// The part of the odds that counting characters gives.
double odds_by_characters(const Evidence& e, const Coding& coding) noexcept {
  const double n = std::max(e.all, 1.0);
  const double summed = -2.7 * e.symbols - 7.1 * e.bad - 2.9 * e.capitals - 18 * e.unusual;
  const double mean = 3.2 * e.symbols - 19.6 * e.bad - 3.9 * e.glued;
  // A stray one in a long text says little.
  const double of_controls = std::max(n, e.chars / 4);
  return summed / std::sqrt(n) + mean / n - 7.1 * e.controls / std::sqrt(of_controls) -
         19.6 * e.controls / of_controls + (coding.is_rare ? kRare : 0);
}

// The logarithm of the odds, up to a constant. See the class comment.
double odds(const Evidence& e, const Coding& coding) noexcept {
  const double n = std::max(e.all, 1.0);
  const double summed = kKnown * e.known + 4.1 * e.supported - 2.1 * e.unsupported - 2.75 * e.humps;
  const double mean = -20 * e.humps - 10 * e.foreign;
  return odds_by_characters(e, coding) + summed / std::sqrt(n) + mean / n + kLead * e.lead +
         (is_usual(coding, e.label) ? kUsual : 0);
}

// Not less than odds() by what was counted alone, if no decoding has a much greater lead than the
// best one so far.
double most_odds(const Evidence& e, const Coding& coding, double best_lead) noexcept {
  const double n = std::max(e.all, 1.0);
  return odds_by_characters(e, coding) + kKnown * (n - e.bad - e.symbols) / std::sqrt(n) +
         kLead * (1.25 * best_lead + 10) + kUsual;
}

// How much better than the one declared another encoding must be.
constexpr double kBelief = 4;

// 0: no letter; 1: ASCII; 2: other Latin; 3: another script.
int letter_class(char32_t c, const text::CharProps& props) noexcept {
  if (props.kind != text::CharKind::kLetter) return 0;
  if (c < 0x80) return 1;
  return props.script == text::Script::kLatin ? 2 : 3;
}

void count_characters(std::string_view text, Evidence& out) {
  int before = 0;
  for (const char* p = text.data(); p < text.data() + text.size();) {
    const char32_t c = text::decode(p);
    const text::CharProps props = text::char_props(c);
    const int now = letter_class(c, props);
    out.glued += (before == 1 && now == 3) || (before == 3 && now == 1) ? 1 : 0;
    before = now;
    ++out.chars;
    if (c < 0x80) {
      out.controls += c < 0x20 && (c < '\t' || c > '\r') ? 1 : 0;
      continue;
    }
    ++out.all;
    if (c == 0xFFFD || c < 0xA0) {
      ++out.bad;
    } else if (props.kind == text::CharKind::kOther || props.kind == text::CharKind::kHidden) {
      ++out.unusual;
    } else if (props.kind == text::CharKind::kLetter) {
      out.capitals += props.is_upper ? 1 : 0;
    } else if (props.kind != text::CharKind::kMark) {
      ++out.symbols;
    }
  }
}

// Judges decodings. For one thread.
class Judge {
 public:
  explicit Judge(const Detector::Impl& detector)
      : model_(detector.model), lookup_(detector.lookup) {}

  [[nodiscard]] Evidence judge(std::string_view text) {
    Evidence out;
    count_characters(text, out);
    read_words(text, out);
    return out;
  }

  // Adds what the words say to what the characters do.
  void read_words(std::string_view text, Evidence& out) {
    lookup_.reset(scores_);
    text::PlainWordScanner words(text);
    text::Word word;
    while (words.next(word)) {
      if (word.has_letter) lookup_.read_word(word, false, scores_);
    }
    const std::size_t main = totals_of(scores_).main;
    if (scores_.groups != 0) {
      const GroupRecord& group = model_.groups()[main];
      const std::int32_t* const by_label = scores_.by_label.data() + group.first_label;
      const double mean =
          static_cast<double>(sum_of(by_label, group.label_count)) / group.label_count;
      const std::size_t best = best_label(main);
      out.lead = (by_label[best] - mean) * static_cast<double>(model_.weight_unit());
      out.label = model_.code(group.first_label + best);
    }
    text::PlainWordScanner again(text);
    while (again.next(word)) {
      if (word.has_letter) add_word(word, main, out);
    }
  }

 private:
  [[nodiscard]] std::size_t best_label(std::size_t g) const noexcept {
    const GroupRecord& group = model_.groups()[g];
    const std::int32_t* const first = scores_.by_label.data() + group.first_label;
    return static_cast<std::size_t>(std::max_element(first, first + group.label_count) - first);
  }

  // Whether a feature speaks for a label of a group.
  [[nodiscard]] bool speaks_for(std::uint64_t feature, const GroupRecord& group,
                                std::size_t label) const noexcept {
    const Posting posting = model_.find(feature);
    if (!posting || group.label_count < 2) return static_cast<bool>(posting);
    for (std::size_t i = 0; i < posting.size; ++i) {
      if (posting.labels[i] == label) return posting.weights[i] > 0;
    }
    return false;
  }

  void add_word(const text::Word& word, std::size_t main, Evidence& out) {
    letters_.clear();
    std::size_t count = 0;
    for (const char* p = word.folded.data(); p < word.folded.data() + word.folded.size();) {
      letters_.push_back({text::decode(p) >= 0x80});
      count += letters_.back().is_counted ? 1 : 0;
    }
    if (count == 0) return;
    const auto weight = static_cast<double>(count);
    if (word.letter_case == text::WordCase::kMixed) out.humps += weight;
    const std::size_t g = lookup_.group_of(word.script);
    if (g == kMaxGroups) {
      out.unsupported += weight;
      return;
    }
    if (g != main) out.foreign += weight;
    const GroupRecord& group = model_.groups()[g];
    const std::size_t label = best_label(g);
    if (speaks_for(word_feature(word.folded), group, label)) {
      out.known += weight;
      return;
    }
    const NgramRange range = group_range(group);
    const std::size_t shift = range.padded ? 1 : 0;
    for_each_ngram(word.folded, range,
                   [&](std::uint64_t feature, std::size_t first, std::size_t n) {
                     if (n < 2) return;
                     const std::size_t begin = std::max(first, shift) - shift;
                     const std::size_t end = std::min(first + n - shift, letters_.size());
                     bool is_counted = false;
                     for (std::size_t i = begin; i < end; ++i)
                       is_counted = is_counted || letters_[i].is_counted;
                     if (!is_counted) return;
                     const std::uint32_t found = speaks_for(feature, group, label) ? 1 : 0;
                     for (std::size_t i = begin; i < end; ++i) {
                       ++letters_[i].ngrams;
                       letters_[i].found += found;
                     }
                   });
    for (const Letter& letter : letters_) {
      if (!letter.is_counted) continue;
      if (letter.found == 0) ++out.unsupported;
      if (letter.ngrams > 0) out.supported += static_cast<double>(letter.found) / letter.ngrams;
    }
  }

  struct Letter {
    bool is_counted = false;  // outside ASCII
    std::uint32_t ngrams = 0;
    std::uint32_t found = 0;
  };

  const Model& model_;
  const FeatureLookup& lookup_;
  Scores scores_;
  std::vector<Letter> letters_;
};

bool is_high(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }

// White space and control characters, which are part of no character of more bytes.
bool is_cut(char c) noexcept { return static_cast<unsigned char>(c) <= ' '; }

// Skips the mark-up of a page. Each search that finds nothing is the last of its kind, so that the
// whole is linear.
class MarkUp {
 public:
  explicit MarkUp(std::string_view bytes) noexcept : bytes_(bytes) {}

  // The end of the mark-up that starts at the '<' at `at`; right after it where there is none: tags
  // are told from text by a letter, as in the HTML Standard, and one that does not end is text.
  std::size_t skip(std::size_t at) {
    const char next = at + 1 < bytes_.size() ? bytes_[at + 1] : ' ';
    if (!ascii::is_letter(next) && next != '/' && next != '!' && next != '?') return at + 1;
    if (bytes_.substr(at).starts_with("<!--")) return find("-->", at, kComment, at + 1);
    const std::size_t end = find(">", at, kTag, at + 1);
    if (end == at + 1) return end;
    // An end tag in another spelling is rare, and only makes the sample worse.
    if (is_tag(at, "script")) {
      return find(next == 's' ? "</script" : "</SCRIPT", end, kScript, end);
    }
    if (is_tag(at, "style")) return find(next == 's' ? "</style" : "</STYLE", end, kStyle, end);
    return end;
  }

 private:
  enum Kind : std::uint8_t { kComment, kTag, kScript, kStyle };

  [[nodiscard]] bool is_tag(std::size_t at, std::string_view name) const {
    return ascii::to_lower(bytes_.substr(at + 1, name.size())) == name;
  }
  std::size_t find(std::string_view what, std::size_t from, Kind kind, std::size_t otherwise) {
    if (is_missing_[kind]) return otherwise;
    const std::size_t found = bytes_.find(what, from);
    is_missing_[kind] = found == std::string_view::npos;
    return is_missing_[kind] ? otherwise : found + what.size();
  }

  std::string_view bytes_;
  std::array<bool, 4> is_missing_{};
};

// How much of the text is read.
struct SampleSize {
  std::size_t bytes;  // about so many
  std::uint8_t each;  // of words with a certain byte, so many
};

// Words with bytes outside ASCII and what is around them. Every such byte value is to be among
// them, because encodings may differ in one alone, so words with bytes that were seen often are
// left out. The pieces are cut at white space, so that no character is cut in two, and lie in
// different lines.
class Sampler {
 public:
  Sampler(std::string_view bytes, bool is_page, SampleSize size)
      : bytes_(bytes), is_page_(is_page), size_(size), mark_up_(bytes) {}

  [[nodiscard]] std::string read() {
    while (at_ < bytes_.size() && out_.size() < size_.bytes) {
      if (is_page_ && bytes_[at_] == '<') {
        at_ = start_ = mark_up_.skip(at_);
      } else if (is_cut(bytes_[at_])) {
        ++at_;
      } else {
        const std::size_t end = word_end(at_);
        at_ = is_wanted(at_, end) ? take(at_, end) : end;
      }
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kAround = 32;

  [[nodiscard]] std::size_t word_end(std::size_t at) const noexcept {
    while (at < bytes_.size() && !is_cut(bytes_[at]) && !(is_page_ && bytes_[at] == '<')) ++at;
    return at;
  }

  [[nodiscard]] bool is_wanted(std::size_t begin, std::size_t end) const noexcept {
    return std::any_of(bytes_.begin() + static_cast<std::ptrdiff_t>(begin),
                       bytes_.begin() + static_cast<std::ptrdiff_t>(end),
                       [&](char c) { return is_high(c) && count(c) < size_.each; });
  }

  // Takes a word and what is around it; the end of what was taken.
  std::size_t take(std::size_t word, std::size_t end) {
    std::size_t begin = std::max(start_, word - std::min(word, kAround));
    while (begin < word && begin > start_ && !is_cut(bytes_[begin - 1])) ++begin;
    const std::size_t far = std::min(bytes_.size(), end + kAround);
    while (end < far && !(is_page_ && bytes_[end] == '<')) ++end;
    end = std::min(word_end(end), begin + (size_.bytes - out_.size()));
    for (std::size_t i = begin; i < end; ++i) {
      if (is_high(bytes_[i]) && count(bytes_[i]) < size_.each) ++count(bytes_[i]);
    }
    out_.append(bytes_, begin, end - begin);
    out_ += '\n';
    return start_ = std::max(end, word + 1);
  }

  [[nodiscard]] const std::uint8_t& count(char c) const noexcept {
    return seen_[static_cast<unsigned char>(c) - 0x80U];
  }
  [[nodiscard]] std::uint8_t& count(char c) noexcept {
    return seen_[static_cast<unsigned char>(c) - 0x80U];
  }

  std::string_view bytes_;
  bool is_page_;
  SampleSize size_;
  MarkUp mark_up_;
  std::size_t at_ = 0;
  std::size_t start_ = 0;  // nothing before it may be taken
  std::array<std::uint8_t, 128> seen_{};
  std::string out_;
};

bool is_utf16(std::string_view encoding) noexcept { return encoding.starts_with("utf-16"); }

// What is read of the bytes, by the kind of encoding.
struct Samples {
  Samples(std::string_view bytes, bool is_page, SampleSize size)
      : prefix(bytes.substr(0, 2 * size.bytes)), around(Sampler(bytes, is_page, size).read()) {
    if (is_page && around.empty()) around = Sampler(bytes, false, size).read();
  }
  // Decoded, in NFC: Vietnamese has combining marks in windows-1258.
  [[nodiscard]] std::string decoded(std::string_view encoding) const {
    const std::string_view bytes = is_utf16(encoding) ? prefix : std::string_view(around);
    const std::string text = text::decode_bytes(bytes, encoding).value_or(std::string());
    return encoding == "windows-1258" ? text::nfc(text) : text;
  }

  std::string_view prefix;
  std::string around;
};

bool has_zeros(std::string_view bytes) noexcept {
  const std::string_view head = bytes.substr(0, EncodingDetector::kSampleBytes);
  return head.find('\0') != std::string_view::npos &&
         head.find_first_not_of('\0') != std::string_view::npos;
}

bool has_escape_of_iso_2022_jp(std::string_view bytes) noexcept {
  return bytes.find("\x1B$B") != std::string_view::npos ||
         bytes.find("\x1B$@") != std::string_view::npos;
}

struct Decoding {
  const Coding* coding = nullptr;
  std::string text;
  Evidence evidence;
  double favour = 0;
};

// The different decodings, in the order of kCodings; the one declared is favoured.
std::vector<Decoding> decodings_of(const Samples& samples, std::string_view declared) {
  std::vector<Decoding> all;
  for (const Coding& coding : kCodings) {
    Decoding decoding{&coding, samples.decoded(coding.name), {}, 0};
    const auto same = std::find_if(
        all.begin(), all.end(), [&](const Decoding& other) { return other.text == decoding.text; });
    if (same != all.end()) {
      if (coding.name == declared)
        *same = {&coding, std::move(decoding.text), same->evidence, kBelief};
      continue;
    }
    if (coding.name == declared) decoding.favour = kBelief;
    count_characters(decoding.text, decoding.evidence);
    all.push_back(std::move(decoding));
  }
  return all;
}

// Whether nearly all bytes outside ASCII make characters of UTF-8: of other encodings few do.
bool is_broken_utf8(std::string_view bytes) noexcept {
  constexpr std::size_t kEnough = 1U << 16U;
  std::size_t good = 0;
  std::size_t bad = 0;
  for (std::size_t at = 0; at < bytes.size() && good + bad < kEnough; ++at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) continue;
    const std::size_t size = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::size_t end = at + 1;
    while (end < std::min(at + size, bytes.size()) && text::is_continuation(bytes[end])) ++end;
    const bool is_good = size > 0 && end == at + size;
    good += is_good ? 1 : 0;
    // The last character may be cut.
    bad += is_good || (size > 0 && end == bytes.size()) ? 0 : 1;
    at = end - 1;
  }
  return good > 4 * bad;
}

struct BestEncoding {
  std::string_view encoding;
  double odds = 0;
  double margin = 0;  // to the next best, as far as it matters
};

// Where the margin is as large, more of the text would not change the answer.
constexpr double kClear = 6;

BestEncoding best_of(std::vector<Decoding> decodings, Judge& judge) {
  std::stable_sort(decodings.begin(), decodings.end(), [](const Decoding& a, const Decoding& b) {
    return most_odds(a.evidence, *a.coding, 0) + a.favour >
           most_odds(b.evidence, *b.coding, 0) + b.favour;
  });
  constexpr double kNone = std::numeric_limits<double>::lowest();
  BestEncoding best;
  double most = kNone;
  double second = kNone;
  double lead = 0;
  for (Decoding& decoding : decodings) {
    Evidence& evidence = decoding.evidence;
    if (most_odds(evidence, *decoding.coding, lead) + decoding.favour < most - kClear) continue;
    judge.read_words(decoding.text, evidence);
    const double found = odds(evidence, *decoding.coding) + decoding.favour;
    lead = std::max(lead, evidence.lead);
    second = std::max(second, std::min(most, found));
    if (found > most) {
      most = found;
      best.encoding = decoding.coding->name;
    }
  }
  best.odds = most;
  best.margin = most - second;
  return best;
}

// How much better than the text as it is another encoding of its bytes must be.
constexpr double kMuchBetter = 12;
// How much of a text is judged.
constexpr std::size_t kMojibakeBytes = 1U << 16U;

// Letters as nobody writes them.
class Suspicion {
 public:
  explicit Suspicion(std::string_view valid) noexcept {
    std::size_t run = 0;
    bool was_lower = false;
    for (const char* p = valid.data(); p < valid.data() + valid.size();) {
      if (!is_high(*p)) {
        run = 0;
        was_lower = false;
        ++p;
        continue;
      }
      const char32_t c = text::decode(p);
      ++letters_;
      // Accented letters in a row, of which no language has more than two.
      run = c >= 0xA1 && c < 0x100 ? run + 1 : 0;
      accents_ += run < 3 ? 0 : run == 3 ? 3 : 1;
      const bool is_cyrillic = c >= 0x400 && c < 0x460;
      const bool is_capital = c < 0x430;
      // A capital after a small letter.
      humps_ += is_cyrillic && is_capital && was_lower ? 1 : 0;
      capitals_ += is_cyrillic && is_capital ? 1 : 0;
      was_lower = is_cyrillic && !is_capital;
    }
  }

  // In which the text may have been decoded wrongly.
  [[nodiscard]] std::optional<std::string_view> wrong_encoding() const noexcept {
    if (accents_ >= 9 && accents_ > letters_ / 4) return "windows-1252";
    // KOI8 has capitals where windows-1251 has small letters.
    if (humps_ >= 1 && capitals_ > letters_ / 3) return "windows-1251";
    return std::nullopt;
  }

 private:
  std::size_t letters_ = 0;  // characters outside ASCII
  std::size_t accents_ = 0;
  std::size_t humps_ = 0;
  std::size_t capitals_ = 0;  // Cyrillic
};

}  // namespace

std::string EncodingDetector::detect(std::string_view bytes, const EncodingOptions& options) const {
  constexpr std::array<SampleSize, 2> kSizes = {{{kSampleBytes / 2, 1}, {kSampleBytes, 4}}};
  if (!text::find_invalid_utf8(bytes)) {
    if (!may_be_hidden(bytes)) return "utf-8";
    if (!has_zeros(bytes)) return "iso-2022-jp";
  }
  if (!has_zeros(bytes) && is_broken_utf8(bytes)) return "utf-8";
  Judge judge(*detector_->impl_);
  BestEncoding best;
  for (const SampleSize size : kSizes) {
    const Samples samples(bytes, options.is_page, size);
    if (!options.declared.empty() &&
        !judge.judge(samples.decoded(options.declared)).is_nonsense()) {
      return std::string(options.declared);
    }
    best = best_of(decodings_of(samples, options.declared), judge);
    if (best.margin > kClear) break;
  }
  return std::string(best.encoding);
}

bool EncodingDetector::may_be_hidden(std::string_view valid) noexcept {
  return std::none_of(valid.begin(), valid.end(), is_high) &&
         (has_zeros(valid) || has_escape_of_iso_2022_jp(valid));
}

bool EncodingDetector::may_be_mojibake(std::string_view valid) noexcept {
  return Suspicion(valid).wrong_encoding().has_value();
}

bool EncodingDetector::is_mojibake(std::string_view valid) const {
  const auto encoding = Suspicion(valid).wrong_encoding();
  if (!encoding) return false;
  const std::string bytes = text::encode_single_bytes(text::cut(valid, kMojibakeBytes), *encoding);
  Judge judge(*detector_->impl_);
  const Samples samples(bytes, false, {kSampleBytes, 4});
  const auto* const coding =
      std::find_if(kCodings.begin(), kCodings.end(),
                   [&](const Coding& candidate) { return candidate.name == *encoding; });
  const double as_it_is = odds(judge.judge(samples.decoded(*encoding)), *coding);
  return best_of(decodings_of(samples, {}), judge).odds > as_it_is + kMuchBetter;
}

}  // namespace saring::lang
