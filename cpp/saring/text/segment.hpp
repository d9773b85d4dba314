#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "saring/text/script.hpp"

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

}  // namespace saring::text
