#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/text/script.hpp"

// The one tokenizer of saring: language detection, boilerplate and deduplication all see these
// words.
namespace saring::text {

// Of the cased letters of a word. kNone: there is no cased letter; kTitle: the first one is upper
// case and no other is, so a single capital is kTitle; kUpper: two or more, all upper case.
enum class WordCase : std::uint8_t { kNone, kLower, kTitle, kUpper, kMixed };

// A maximal run of letters, marks, digits and connectors (and joiners inside it), that is Python's
// \w+ with the marks. A change between scripts that are written without spaces and others ends a
// word, so "iPhoneを" is two; digits, connectors and marks stay with what they follow. A mark of no
// script of its own, as an emoji's variation selector, begins no word. A run of a script without
// spaces comes as one piece; DictionarySegmenter (segment.hpp) divides it.
struct Word {
  std::size_t begin = 0;  // bytes, half-open, into the text given
  std::size_t end = 0;
  std::string_view folded;          // lower case by to_lower; valid until the next call of next()
  Script script = Script::kCommon;  // of its first letter; kCommon where it has none
  WordCase letter_case = WordCase::kNone;
  bool has_letter = false;
  bool has_digit = false;
  bool has_connector = false;  // '_' or another
  bool is_dictionary = false;  // a run of a script without spaces
};

// Forward pass over valid UTF-8; keeps no reference but to the text, allocates nothing. A word
// longer than kMaxWordBytes is cut at a code point, so time and memory are bounded on any input.
class WordScanner {
 public:
  static constexpr std::size_t kMaxWordBytes = 256;

  explicit WordScanner(std::string_view text) noexcept
      : begin_(text.data()), p_(text.data()), end_(text.data() + text.size()) {}

  // A copy would have `folded` of the original; scan again instead.
  WordScanner(const WordScanner&) = delete;
  WordScanner& operator=(const WordScanner&) = delete;

  // False at the end of the text.
  bool next(Word& word) noexcept;

 private:
  struct Scan;
  bool skip_to_word() noexcept;
  void scan_rest(Scan& scan, const char* limit) noexcept;

  const char* begin_;
  const char* p_;
  const char* end_;
  char folded_[2 * kMaxWordBytes + 8];  // lower case may be longer in bytes
};

}  // namespace saring::text
