#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "saring/text/script.hpp"
#include "saring/text/words.hpp"

namespace saring::text {

// A word as readers count them: byte offsets, half-open, and the script of its first letter.
struct Segment {
  std::size_t start = 0;
  std::size_t end = 0;
  Script script = Script::kCommon;
};

// The words of WordScanner, with every run of a script without spaces divided by
// DictionarySegmenter (which is loaded only for a text with such a run).
[[nodiscard]] std::vector<Segment> segment_words(std::string_view valid);

// Words inside a run of a script without spaces (Thai, Lao, Khmer, Burmese, Chinese, Japanese), by
// ICU's dictionaries (UAX #29 word boundaries). Not thread-safe: use one per thread. Building one
// takes milliseconds.
class DictionarySegmenter {
 public:
  DictionarySegmenter();
  ~DictionarySegmenter();
  DictionarySegmenter(DictionarySegmenter&&) noexcept;
  DictionarySegmenter& operator=(DictionarySegmenter&&) noexcept;

  // Appends the ends (byte offsets into `run`, ascending, the last is run.size()) of its words.
  void split(std::string_view run, std::vector<std::size_t>& ends);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The words of segment_words one by one, with what WordScanner knows of them; a word out of a run
// that was divided is its own `folded` and has no case. Keeps its dictionaries and buffers from
// text to text. Not thread-safe.
class DividedWords {
 public:
  // The text must outlive the calls of next().
  void start(std::string_view valid);
  // False at the end of the text.
  bool next(Word& word);

 private:
  bool next_of_run(Word& word);  // true
  void read_run(std::size_t start, std::size_t end);

  std::string_view text_{};
  std::optional<WordScanner> scanner_{};
  std::optional<DictionarySegmenter> dictionaries_{};
  Word ahead_{};  // read, and not handed out
  bool has_ahead_ = false;
  std::size_t run_start_ = 0;
  std::size_t word_start_ = 0;
  std::vector<std::size_t> ends_{};  // of the words in the run, from its start
  std::size_t at_ = 0;
};

}  // namespace saring::text
