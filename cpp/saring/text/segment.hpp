#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "saring/text/script.hpp"
#include "saring/text/words.hpp"

namespace saring::text {

// A word as readers count words: byte offsets, half-open, and the script of its first letter.
struct Segment {
  std::size_t start = 0;
  std::size_t end = 0;
  Script script = Script::kCommon;
};

// The words of WordScanner, except that DictionarySegmenter divides every run of a script without
// spaces. It is loaded only if a text has such a run.
[[nodiscard]] std::vector<Segment> segment_words(std::string_view valid);

// Divides a run of a script without spaces (Thai, Lao, Khmer, Burmese, Chinese, Japanese) into
// words with ICU's dictionaries (UAX #29 word boundaries). Not thread-safe: use one per thread.
// Building one takes milliseconds.
class DictionarySegmenter {
 public:
  DictionarySegmenter();
  ~DictionarySegmenter();
  DictionarySegmenter(DictionarySegmenter&&) noexcept;
  DictionarySegmenter& operator=(DictionarySegmenter&&) noexcept;

  // Appends the ends of the words in `run`: byte offsets into `run`, ascending; the last is
  // run.size().
  void split(std::string_view run, std::vector<std::size_t>& ends);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Gives the words of segment_words one by one, with the properties that WordScanner finds. A word
// from a divided run has itself as `folded` and no case. Keeps its dictionaries and buffers from
// text to text. Not thread-safe.
class DividedWords {
 public:
  // The text must outlive the calls of next().
  void start(std::string_view valid);
  // Returns false at the end of the text.
  bool next(Word& word);

 private:
  bool next_of_run(Word& word);  // always returns true
  void read_run(std::size_t start, std::size_t end);

  std::string_view text_{};
  std::optional<WordScanner> scanner_{};
  std::optional<DictionarySegmenter> dictionaries_{};
  Word ahead_{};  // read but not returned yet
  bool has_ahead_ = false;
  std::size_t run_start_ = 0;
  std::size_t word_start_ = 0;
  std::vector<std::size_t> ends_{};  // of the words in the run, from its start
  std::size_t at_ = 0;
};

}  // namespace saring::text
