#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "saring/base/hash.hpp"
#include "saring/text/plain_words.hpp"
#include "saring/text/script.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"

// From words to hashed features, for both trainer and detector. A model is only valid with the
// features that it was trained on, so a change here needs a new kFormatVersion
// (model_internal.hpp).
namespace saring::lang {

// Labels compete only within a group of scripts that are used together, e.g. Han and kana. The
// group is named by one of its scripts; weights of features are stored per group.
[[nodiscard]] constexpr text::Script script_group(text::Script script) noexcept {
  using text::Script;
  if (script == Script::kHiragana || script == Script::kKatakana) return Script::kHan;
  return script;
}

struct NgramRange {
  std::uint8_t min_n = 2;
  std::uint8_t max_n = 5;
  bool padded = true;  // the start and the end of the word count as characters
};

inline constexpr text::Script kEthiopic{11};

[[nodiscard]] constexpr NgramRange ngram_range(text::Script group) noexcept {
  if (group == text::Script::kHan) return {1, 3, false};
  if (text::is_dictionary_script(group)) return {1, 5, false};
  // A character is a syllable, so shorter n-grams carry as much information.
  if (group == kEthiopic || group == text::Script::kHangul) return {2, 4, true};
  return {3, 5, true};
}

// Of a script with a single label: enough to tell its words from random letters.
inline constexpr NgramRange kSingleLanguageRange{2, 3, true};

inline constexpr std::uint64_t kWordSeed = 0x5a17'0001;
inline constexpr std::uint64_t kPairSeed = 0x5a17'0002;
inline constexpr std::uint64_t kNgramStart = 0x9e3779b97f4a7c15ULL;
inline constexpr std::uint64_t kNgramStep = 0xd6e8feb86659fd93ULL;

[[nodiscard]] inline std::uint64_t word_feature(std::string_view folded) noexcept {
  return hash64(folded, kWordSeed);
}

// Two adjacent words.
[[nodiscard]] constexpr std::uint64_t pair_feature(std::uint64_t left,
                                                   std::uint64_t right) noexcept {
  return mix64(left * 3 + mix64(right ^ kPairSeed));
}

// The hash of a feature in the second-stage classifier of a close group.
[[nodiscard]] constexpr std::uint64_t close_feature(std::uint64_t feature,
                                                    std::size_t close) noexcept {
  return mix64(feature + (close + 1) * 0x9e3779b97f4a7c15ULL);
}

// Calls emit(hash), or emit(hash, first, n) with the position of its characters, for each n-gram of
// a folded word; in a padded range character 0 is the start of the word. Single ASCII letters carry
// almost no information and are left out. O(length × max_n).
template <typename Emit>
void for_each_ngram(std::string_view folded, NgramRange range, Emit&& emit) {
  constexpr std::size_t kMaxChars = text::WordScanner::kMaxWordBytes * 2 + 16;
  std::array<std::uint32_t, kMaxChars> chars;
  std::size_t count = 0;
  if (range.padded) chars[count++] = 2;
  const char* p = folded.data();
  const char* const end = p + folded.size();
  while (p < end && count + 1 < kMaxChars)
    chars[count++] = static_cast<std::uint32_t>(text::decode(p));
  if (range.padded) chars[count++] = 3;
  for (std::size_t i = 0; i < count; ++i) {
    std::uint64_t h = kNgramStart;
    const std::size_t longest = count - i < range.max_n ? count - i : range.max_n;
    for (std::size_t n = 1; n <= longest; ++n) {
      h = (h ^ chars[i + n - 1]) * kNgramStep;
      h ^= h >> 32;
      if (n >= range.min_n || (n == 1 && chars[i] >= 0x80)) {
        if constexpr (std::is_invocable_v<Emit, std::uint64_t, std::size_t, std::size_t>) {
          emit(h * kNgramStart, i, n);
        } else {
          emit(h * kNgramStart);
        }
      }
    }
  }
}

// Writes to `out` the text with Latin letters replaced by their Cyrillic homoglyphs, in words that
// contain Cyrillic. Returns whether anything was replaced.
[[nodiscard]] bool fold_homoglyphs(std::string_view text, std::string& out);

// Writes to `out` the folded word with each run of three or more of a letter cut to `kept` letters.
// Returns false where it has none, or is a Roman numeral.
[[nodiscard]] bool shorten_runs(std::string_view folded, std::size_t kept, std::string& out);

// Whether the lower-case letters are a Roman number from 1 to 3999 in its usual form.
[[nodiscard]] bool is_roman_number(std::string_view folded) noexcept;

// Writes to `out` the text with HTML's entities replaced: letters by the letter, followed by
// characters that nobody sees, and other characters by spaces; offsets stay the same. Returns
// whether anything was replaced. Numbers, and the names of Latin-1 and of punctuation.
[[nodiscard]] bool unescape_entities(std::string_view text, std::string& out);

// Writes to `out` the text with escaped line ends and tabs (a backslash and a letter) replaced by
// two spaces each, so that offsets stay the same. Returns whether anything was replaced.
[[nodiscard]] bool unescape_breaks(std::string_view text, std::string& out);

// Finds the words that carry no information about language because they are part of an address,
// path, number, program or the like: words with digits, '_' or capitals inside, words joined to a
// neighbour by symbols without a space, units and short upper-case words beside numbers, words of a
// few repeated letters ("hahaha"), and all words of an address up to the next space. To be called
// for the words of one text in order; linear in the text.
class TechnicalFilter {
 public:
  explicit TechnicalFilter(std::string_view text) noexcept : text_(text) {}
  [[nodiscard]] bool operator()(const text::Word& word) noexcept {
    if (!stands_alone(word)) return looks_technical(word);
    return (word.folded.size() >= kMinRepeated && is_repeated(word.folded)) ||
           (word.end - word.start <= kMaxBesideNumber && is_beside_number(word));
  }
  // Words before this offset are in an address, as far as words were passed in.
  [[nodiscard]] std::size_t address_end() const noexcept { return address_end_; }

