#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/text/script.hpp"

// The tokenizer that language detection, boilerplate removal and deduplication share.
namespace saring::text {

// The case of a word. kNone: no cased letter. kTitle: only the first cased letter is upper case, so
// a single capital is kTitle. kUpper: two or more cased letters, all upper case.
enum class WordCase : std::uint8_t { kNone, kLower, kTitle, kUpper, kMixed };

// A maximal run of letters, marks, digits and connectors, and joiners inside it: Python's \w+ plus
// marks. These rules apply:
// - Invisible characters (CharKind::kHidden) do not end a word of a script with spaces, and are not
//   in `folded`. A zero-width space ends all words except words of Latin, Greek and Cyrillic
//   letters.
// - A word also ends between a script without spaces and another script, so "iPhoneを" is two
// words.
//   Digits, connectors and marks belong to the characters before them.
// - A mark without a script, such as an emoji's variation selector, does not start a word.
// - A run of a script without spaces is one word; DictionarySegmenter (segment.hpp) divides it.
struct Word {
  std::size_t start = 0;  // byte offsets in the text, half-open
  std::size_t end = 0;
  // Lower case by to_lower, without hidden characters. Valid until next() is called again.
  std::string_view folded;
  Script script = Script::kCommon;  // script of its first letter; kCommon if it has none
  WordCase letter_case = WordCase::kNone;
  bool has_letter = false;
  bool has_digit = false;
  bool has_connector = false;  // '_' or another
  bool is_dictionary = false;  // a run of a script without spaces
  bool may_vary = false;       // may have another plain form: see plain_words.hpp
};

// Forward pass over valid UTF-8. Keeps a view of the text and allocates nothing. A word longer than
// kMaxWordBytes is split between code points, so time and memory are bounded for any input.
class WordScanner {
 public:
  static constexpr std::size_t kMaxWordBytes = 256;

  explicit WordScanner(std::string_view text) noexcept
      : begin_(text.data()), p_(text.data()), end_(text.data() + text.size()) {}

  // Not copyable: the `folded` of a copy would point into the original. Scan again instead.
  WordScanner(const WordScanner&) = delete;
  WordScanner& operator=(const WordScanner&) = delete;

  // Returns false at the end of the text.
  bool next(Word& word) noexcept;

 private:
  struct Scan;
  bool skip_to_word() noexcept;
  void scan_rest(Scan& scan, const char* limit) noexcept;
  void copy_until(Scan& scan, const char* p) noexcept;

  const char* begin_;
  const char* p_;
  const char* end_;
  char folded_[2 * kMaxWordBytes + 8];  // lower case may be longer in bytes
};

}  // namespace saring::text
