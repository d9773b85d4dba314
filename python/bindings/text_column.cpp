#include "text_column.hpp"

#include <cstring>
#include <optional>

#include "interrupts.hpp"
#include "saring/text/utf8.hpp"

namespace saring::python {

namespace {

std::string type_name(py::handle object) { return Py_TYPE(object.ptr())->tp_name; }

// UTF-8 of a str: the interpreter's own where it has one, else `copy` with lone surrogates
// replaced.
std::string_view utf8_of_str(PyObject* text, std::string& copy) {
  Py_ssize_t size = 0;
  if (const char* data = PyUnicode_AsUTF8AndSize(text, &size)) {
    return {data, static_cast<std::size_t>(size)};
  }
  if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) throw py::error_already_set();
  PyErr_Clear();
  const Py_ssize_t length = PyUnicode_GetLength(text);
  char bytes[4];
  for (Py_ssize_t i = 0; i < length; ++i) {
    char32_t c = PyUnicode_ReadChar(text, i);
    if (c >= 0xD800 && c < 0xE000) c = 0xFFFD;
    copy.append(bytes, text::encode(c, bytes));
  }
  return copy;
}

bool is_null_value(py::handle value) {
  if (value.is_none()) return true;
  if (PyFloat_Check(value.ptr())) {
    const double x = PyFloat_AS_DOUBLE(value.ptr());
    return x != x;
  }
  const char* type = Py_TYPE(value.ptr())->tp_name;
  return std::strcmp(type, "NAType") == 0 ||
         std::strcmp(type, "pandas._libs.missing.NAType") == 0 || std::strcmp(type, "NaTType") == 0;
}

template <typename T>
const T* buffer(const ArrowArray& array, int64_t i) {
  return static_cast<const T*>(array.buffers[i]);
}

bool is_valid(const ArrowArray& array, int64_t row) {
  const auto* bits = buffer<std::uint8_t>(array, 0);
  const int64_t bit = row + array.offset;
  return bits == nullptr || array.null_count == 0 || ((bits[bit >> 3] >> (bit & 7)) & 1) != 0;
}

template <typename Offset>
std::string_view value_by_offsets(const ArrowArray& array, int64_t row) {
  const Offset* offsets = buffer<Offset>(array, 1) + array.offset + row;
  return {buffer<char>(array, 2) + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
}

// A value of a string_view array: 16 bytes, short values stored inside.
std::string_view value_by_view(const ArrowArray& array, int64_t row) {
  const char* view = buffer<char>(array, 1) + 16 * (array.offset + row);
  std::int32_t length = 0;
  std::memcpy(&length, view, 4);
  if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
  std::int32_t index = 0;
  std::int32_t offset = 0;
  std::memcpy(&index, view + 8, 4);
  std::memcpy(&offset, view + 12, 4);
  return {buffer<char>(array, 2 + index) + offset, static_cast<std::size_t>(length)};
}

using ValueAt = std::string_view (*)(const ArrowArray&, int64_t);

ValueAt value_reader(std::string_view format) {
  if (format == "u" || format == "z") return value_by_offsets<std::int32_t>;
  if (format == "U" || format == "Z") return value_by_offsets<std::int64_t>;
  if (format == "vu" || format == "vz") return value_by_view;
  return nullptr;
}

template <typename Index>
int64_t index_at(const ArrowArray& array, int64_t row) {
  return static_cast<int64_t>(buffer<Index>(array, 1)[array.offset + row]);
}

using IndexAt = int64_t (*)(const ArrowArray&, int64_t);

IndexAt index_reader(std::string_view format) {
  if (format == "c") return index_at<std::int8_t>;
  if (format == "C") return index_at<std::uint8_t>;
  if (format == "s") return index_at<std::int16_t>;
  if (format == "S") return index_at<std::uint16_t>;
  if (format == "i") return index_at<std::int32_t>;
  if (format == "I") return index_at<std::uint32_t>;
  if (format == "l") return index_at<std::int64_t>;
  if (format == "L") return index_at<std::uint64_t>;
  return nullptr;
}

[[noreturn]] void raise_arrow_type(const char* name, const ArrowSchema& schema) {
  const std::string format = schema.format;
  const std::string hint =
      format.starts_with("+") ? "; pass one column of it" : "; cast it to a string type";
  throw py::type_error(std::string(name) + ": expected an Arrow column of strings, got format '" +
                       format + "'" + hint);
}

template <typename T>
T* capsule_pointer(py::handle capsule, const char* kind) {
  auto* p = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), kind));
  if (p == nullptr) throw py::error_already_set();
  return p;
}

