#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace saring {

struct TsvRow {
  std::size_t line = 0;                  // its number in the file, from 1
  std::vector<std::string_view> fields;  // at least one; views into the text
};

// Forward pass over tab-separated values: one row a line ("\n" or "\r\n"), no quoting. Empty lines
// and lines that begin with "#" are skipped but counted. A header is a row like any other. Any
// input gives rows; how many fields a row must have is up to the caller. Linear.
class TsvReader {
 public:
  // `text` outlives the reader and its rows.
  explicit TsvReader(std::string_view text) noexcept : rest_(text) {}

  // Fills `row`, whose memory is used again. False at the end.
  bool next(TsvRow& row);

 private:
  std::string_view rest_;
  std::size_t line_ = 0;
};

}  // namespace saring
