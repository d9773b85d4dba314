#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "saring/text/script.hpp"

// The counts, means and shares that are commonly used to filter texts for corpora. They say whether
// a text reads like prose. Sources:
// - Gopher: Rae et al. 2021, "Scaling Language Models", appendix A.1.1 and table A1;
// - C4: Raffel et al. 2020, section 2.2;
// - FineWeb: Penedo et al. 2024, section 3.6;
// - RedPajama-V2: Weber et al. 2024, table of quality signals.
//
// The sources count words and characters in different ways. Here all signals use the same
// definitions:
// - a word is a word of segment_words (segment.hpp), so punctuation is not a word;
// - a line is a line of LineScanner that is not blank, without the white space around it;
// - a paragraph is a maximal run of such lines without a blank line between them;
// - characters are code points; visible characters are all except White_Space.
//
// A share or mean is 0 if there is nothing to count.
namespace saring::text {

enum class Signal : std::uint8_t {
  // Counts.
  kCharacters,  // all, including white space and line ends
  kWords,       // Gopher
  kLines,
  kParagraphs,
  // Means.
  kMeanWordLength,  // characters of words per word (Gopher)
  kMeanLineLength,  // characters of lines per line
  // Signs per word.
  kHashesPerWord,    // '#' (Gopher)
  kEllipsesPerWord,  // U+2026, and runs of three dots or more (Gopher)
  // Shares of the visible characters, by General_Category.
  kSymbols,      // S*
  kPunctuation,  // P*
  kDigits,       // N*, except letter numbers (Nl)
  // Share of the letters (L*, Nl): upper and title case.
  kCapitals,
  // Shares of the words.
  kAllCapsWords,     // two or more cased letters, all upper case (RedPajama-V2)
  kWordsWithLetter,  // at least one letter (Gopher)
  kUniqueWords,      // different words, in lower case (RedPajama-V2)
  kStopWords,        // frequent words of the language (Gopher, RedPajama-V2); NaN: no list
  kScriptWords,      // of the words with a letter: in a script of the language; NaN: not known
  // Shares of the lines.
  kPunctuatedLines,  // end in Sentence_Terminal (UAX #44), but not in an ellipsis, before any
                     // quotation marks and closing brackets (C4, FineWeb)
  kEllipsisLines,    // end in an ellipsis, in the same sense (Gopher)
  kBulletLines,      // begin with a bullet, or with '-', '*', '+' or U+2013 and a space (Gopher)
  kShortLines,       // 30 characters or fewer (FineWeb)
  // Lines, paragraphs and their characters that occurred earlier in the text, as shares of all
  // lines, all paragraphs and all characters of lines (Gopher).
  kRepeatedLines,
  kRepeatedLineCharacters,
  kRepeatedParagraphs,
  kRepeatedParagraphCharacters,
  // The most frequent n-gram: its characters times its count, as a share of the characters of all
  // words. Of equally frequent n-grams, the longest. 0 if it occurs once, at most 1 (Gopher).
  kTop2gram,
  kTop3gram,
  kTop4gram,
  // The characters in n-grams that occurred earlier in the text, each counted once, as a share of
  // the characters of all words (Gopher).
  kDuplicate5grams,
  kDuplicate6grams,
  kDuplicate7grams,
  kDuplicate8grams,
  kDuplicate9grams,
  kDuplicate10grams,
};
inline constexpr std::size_t kSignals = 34;
inline constexpr std::size_t kCountSignals = 4;  // the first ones are whole numbers

// By value.
inline constexpr std::array<std::string_view, kSignals> kSignalNames = {
    "characters",
    "words",
    "lines",
    "paragraphs",
    "mean_word_length",
    "mean_line_length",
    "hashes_per_word",
    "ellipses_per_word",
    "symbols",
    "punctuation",
    "digits",
    "capitals",
    "all_caps_words",
    "words_with_letter",
    "unique_words",
    "stop_words",
    "script_words",
    "punctuated_lines",
    "ellipsis_lines",
    "bullet_lines",
    "short_lines",
    "repeated_lines",
    "repeated_line_characters",
    "repeated_paragraphs",
    "repeated_paragraph_characters",
    "top_2gram",
    "top_3gram",
    "top_4gram",
    "duplicate_5grams",
    "duplicate_6grams",
    "duplicate_7grams",
    "duplicate_8grams",
    "duplicate_9grams",
    "duplicate_10grams"};

// By Signal. NaN: not known.
struct Signals {
  std::array<double, kSignals> values{};

  [[nodiscard]] double operator[](Signal signal) const noexcept {
    return values[static_cast<std::size_t>(signal)];
  }
  [[nodiscard]] double& operator[](Signal signal) noexcept {
    return values[static_cast<std::size_t>(signal)];
  }
};

// What is known about the words of a language.
struct LanguageWords {
  std::vector<std::uint64_t> stop_words{};  // word_key() of each; empty: the language has no list
  std::vector<Script> scripts{};            // empty: no script is known
};

// The key of a word in lower case (Word::folded).
[[nodiscard]] std::uint64_t word_key(std::string_view folded) noexcept;

// Computes signals. Keeps its buffers, so that words and lines cause no allocation. Not
// thread-safe: use one per thread. Linear in the text. Besides the text it needs at most about 100
// bytes per word (of at most kMaxWords) and line.
class SignalMeter {
 public:
  // If a text has more words, only the first kMaxWords count for unique words, stop words and
  // n-grams.
  static constexpr std::size_t kMaxWords = std::size_t{1} << 20;

  SignalMeter();
  ~SignalMeter();
  SignalMeter(SignalMeter&&) noexcept;
  SignalMeter& operator=(SignalMeter&&) noexcept;

  // `language`: the language of the text; null: not known.
  [[nodiscard]] Signals measure(std::string_view valid, const LanguageWords* language = nullptr);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::text