// The stream capsule of a producer, or nothing: a pandas Series of mixed objects, or one without
// pyarrow beside it, has the method but cannot serve it, and is read as an iterable.
py::object arrow_stream(const py::object& source) {
  if (!py::hasattr(source, "__arrow_c_stream__")) return {};
  try {
    return call_python(source.attr("__arrow_c_stream__"), py::tuple());
  } catch (const py::error_already_set&) {
    if (!py::hasattr(source, "__iter__")) throw;
    return {};
  }
}

}  // namespace

TextArg::TextArg(py::handle text, const char* name) {
  if (PyUnicode_Check(text.ptr())) {
    owner_ = py::reinterpret_borrow<py::object>(text);
    view_ = utf8_of_str(text.ptr(), repaired_);
    return;
  }
  if (!PyObject_CheckBuffer(text.ptr())) {
    throw py::type_error(std::string(name) + ": expected str or bytes, got " + type_name(text));
  }
  // A bytes object does not change; what could change during the call is copied.
  owner_ = PyBytes_CheckExact(text.ptr())
               ? py::reinterpret_borrow<py::object>(text)
               : py::reinterpret_steal<py::object>(PyBytes_FromObject(text.ptr()));
  if (!owner_) throw py::error_already_set();
  view_ = {PyBytes_AS_STRING(owner_.ptr()),
           static_cast<std::size_t>(PyBytes_GET_SIZE(owner_.ptr()))};
  if (text::find_invalid_utf8(view_) || view_.starts_with("\xEF\xBB\xBF")) {
    repaired_ = text::repair_utf8(view_);
    view_ = repaired_;
  }
}

TextColumn::TextColumn(const py::object& source, const char* name) {
  if (PyUnicode_Check(source.ptr()) || PyBytes_Check(source.ptr())) {
    throw py::type_error(std::string(name) + ": expected a column of texts, got one " +
                         type_name(source) + "; put it in a list");
  }
  if (const py::object stream = arrow_stream(source)) {
    read_stream(stream, name);
  } else if (py::hasattr(source, "__arrow_c_array__")) {
    const py::tuple capsules = call_python(source.attr("__arrow_c_array__"), py::tuple());
    read_array(capsules[0], capsules[1], name);
  } else {
    read_iterable(source, name);
  }
}

TextColumn::~TextColumn() {
  for (ArrowArray& array : arrays_) {
    if (array.release != nullptr) array.release(&array);
  }
}

std::vector<std::uint8_t> TextColumn::validity() const {
  std::vector<std::uint8_t> valid;
  if (nulls_.empty()) return valid;
  valid.resize(nulls_.size());
  for (std::size_t i = 0; i < nulls_.size(); ++i) valid[i] = nulls_[i] == 0 ? 1 : 0;
  return valid;
}

void TextColumn::append_null() {
  nulls_.resize(texts_.size(), 0);
  nulls_.push_back(1);
  texts_.emplace_back("");
}

void TextColumn::append_bytes(std::string_view bytes) {
  if (text::find_invalid_utf8(bytes)) {
    bytes = repaired_.emplace_back(text::repair_utf8(bytes));
  }
  texts_.push_back(bytes);
  if (!nulls_.empty()) nulls_.push_back(0);
}

