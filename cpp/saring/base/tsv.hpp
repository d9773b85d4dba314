#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace saring {

struct TsvRow {
  std::size_t line = 0;                  // line number in the file, from 1
  std::vector<std::string_view> fields;  // at least one; views into the text
};

// Reads tab-separated values in one forward pass: one row per line ("\n" or "\r\n"), no quoting.
// Empty lines and lines that begin with "#" are skipped but counted. A header is an ordinary row.
// Any input gives rows; the caller checks the number of fields. Linear.
class TsvReader {
 public:
  // `text` must outlive the reader and its rows.
  explicit TsvReader(std::string_view text) noexcept : rest_(text) {}

  // Fills `row` and reuses its memory. Returns false at the end.
  bool next(TsvRow& row);

 private:
  std::string_view rest_;
  std::size_t line_ = 0;
};

}  // namespace saring