 private:
  static constexpr std::size_t kMinRepeated = 4;      // bytes
  static constexpr std::size_t kMaxBesideNumber = 4;  // bytes

  [[nodiscard]] char at(std::size_t i) const noexcept { return i < text_.size() ? text_[i] : ' '; }
  [[nodiscard]] char before(const text::Word& word, std::size_t back) const noexcept {
    return word.start < back ? ' ' : text_[word.start - back];
  }
  // Nearly all words: between spaces or commas, of letters only, in ordinary case. They are
  // technical only if their letters repeat, or if they are short and beside a number.
  [[nodiscard]] bool stands_alone(const text::Word& word) const noexcept {
    return word.start >= address_end_ && separates(at(word.end)) && separates(before(word, 1)) &&
           !word.has_digit && !word.has_connector && word.letter_case != text::WordCase::kMixed;
  }
  [[nodiscard]] static bool separates(char c) noexcept { return c == ' ' || c == ',' || c == '\n'; }
  [[nodiscard]] static bool is_repeated(std::string_view folded) noexcept;
  // Units after a number, and up to four capitals on either side of one: "12 kg", "B 1234 XY".
  [[nodiscard]] bool is_beside_number(const text::Word& word) const noexcept;
  [[nodiscard]] bool looks_technical(const text::Word& word) noexcept;
  [[nodiscard]] bool begins_address(const text::Word& word) const noexcept;
  [[nodiscard]] bool joins_next(const text::Word& word) const noexcept;
  [[nodiscard]] bool is_option(const text::Word& word) const noexcept;
  [[nodiscard]] bool joins_previous(const text::Word& word) const noexcept;
  [[nodiscard]] std::size_t find_address(std::size_t begin) noexcept;

  std::string_view text_;
  std::size_t address_end_ = 0;
  std::size_t run_end_ = 0;  // of the last run without spaces that find_address has read
};

}  // namespace saring::lang
