// Tests: tests/cpp/text/signals_test.cpp; against a plain re-implementation in Python:
// tests/python/test_signals_property.py.
#include "saring/text/signals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/repeated_words_internal.hpp"
#include "saring/text/segment.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kShortLine = 30;  // characters
constexpr double kNotKnown = std::numeric_limits<double>::quiet_NaN();

double share(std::uint64_t part, std::uint64_t whole) noexcept {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// Packed counts of characters. Each count has 12 bits, so up to 4095 characters fit.
constexpr unsigned kCountBits = 12;
constexpr std::uint64_t kCountMask = (1U << kCountBits) - 1;
enum CharCount : std::uint8_t { kVisible, kSymbol, kPunct, kDigit, kLetter };
constexpr std::uint64_t one(CharCount count) noexcept {
  return std::uint64_t{1} << (kCountBits * count);
}

constexpr std::uint64_t counts_of(CharProps props) noexcept {
  switch (props.kind) {
    case CharKind::kSpace:
      return 0;
    case CharKind::kSymbol:
      return one(kVisible) | one(kSymbol);
    case CharKind::kPunct:
    case CharKind::kConnector:
      return one(kVisible) | one(kPunct);
    case CharKind::kDigit:
      return one(kVisible) | one(kDigit);
    case CharKind::kLetter:
      return one(kVisible) | one(kLetter);
    default:
      return one(kVisible);
  }
}

struct CharCounts {
  std::array<std::uint64_t, 5> sums{};
  std::uint64_t capitals = 0;
  std::uint64_t hashes = 0;
  std::uint64_t ellipses = 0;

  [[nodiscard]] std::uint64_t operator[](CharCount count) const noexcept { return sums[count]; }
};

const std::array<std::uint64_t, 128>& ascii_counts() {
  static const auto counts = [] {
    std::array<std::uint64_t, 128> table{};
    for (char32_t c = 0; c < 128; ++c) table[c] = counts_of(char_props(c));
    return table;
  }();
  return counts;
}

CharCounts count_characters(std::string_view text) {
  const std::array<std::uint64_t, 128>& ascii = ascii_counts();
  CharCounts counts;
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p != end) {
    std::uint64_t packed = 0;
    for (std::uint64_t left = kCountMask; left > 0 && p != end; --left) {
      const auto byte = static_cast<unsigned char>(*p);
      if (byte < 0x80) {
        packed += ascii[byte];
        counts.capitals += byte >= 'A' && byte <= 'Z' ? 1 : 0;
        ++p;
        continue;
      }
      const char32_t c = decode(p);
      const CharProps props = char_props(c);
      packed += counts_of(props);
      counts.capitals += props.is_upper && props.kind == CharKind::kLetter ? 1 : 0;
      counts.ellipses += c == U'\u2026' ? 1 : 0;
    }
    for (std::size_t i = 0; i < counts.sums.size(); ++i) {
      counts.sums[i] += packed >> (kCountBits * i) & kCountMask;
    }
  }
  counts.hashes = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '#'));
  for (std::size_t at = text.find("..."); at != std::string_view::npos;) {
    ++counts.ellipses;
    at = text.find_first_not_of('.', at);
    if (at != std::string_view::npos) at = text.find("...", at);
  }
  return counts;
}

char32_t last_character(std::string_view text) noexcept {
  const char* p = text.data() + text.size() - 1;
  while (is_continuation(*p)) --p;
  return decode(p);
}

std::size_t size_of(char32_t c) noexcept {
  char bytes[4];
  return encode(c, bytes);
}

bool is_space(char32_t c) noexcept { return char_props(c).kind == CharKind::kSpace; }

std::string_view without_space_at_end(std::string_view text) noexcept {
  while (!text.empty()) {
    const char32_t c = last_character(text);
    if (!is_space(c)) break;
    text.remove_suffix(size_of(c));
  }
  return text;
}

std::string_view trimmed(std::string_view text) noexcept {
  text = without_space_at_end(text);
  while (!text.empty()) {
    const char* p = text.data();
    if (!is_space(decode(p))) break;
    text.remove_prefix(static_cast<std::size_t>(p - text.data()));
  }
  return text;
}

enum class LineEnd : std::uint8_t { kOther, kSentence, kEllipsis };

