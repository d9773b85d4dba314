#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_abi.hpp"

namespace saring::python {

namespace py = pybind11;

// One text from Python as valid UTF-8: a str without a copy (a lone surrogate becomes U+FFFD, so
// that code point offsets hold), bytes-like objects repaired where they are not UTF-8.
class TextArg {
 public:
  // `name` is the argument's name in errors. Raises TypeError for anything but str or a buffer of
  // bytes.
  explicit TextArg(py::handle text, const char* name = "text");
  TextArg(const TextArg&) = delete;
  TextArg& operator=(const TextArg&) = delete;

  [[nodiscard]] std::string_view view() const noexcept { return view_; }

 private:
  py::object owner_;
  std::string repaired_;
  std::string_view view_;
};

// A column of texts from Python: any Arrow producer (utf8, large_utf8, string_view, the binary
// types, dictionary-encoded, chunked), or any iterable of str, bytes and None (lists, NumPy,
// pandas). Text is not copied except where it has to be repaired. Nulls are None, NaN, pandas.NA
// and Arrow nulls.
//
// Build it with the GIL held; texts() may be used without. Keeps its owners alive.
class TextColumn {
 public:
  // Raises TypeError naming the row and type that it could not take.
  explicit TextColumn(const py::object& source, const char* name = "texts");
  ~TextColumn();
  TextColumn(const TextColumn&) = delete;
  TextColumn& operator=(const TextColumn&) = delete;

  // A null row is an empty view.
  [[nodiscard]] std::span<const std::string_view> texts() const noexcept { return texts_; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
  [[nodiscard]] bool is_null(std::size_t row) const noexcept {
    return !nulls_.empty() && nulls_[row] != 0;
  }
  // One byte a row, 1 where the row holds a value; empty where there are no nulls. The validity
  // that make_column takes.
  [[nodiscard]] std::vector<std::uint8_t> validity() const;

 private:
  void read_iterable(const py::object& source, const char* name);
  void read_stream(py::handle capsule, const char* name);
  void read_array(py::handle schema_capsule, py::handle array_capsule, const char* name);
  void append_chunk(const ArrowSchema& schema, const ArrowArray& array, const char* name);
  void append_null();
  void append_bytes(std::string_view bytes);

  std::vector<std::string_view> texts_;
  std::vector<std::uint8_t> nulls_;  // empty until the first null
  std::deque<std::string> repaired_;
  std::vector<ArrowArray> arrays_;  // chunks taken over from the producer, released at the end
  py::object owner_;
};

}  // namespace saring::python
