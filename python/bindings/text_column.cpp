#include "text_column.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "args.hpp"
#include "interrupts.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/visible.hpp"

namespace saring::python {

namespace {

// The UTF-8 of a str: the interpreter's own if it has one, else `copy` with lone surrogates
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

// Bytes as UTF-8; nothing if they already are valid UTF-8.
std::optional<std::string> decoded_utf8(std::string_view bytes) {
  if (!text::find_invalid_utf8(bytes) && !bytes.starts_with("\xEF\xBB\xBF")) return {};
  return text::repair_utf8(bytes);
}

std::string_view view_of_bytes(py::handle bytes) {
  return {PyBytes_AS_STRING(bytes.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.ptr()))};
}

// The structure in a capsule that a producer's `method` returned.
template <typename T>
T* in_capsule(py::handle capsule, const char* kind, const char* name, const char* method) {
  if (PyCapsule_IsValid(capsule.ptr(), kind) == 0) {
    throw py::type_error(std::string(name) + ": " + method + "() returned " + type_name(capsule) +
                         ", expected a capsule named '" + kind + "'");
  }
  return static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), kind));
}

// A stream that was taken over from a producer.
class ArrowStream {
 public:
  ArrowStream(ArrowArrayStream* stream, const char* name) : stream_(stream), name_(name) {
    const ArrowArrayStream& s = *stream_;
    if (stream_.is_released()) fail("is released");
    if (s.get_schema == nullptr || s.get_next == nullptr) fail("has no callbacks");
    check(s.get_schema(stream_.get(), schema_.get()));
    if (schema_.is_released()) fail("gave a schema that is released");
  }

  [[nodiscard]] const ArrowSchema& schema() const { return *schema_; }
  // Returns a released array at the end.
  [[nodiscard]] ArrowOwner<ArrowArray> next() {
    ArrowArray chunk{};
    check((*stream_).get_next(stream_.get(), &chunk));
    return ArrowOwner<ArrowArray>(&chunk);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw py::value_error(std::string(name_) + ": the Arrow stream " + what);
  }
  void check(int code) {
    if (code == 0) return;
    const auto last_error = (*stream_).get_last_error;
    const char* reason = last_error == nullptr ? nullptr : last_error(stream_.get());
    fail("failed: " + text::visible(reason != nullptr ? reason : std::strerror(code)));
  }

  ArrowOwner<ArrowArrayStream> stream_;
  ArrowOwner<ArrowSchema> schema_;
  const char* name_;
};

// The pyarrow array that `source` is (also of a subclass), or that a pandas Series contains;
// otherwise nothing.
py::object pyarrow_array(const py::object& source) {
  const py::dict modules = py::module_::import("sys").attr("modules");
  const py::object arrow = modules.attr("get")("pyarrow.lib");
  if (arrow.is_none()) return {};
  const auto is_array = [&arrow](const py::object& object) {
    return py::isinstance(object, py::getattr(arrow, "Array", py::tuple())) ||
           py::isinstance(object, py::getattr(arrow, "ChunkedArray", py::tuple()));
  };
  if (is_array(source)) return source;
  const py::object pandas = modules.attr("get")("pandas");
  if (pandas.is_none() || !py::isinstance(source, py::getattr(pandas, "Series", py::tuple()))) {
    return {};
  }
  // Not copied, unlike its public method, which converts other kinds of Series.
  const py::object held =
      py::getattr(py::getattr(source, "array", py::none()), "_pa_array", py::none());
  return is_array(held) ? held : py::object();
}

// pyarrow knows the sizes of its buffers, which the interface does not give. So this checks, in
// constant time, that offsets stay inside.
void check_pyarrow(const py::object& source, const char* name) {
  const py::object array = pyarrow_array(source);
  if (!array) return;
  try {
    call_python(array.attr("validate"), py::tuple());
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_Exception)) throw;
    const std::string reason = py::str(error.value());
    throw py::value_error(std::string(name) + ": the Arrow array is damaged: " + reason);
  }
}

// The stream capsule of a producer, or nothing. A pandas Series of mixed objects, or one without
// pyarrow installed, has the method but cannot serve it, and is read as an iterable.
py::object arrow_stream(const py::object& source) {
  if (!py::hasattr(source, "__arrow_c_stream__")) return {};
  try {
    return call_python(source.attr("__arrow_c_stream__"), py::tuple());
  } catch (const py::error_already_set& error) {
    if (!error.matches(PyExc_Exception) || !py::hasattr(source, "__iter__")) throw;
    return {};
  }
}

}  // namespace

BytesArg::BytesArg(py::handle bytes, const char* name, const char* wanted) {
  if (PyBytes_Check(bytes.ptr())) {
    owner_ = py::reinterpret_borrow<py::object>(bytes);
    view_ = view_of_bytes(bytes);
  } else {
    copy_ = copy_of_buffer(bytes, name, wanted);
    view_ = copy_;
  }
}

TextArg::TextArg(py::handle text, const char* name, BytesAs bytes) {
  if (PyUnicode_Check(text.ptr())) {
    owner_ = py::reinterpret_borrow<py::object>(text);
    view_ = utf8_of_str(text.ptr(), repaired_);
    return;
  }
  view_ = bytes_.emplace(text, name, "str or bytes").view();
  if (bytes != BytesAs::kUtf8) return;
  if (auto decoded = decoded_utf8(view_)) {
    repaired_ = std::move(*decoded);
    view_ = repaired_;
  }
}

