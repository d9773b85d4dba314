#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace saring::text {

// A line without its terminator: byte offsets, half-open. The next line begins at `next`.
struct Line {
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t next = 0;
};

// Lines end only at "\n" or "\r\n". A text with n terminators has n + 1 lines; the last may be
// empty. Forward pass, no allocation.
class LineScanner {
 public:
  explicit LineScanner(std::string_view text) noexcept : text_(text) {}
  bool next(Line& line) noexcept;

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  bool done_ = false;
};

}  // namespace saring::text
