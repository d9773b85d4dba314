#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace saring::text {

// Words inside a run of a script without spaces (Thai, Lao, Khmer, Burmese, Chinese, Japanese), by
// ICU's dictionaries (UAX #29 word boundaries). Not thread-safe: one a thread; building one takes
// milliseconds.
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