TextColumn::TextColumn(const py::object& source, const char* name, BytesAs bytes)
    : name_(name), bytes_as_(bytes) {
  if (PyUnicode_Check(source.ptr()) || PyBytes_Check(source.ptr()) ||
      PyByteArray_Check(source.ptr())) {
    throw py::type_error(std::string(name) + ": expected a column of texts, got one " +
                         type_name(source) + "; put it in a list");
  }
  check_pyarrow(source, name);
  if (const py::object stream = arrow_stream(source)) {
    read_stream(stream);
  } else if (py::hasattr(source, "__arrow_c_array__")) {
    read_array(call_python(source.attr("__arrow_c_array__"), py::tuple()));
  } else {
    read_iterable(source);
  }
}

std::vector<std::uint8_t> TextColumn::validity() const {
  std::vector<std::uint8_t> valid;
  if (nulls_.empty()) return valid;
  valid.resize(size(), 1);
  for (std::size_t i = 0; i < nulls_.size(); ++i) valid[i] = nulls_[i] == 0 ? 1 : 0;
  return valid;
}

void TextColumn::append_null() {
  nulls_.resize(texts_.size(), 0);
  nulls_.push_back(1);
  texts_.emplace_back("");
}

void TextColumn::append_bytes(std::string_view bytes) {
  if (bytes_as_ == BytesAs::kPage) {
    bytes_.resize(texts_.size(), 0);
    bytes_.push_back(1);
  } else if (auto decoded = decoded_utf8(bytes)) {
    bytes = copies_.emplace_back(std::move(*decoded));
  }
  texts_.push_back(bytes);
}

void TextColumn::read_iterable(const py::object& source) {
  if (Py_TYPE(source.ptr())->tp_iter == nullptr && PySequence_Check(source.ptr()) == 0) {
    throw py::type_error(std::string(name_) +
                         ": expected an Arrow column or an iterable of str, got " +
                         type_name(source));
  }
  // A new tuple: nobody can remove an element while the GIL is released. It is called as Python
  // calls it, because a generator runs Python code.
  const py::handle tuple(reinterpret_cast<PyObject*>(&PyTuple_Type));
  owner_ = call_python(tuple, py::make_tuple(source));
  const Py_ssize_t size = PyTuple_GET_SIZE(owner_.ptr());
  texts_.reserve(static_cast<std::size_t>(size));
  for (Py_ssize_t i = 0; i < size; ++i) append_item(PyTuple_GET_ITEM(owner_.ptr(), i));
}

void TextColumn::append_item(py::handle item) {
  if (PyUnicode_Check(item.ptr())) {
    std::string copy;
    std::string_view text = utf8_of_str(item.ptr(), copy);
    if (!copy.empty()) text = copies_.emplace_back(std::move(copy));
    append_text(text);
  } else if (PyBytes_Check(item.ptr())) {
    append_bytes(view_of_bytes(item));
  } else if (is_null_value(item)) {
    append_null();
  } else {
    const std::string place = std::string(name_) + "[" + std::to_string(size()) + "]";
    append_bytes(copies_.emplace_back(copy_of_buffer(item, place, "str, bytes or None")));
  }
}

void TextColumn::append_array(const ArrowSchema& schema, ArrowOwner<ArrowArray> array,
                              ArrowPlace place) {
  const ArrowStrings strings(schema, *array, place);
  if (strings.size() == 0) return;
  arrays_.push_back(std::move(array));
  const std::size_t rows = size() + static_cast<std::size_t>(strings.size());
  // With many small chunks, do not reallocate for each.
  if (rows > texts_.capacity()) texts_.reserve(std::max(rows, 2 * texts_.capacity()));
  for (std::int64_t row = 0; row < strings.size(); ++row) {
    const std::string_view value = strings.at(row);
    if (value.data() == nullptr) {
      append_null();
    } else if (strings.is_binary()) {
      append_bytes(value);
    } else if (text::find_invalid_utf8(value)) {
      append_text(copies_.emplace_back(text::repair_utf8(value)));
    } else {
      append_text(value);
    }
  }
}

void TextColumn::read_array(const py::object& capsules) {
  constexpr const char* kMethod = "__arrow_c_array__";
  if (!py::isinstance<py::tuple>(capsules) || py::len(capsules) != 2) {
    throw py::type_error(std::string(name_) + ": " + kMethod + "() returned " +
                         type_name(capsules) + ", expected a tuple of two capsules");
  }
  const py::tuple pair = capsules;
  const auto* schema = in_capsule<ArrowSchema>(pair[0], "arrow_schema", name_, kMethod);
  auto* array = in_capsule<ArrowArray>(pair[1], "arrow_array", name_, kMethod);
  append_array(*schema, ArrowOwner<ArrowArray>(array), {name_});
}

void TextColumn::read_stream(py::handle capsule) {
  ArrowStream stream(
      in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream", name_, "__arrow_c_stream__"),
      name_);
  for (std::int64_t chunk = 0;; ++chunk) {
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    ArrowOwner<ArrowArray> array = stream.next();
    if (array.is_released()) return;
    append_array(stream.schema(), std::move(array),
                 {name_, static_cast<std::int64_t>(size()), chunk});
  }
}

}  // namespace saring::python