// `line` is trimmed, and not empty.
LineEnd end_of(std::string_view line) noexcept {
  char32_t last = last_character(line);
  while ((tables::line_end_bits(last) & tables::kCloses) != 0) {
    line.remove_suffix(size_of(last));
    line = without_space_at_end(line);
    if (line.empty()) return LineEnd::kOther;
    last = last_character(line);
  }
  if (last == U'\u2026' || line.ends_with("...")) return LineEnd::kEllipsis;
  const bool is_end = (tables::line_end_bits(last) & tables::kEndsSentence) != 0;
  return is_end ? LineEnd::kSentence : LineEnd::kOther;
}

bool has_bullet(std::string_view line) noexcept {
  static constexpr std::u32string_view kBullets = U"•‣⁃⁌⁍∙·◦●○■□▪▫▶►◆◇➢➤✓✔";
  static constexpr std::u32string_view kBeforeSpace = U"-*+–";
  const char* p = line.data();
  const char* const end = p + line.size();
  const char32_t first = decode(p);
  if (kBullets.find(first) != std::u32string_view::npos) return true;
  if (kBeforeSpace.find(first) == std::u32string_view::npos || p == end) return false;
  return is_space(decode(p));
}

// Parts of a text that may occur again.
class RepeatedParts {
 public:
  void start() {
    keys_.start(0);
    num_ = repeated_ = characters_ = repeated_characters_ = 0;
  }
  void add(std::uint64_t key, std::uint64_t characters) {
    ++num_;
    characters_ += characters;
    if (keys_.count(keys_.add(key)) == 1) return;
    ++repeated_;
    repeated_characters_ += characters;
  }
  [[nodiscard]] std::uint64_t num() const noexcept { return num_; }
  [[nodiscard]] std::uint64_t characters() const noexcept { return characters_; }
  [[nodiscard]] double share_repeated() const noexcept { return share(repeated_, num_); }
  [[nodiscard]] double share_of_characters() const noexcept {
    return share(repeated_characters_, characters_);
  }

 private:
  KeyCounter keys_;
  std::uint64_t num_ = 0;
  std::uint64_t repeated_ = 0;
  std::uint64_t characters_ = 0;
  std::uint64_t repeated_characters_ = 0;
};

bool is_ascii_only(std::string_view bytes) noexcept {
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

}  // namespace

struct SignalMeter::Impl {
  void measure_characters(std::string_view text);
  void measure_lines(std::string_view text);
  void measure_words(std::string_view text);
  void measure_language(const LanguageWords* language);
  void measure_ngrams();

  Signals signals;
  CharCounts characters;
  RepeatedParts lines;
  RepeatedParts paragraphs;
  DividedWords divided;
  RepeatedWords words;
  std::uint64_t num_words = 0;
  std::uint64_t num_with_letter = 0;
  std::uint64_t word_characters = 0;         // of `words`
  std::array<std::uint64_t, 256> scripts{};  // words with a letter, by script
};

void SignalMeter::Impl::measure_characters(std::string_view text) {
  characters = count_characters(text);
  signals[Signal::kCharacters] = static_cast<double>(count_code_points(text));
  signals[Signal::kSymbols] = share(characters[kSymbol], characters[kVisible]);
  signals[Signal::kPunctuation] = share(characters[kPunct], characters[kVisible]);
  signals[Signal::kDigits] = share(characters[kDigit], characters[kVisible]);
  signals[Signal::kCapitals] = share(characters.capitals, characters[kLetter]);
}

void SignalMeter::Impl::measure_lines(std::string_view text) {
  lines.start();
  paragraphs.start();
  std::uint64_t sentences = 0;
  std::uint64_t ellipses = 0;
  std::uint64_t bullets = 0;
  std::uint64_t shorts = 0;
  std::uint64_t paragraph = 0;  // key of its lines so far; 0: none
  std::uint64_t paragraph_characters = 0;
  const auto end_paragraph = [&] {
    if (paragraph != 0) paragraphs.add(paragraph, paragraph_characters);
    paragraph = paragraph_characters = 0;
  };
  LineScanner scanner(text);
  CancelCheck check;
  for (Line at; scanner.next(at);) {
    check();
    const std::string_view line = trimmed(text.substr(at.start, at.end - at.start));
    if (line.empty()) {
      end_paragraph();
      continue;
    }
    const std::uint64_t length = count_code_points(line);
    const std::uint64_t key = hash64(line);
    lines.add(key, length);
    paragraph = mix64(paragraph + key) | 1;
    paragraph_characters += length;
    const LineEnd end = end_of(line);
    sentences += end == LineEnd::kSentence ? 1 : 0;
    ellipses += end == LineEnd::kEllipsis ? 1 : 0;
    bullets += has_bullet(line) ? 1 : 0;
    shorts += length <= kShortLine ? 1 : 0;
  }
  end_paragraph();
  const std::uint64_t num = lines.num();
  signals[Signal::kLines] = static_cast<double>(num);
  signals[Signal::kParagraphs] = static_cast<double>(paragraphs.num());
  signals[Signal::kMeanLineLength] = share(lines.characters(), num);
  signals[Signal::kPunctuatedLines] = share(sentences, num);
  signals[Signal::kEllipsisLines] = share(ellipses, num);
  signals[Signal::kBulletLines] = share(bullets, num);
  signals[Signal::kShortLines] = share(shorts, num);
  signals[Signal::kRepeatedLines] = lines.share_repeated();
  signals[Signal::kRepeatedLineCharacters] = lines.share_of_characters();
  signals[Signal::kRepeatedParagraphs] = paragraphs.share_repeated();
  signals[Signal::kRepeatedParagraphCharacters] = paragraphs.share_of_characters();
}

