#pragma once

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "arrow_import.hpp"

namespace saring::python {

namespace py = pybind11;

// How bytes are read. A str or an Arrow string is always text.
enum class BytesAs {
  kUtf8,  // as UTF-8: a byte order mark is removed, invalid bytes become U+FFFD
  kPage,  // unchanged, because a page may be in any encoding
};

// Bytes from Python: a bytes object without a copy, or a copy of any other object that
// copy_of_buffer() accepts.
class BytesArg {
 public:
  // TypeError for anything else. The message says that `name` expects `wanted`.
  BytesArg(py::handle bytes, const char* name, const char* wanted = "bytes");
  BytesArg(const BytesArg&) = delete;
  BytesArg& operator=(const BytesArg&) = delete;

  [[nodiscard]] std::string_view view() const noexcept { return view_; }

 private:
  py::object owner_;
  std::string copy_;
  std::string_view view_;
};

// One text from Python as valid UTF-8. A str is not copied, except that a lone surrogate becomes
// U+FFFD, so that code point offsets stay correct. Bytes are accepted, too.
class TextArg {
 public:
  // `name`: the argument's name in errors. Raises TypeError for anything except str and objects
  // that copy_of_buffer() accepts.
  explicit TextArg(py::handle text, const char* name = "text", BytesAs bytes = BytesAs::kUtf8);
  TextArg(const TextArg&) = delete;
  TextArg& operator=(const TextArg&) = delete;

  [[nodiscard]] std::string_view view() const noexcept { return view_; }
  [[nodiscard]] bool is_bytes() const noexcept { return bytes_.has_value(); }
  // True if the text is the given str, without repairs.
  [[nodiscard]] bool is_unchanged_str() const noexcept { return !is_bytes() && repaired_.empty(); }

 private:
  py::object owner_;
  std::optional<BytesArg> bytes_;
  std::string repaired_;
  std::string_view view_;
};

// A column of texts from Python. It accepts any Arrow producer (utf8, large_utf8, string_view, the
// binary types, dictionary-encoded, chunked), and any iterable of str, bytes-like objects and None
// (lists, NumPy, pandas). A text is copied only if it must be repaired. Nulls are None, NaN,
// pandas.NA and Arrow nulls.
//
// Build it with the GIL held. texts() may be used without the GIL. Keeps its owners alive.
class TextColumn {
 public:
  // Raises TypeError with the row and type that it does not accept, ValueError for a damaged Arrow
  // array (see ArrowStrings).
  explicit TextColumn(const py::object& source, const char* name = "texts",
                      BytesAs bytes = BytesAs::kUtf8);
  TextColumn(const TextColumn&) = delete;
  TextColumn& operator=(const TextColumn&) = delete;

  // Valid UTF-8, except bytes under BytesAs::kPage. A null row is an empty view.
  [[nodiscard]] std::span<const std::string_view> texts() const noexcept { return texts_; }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
  [[nodiscard]] bool is_null(std::size_t row) const noexcept { return is_flagged(nulls_, row); }
  // True if the row was bytes. Only known under BytesAs::kPage.
  [[nodiscard]] bool is_bytes(std::size_t row) const noexcept { return is_flagged(bytes_, row); }
  // One byte per row, 1 if the row has a value. Empty if there are no nulls. This is the validity
  // that make_column takes.
  [[nodiscard]] std::vector<std::uint8_t> validity() const;

 private:
  // Empty until the first flagged row. Rows after its end are not flagged.
  using Flags = std::vector<std::uint8_t>;

  [[nodiscard]] static bool is_flagged(const Flags& flags, std::size_t row) noexcept {
    return row < flags.size() && flags[row] != 0;
  }
  void read_iterable(const py::object& source);
  void read_stream(py::handle capsule);
  void read_array(const py::object& capsules);
  void append_array(const ArrowSchema& schema, ArrowOwner<ArrowArray> array, ArrowPlace place);
  void append_item(py::handle item);
  void append_null();
  void append_text(std::string_view text) { texts_.push_back(text); }
  void append_bytes(std::string_view bytes);

  const char* name_;
  BytesAs bytes_as_;
  std::vector<std::string_view> texts_;
  Flags nulls_;
  Flags bytes_;
  std::deque<std::string> copies_;
  std::vector<ArrowOwner<ArrowArray>> arrays_;  // taken over from the producer
  py::object owner_;
};

}  // namespace saring::python