void TextColumn::read_iterable(const py::object& source, const char* name) {
  // A tuple of our own: nobody can take an element away while the GIL is released.
  PyObject* tuple = PySequence_Tuple(source.ptr());
  if (tuple == nullptr) {
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw py::error_already_set();
    PyErr_Clear();
    throw py::type_error(std::string(name) +
                         ": expected an Arrow column or an iterable of str, got " +
                         type_name(source));
  }
  owner_ = py::reinterpret_steal<py::object>(tuple);
  const Py_ssize_t size = PyTuple_GET_SIZE(tuple);
  texts_.reserve(static_cast<std::size_t>(size));
  for (Py_ssize_t i = 0; i < size; ++i) {
    PyObject* item = PyTuple_GET_ITEM(tuple, i);
    if (PyUnicode_Check(item)) {
      std::string copy;
      std::string_view view = utf8_of_str(item, copy);
      if (!copy.empty()) view = repaired_.emplace_back(std::move(copy));
      texts_.push_back(view);
      if (!nulls_.empty()) nulls_.push_back(0);
    } else if (PyBytes_Check(item)) {
      append_bytes({PyBytes_AS_STRING(item), static_cast<std::size_t>(PyBytes_GET_SIZE(item))});
    } else if (is_null_value(item)) {
      append_null();
    } else {
      throw py::type_error(std::string(name) + "[" + std::to_string(i) +
                           "]: expected str, bytes or None, got " + type_name(item));
    }
  }
}

void TextColumn::append_chunk(const ArrowSchema& schema, const ArrowArray& array,
                              const char* name) {
  const bool is_dictionary = schema.dictionary != nullptr;
  const ValueAt value_at = value_reader(is_dictionary ? schema.dictionary->format : schema.format);
  const IndexAt index_of = is_dictionary ? index_reader(schema.format) : nullptr;
  if (std::string_view(schema.format) == "n") {  // a column of nulls only
    for (int64_t row = 0; row < array.length; ++row) append_null();
    return;
  }
  if (value_at == nullptr || (is_dictionary && index_of == nullptr)) raise_arrow_type(name, schema);
  texts_.reserve(texts_.size() + static_cast<std::size_t>(array.length));
  for (int64_t row = 0; row < array.length; ++row) {
    if (!is_valid(array, row)) {
      append_null();
    } else if (!is_dictionary) {
      append_bytes(value_at(array, row));
    } else {
      const int64_t index = index_of(array, row);
      if (is_valid(*array.dictionary, index)) {
        append_bytes(value_at(*array.dictionary, index));
      } else {
        append_null();
      }
    }
  }
}

void TextColumn::read_array(py::handle schema_capsule, py::handle array_capsule, const char* name) {
  const auto* schema = capsule_pointer<ArrowSchema>(schema_capsule, "arrow_schema");
  auto* array = capsule_pointer<ArrowArray>(array_capsule, "arrow_array");
  arrays_.push_back(*array);
  array->release = nullptr;  // moved, as the interface says
  append_chunk(*schema, arrays_.back(), name);
}

void TextColumn::read_stream(py::handle capsule, const char* name) {
  auto* stream = capsule_pointer<ArrowArrayStream>(capsule, "arrow_array_stream");
  const auto check = [&](int code) {
    if (code == 0) return;
    const char* reason = stream->get_last_error(stream);
    throw py::value_error(std::string(name) + ": the Arrow stream failed: " +
                          (reason != nullptr ? reason : std::strerror(code)));
  };
  struct OwnedSchema : ArrowSchema {
    OwnedSchema() : ArrowSchema{} {}
    ~OwnedSchema() {
      if (release != nullptr) release(this);
    }
  } schema;
  check(stream->get_schema(stream, &schema));
  for (;;) {
    ArrowArray chunk{};
    check(stream->get_next(stream, &chunk));
    if (chunk.release == nullptr) return;
    arrays_.push_back(chunk);
    append_chunk(schema, arrays_.back(), name);
  }
}

}  // namespace saring::python