void SignalMeter::Impl::measure_words(std::string_view text) {
  words.start(std::min(text.size() / 6, kMaxWords));
  divided.start(text);
  scripts.fill(0);
  num_words = num_with_letter = word_characters = 0;
  std::uint64_t all_characters = 0;
  std::uint64_t all_caps = 0;
  CancelCheck check;
  for (Word word; divided.next(word);) {
    check();
    const std::string_view bytes = text.substr(word.start, word.end - word.start);
    const std::size_t length = is_ascii_only(bytes) ? bytes.size() : count_code_points(bytes);
    ++num_words;
    all_characters += length;
    all_caps += word.letter_case == WordCase::kUpper ? 1 : 0;
    if (word.has_letter) {
      ++num_with_letter;
      ++scripts[static_cast<std::size_t>(word.script)];
    }
    if (num_words > kMaxWords) continue;
    words.add(word_key(word.folded), static_cast<std::uint32_t>(length));
    word_characters = all_characters;
  }
  words.finish();
  signals[Signal::kWords] = static_cast<double>(num_words);
  signals[Signal::kMeanWordLength] = share(all_characters, num_words);
  signals[Signal::kHashesPerWord] = share(characters.hashes, num_words);
  signals[Signal::kEllipsesPerWord] = share(characters.ellipses, num_words);
  signals[Signal::kAllCapsWords] = share(all_caps, num_words);
  signals[Signal::kWordsWithLetter] = share(num_with_letter, num_words);
  signals[Signal::kUniqueWords] = share(words.num_different(), words.num_words());
}

void SignalMeter::Impl::measure_language(const LanguageWords* language) {
  signals[Signal::kStopWords] = signals[Signal::kScriptWords] = kNotKnown;
  if (language == nullptr) return;
  if (!language->stop_words.empty()) {
    std::uint64_t found = 0;
    for (const std::uint64_t key : language->stop_words) found += words.count(key);
    signals[Signal::kStopWords] = share(found, words.num_words());
  }
  if (!language->scripts.empty()) {
    std::uint64_t found = 0;
    for (const Script script : language->scripts)
      found += scripts[static_cast<std::size_t>(script)];
    signals[Signal::kScriptWords] = share(found, num_with_letter);
  }
}

void SignalMeter::Impl::measure_ngrams() {
  const auto at = [](Signal first, std::size_t step) {
    return static_cast<Signal>(static_cast<std::size_t>(first) + step);
  };
  for (std::size_t n = 2; n <= 4; ++n) {
    const double found = share(words.top(n), word_characters);
    signals[at(Signal::kTop2gram, n - 2)] = std::min(found, 1.0);  // it may overlap itself
  }
  for (std::size_t n = 5; n <= 10; ++n) {
    signals[at(Signal::kDuplicate5grams, n - 5)] = share(words.duplicate(n), word_characters);
  }
}

std::uint64_t word_key(std::string_view folded) noexcept { return hash64(folded); }

SignalMeter::SignalMeter() : impl_(std::make_unique<Impl>()) {}
SignalMeter::~SignalMeter() = default;
SignalMeter::SignalMeter(SignalMeter&&) noexcept = default;
SignalMeter& SignalMeter::operator=(SignalMeter&&) noexcept = default;

Signals SignalMeter::measure(std::string_view valid, const LanguageWords* language) {
  impl_->measure_characters(valid);
  impl_->measure_lines(valid);
  impl_->measure_words(valid);
  impl_->measure_language(language);
  impl_->measure_ngrams();
  return impl_->signals;
}

}  // namespace saring::text
