#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/repeats.hpp"
#include "saring/dedup/shingle_stream_internal.hpp"

namespace saring::dedup {

// The unit that is compared to find repeats: `min_words` consecutive words of a text, a line or a
// paragraph.
struct Window {
  std::uint64_t hash = 0;
  std::uint64_t number = 0;  // number of its first word, or of the line or paragraph, in the text
  std::uint64_t words = 0;
  std::uint64_t start = 0;  // bytes of the text, half-open
  std::uint64_t end = 0;
};

// Lists the windows of one text after another. Use one per thread.
class WindowReader {
 public:
  WindowReader(RepeatUnit unit, std::size_t min_words, const Normalization& normalize,
               std::uint64_t key);

  // Replaces `out` by the windows with enough words of valid UTF-8, in text order.
  void read(std::string_view valid, std::vector<Window>& out);

 private:
  void read_passages(std::string_view valid, std::vector<Window>& out);
  void read_lines(std::string_view valid, std::vector<Window>& out);
  void read_paragraphs(std::string_view valid, std::vector<Window>& out);
  void add_unit(std::string_view valid, std::size_t start, std::size_t end,
                std::vector<Window>& out);

  RepeatUnit unit_;
  std::size_t min_words_;
  text::FoldOptions fold_;
  std::string folded_;
  ShingleStream stream_;
  std::vector<Shingle> batch_;
};

}  // namespace saring::dedup
