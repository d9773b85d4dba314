#include "column_state.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/text/utf8.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

static_assert(std::endian::native == std::endian::little, "states hold little-endian numbers");

constexpr long kVersion = 1;
constexpr std::size_t kFields = 7;
constexpr std::string_view kList = "+L";
constexpr std::string_view kString = "U";
constexpr std::string_view kBool = "b";
constexpr std::string_view kCode = "i";

using Bytes = std::vector<std::uint8_t>;

[[noreturn]] void fail(const std::string& what) {
  throw py::value_error("the state of a column: " + what);
}

// The number of bytes of a value; 0 if it is not a number.
std::size_t width_of(std::string_view format) {
  if (format == "f" || format == "i" || format == "I") return 4;
  if (format == "g" || format == "l" || format == "L") return 8;
  return 0;
}

std::size_t bitmap_size(std::size_t rows) { return rows / 8 + (rows % 8 != 0 ? 1 : 0); }

// The sizes of the buffers after the bitmap.
std::vector<std::size_t> buffer_sizes(const ArrowData& column) {
  const auto rows = static_cast<std::size_t>(column.length);
  const auto offsets_size = (rows + 1) * sizeof(std::int64_t);
  if (column.format == kBool) return {bitmap_size(rows)};
  if (column.format == kList) return {offsets_size};
  if (column.format == kString) {
    const auto* offsets = static_cast<const std::int64_t*>(column.buffers[1]);
    return {offsets_size, static_cast<std::size_t>(offsets[rows])};
  }
  return {rows * width_of(column.format)};
}

py::bytes bytes_of(const void* data, std::size_t size) {
  return size == 0 ? py::bytes() : py::bytes(static_cast<const char*>(data), size);
}

Bytes bytes_in(py::handle value, const char* name) {
  if (!PyBytes_Check(value.ptr())) fail(std::string(name) + " must be bytes");
  const auto* data = reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(value.ptr()));
  return {data, data + PyBytes_GET_SIZE(value.ptr())};
}

py::tuple tuple_in(py::handle value, const char* name) {
  if (!PyTuple_Check(value.ptr())) fail(std::string(name) + " must be a tuple");
  return py::reinterpret_borrow<py::tuple>(value);
}

std::size_t number_in(py::handle value, const char* name) {
  int overflow = 0;
  if (!PyLong_Check(value.ptr())) fail(std::string(name) + " must be an int");
  const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  // A limit, so that sizes computed from it cannot overflow.
  constexpr long long kMost = std::numeric_limits<std::int64_t>::max() / 64;
  if (overflow != 0 || number < 0 || number > kMost) fail(std::string(name) + " is out of range");
  return static_cast<std::size_t>(number);
}

std::string format_in(py::handle value) {
  const std::optional<std::string> text = utf8_of(value);
  if (!text) fail("the format must be a str");
  const std::string& format = *text;
  if (width_of(format) == 0 && format != kBool && format != kString && format != kList) {
    fail("its format is none of f, g, i, I, l, L, b, U and +L");
  }
  return format;
}

// Read through memcpy: a state may be cut anywhere, so nothing is known about its alignment.
std::vector<std::int64_t> numbers_in(const Bytes& bytes) {
  std::vector<std::int64_t> numbers(bytes.size() / sizeof(std::int64_t));
  if (!numbers.empty()) {
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(std::int64_t));
  }
  return numbers;
}

// Checks offsets that divide `size` items into `rows` ranges.
void check_offsets(const Bytes& bytes, std::size_t rows, std::size_t size) {
  if (bytes.size() != (rows + 1) * sizeof(std::int64_t)) fail("offsets do not fit its length");
  const std::vector<std::int64_t> offsets = numbers_in(bytes);
  if (offsets.front() != 0 || offsets.back() != static_cast<std::int64_t>(size) ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    fail("offsets do not divide what they are for");
  }
}

void check_strings(const Bytes& offset_bytes, const Bytes& text) {
  const std::string_view view(reinterpret_cast<const char*>(text.data()), text.size());
  if (text::find_invalid_utf8(view)) fail("a string is not valid UTF-8");
  for (const std::int64_t offset : numbers_in(offset_bytes)) {
    const auto at = static_cast<std::size_t>(offset);
    if (at < text.size() && (text[at] & 0xC0U) == 0x80U) fail("a string is not valid UTF-8");
  }
}

void check_buffers(const std::string& format, std::size_t rows, const std::vector<Bytes>& buffers,
                   std::size_t list_items) {
  if (buffers.size() != (format == kString ? 2 : 1)) fail("it has a wrong number of buffers");
  if (format == kString) {
    check_offsets(buffers[0], rows, buffers[1].size());
    check_strings(buffers[0], buffers[1]);
  } else if (format == kList) {
    check_offsets(buffers[0], rows, list_items);
  } else {
    const std::size_t size = format == kBool ? bitmap_size(rows) : rows * width_of(format);
    if (buffers[0].size() != size) fail("its values do not fit its length");
  }
}

std::int64_t count_nulls(const Bytes& validity, std::size_t rows) {
  if (validity.size() != bitmap_size(rows)) fail("its validity does not fit its length");
  std::size_t valid = 0;
  for (std::size_t i = 0; i < rows; ++i) valid += validity[i / 8] >> (i % 8) & 1U;
  return static_cast<std::int64_t>(rows - valid);
}

// Codes of null rows are checked too, because other libraries may read them. They may be 0 in any
// dictionary.
void check_codes(const Bytes& codes, const ArrowData& column, const Bytes* validity) {
  for (std::size_t i = 0; i < codes.size() / sizeof(std::int32_t); ++i) {
    std::int32_t code = 0;
    std::memcpy(&code, codes.data() + i * sizeof code, sizeof code);
    const bool is_null = validity != nullptr && ((*validity)[i / 8] >> (i % 8) & 1U) == 0;
    if (code < 0 || (code >= column.dictionary->length && !(is_null && code == 0))) {
      fail("a code is not in its dictionary");
    }
  }
}

struct Owner {
  Bytes validity;
  std::vector<Bytes> buffers;
};

ArrowData read(py::handle state, bool may_nest) {
  const py::tuple fields = tuple_in(state, "it");
  if (fields.size() != kFields) fail("it must have 7 fields");
  if (number_in(fields[0], "the version") != kVersion) {
    fail("it was written by another version of saring");
  }
  ArrowData column;
  column.format = format_in(fields[1]);
  const std::size_t rows = number_in(fields[2], "the length");
  column.length = static_cast<std::int64_t>(rows);

  const py::tuple children = tuple_in(fields[5], "its children");
  if (children.size() != (column.format == kList ? 1 : 0) || (!may_nest && !children.empty())) {
    fail("it has a wrong number of children");
  }
  if (!children.empty()) {
    column.children.push_back(read(children[0], false));
    column.children.back().name = "item";
  }

  const auto owner = std::make_shared<Owner>();
  for (const py::handle buffer : tuple_in(fields[4], "its buffers")) {
    owner->buffers.push_back(bytes_in(buffer, "a buffer"));
  }
  const std::size_t items =
      column.children.empty() ? 0 : static_cast<std::size_t>(column.children[0].length);
  check_buffers(column.format, rows, owner->buffers, items);

  if (!fields[3].is_none()) {
    owner->validity = bytes_in(fields[3], "its validity");
    column.null_count = count_nulls(owner->validity, rows);
  }
  if (!fields[6].is_none()) {
    ArrowData dictionary = read(fields[6], false);
    if (column.format != kCode || dictionary.format != kString || dictionary.null_count != 0 ||
        dictionary.dictionary != nullptr) {
      fail("its dictionary is not of strings");
    }
    column.dictionary = std::make_shared<const ArrowData>(std::move(dictionary));
    check_codes(owner->buffers[0], column, column.null_count > 0 ? &owner->validity : nullptr);
  }

  column.buffers.push_back(column.null_count > 0 ? owner->validity.data() : nullptr);
  for (Bytes& buffer : owner->buffers) {
    if (buffer.empty()) buffer.reserve(1);  // a buffer is never null
    column.buffers.push_back(buffer.data());
  }
  column.owner = owner;
  return column;
}

}  // namespace

std::optional<std::string> utf8_of(py::handle value) {
  if (!PyUnicode_Check(value.ptr())) return std::nullopt;
  py::ssize_t size = 0;
  const char* text = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (text != nullptr) return std::string(text, static_cast<std::size_t>(size));
  PyErr_Clear();
  return std::nullopt;
}

py::tuple state_of(const ArrowData& column) {
  py::object validity = py::none();
  if (column.buffers[0] != nullptr) {
    validity = bytes_of(column.buffers[0], bitmap_size(static_cast<std::size_t>(column.length)));
  }
  const std::vector<std::size_t> sizes = buffer_sizes(column);
  py::tuple buffers(sizes.size());
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    buffers[i] = bytes_of(column.buffers[i + 1], sizes[i]);
  }
  py::tuple children(column.children.size());
  for (std::size_t i = 0; i < column.children.size(); ++i) {
    children[i] = state_of(column.children[i]);
  }
  const py::object dictionary =
      column.dictionary ? py::object(state_of(*column.dictionary)) : py::none();
  return py::make_tuple(kVersion, column.format, column.length, validity, buffers, children,
                        dictionary);
}

ArrowData column_of(py::handle state) { return read(state, true); }

}  // namespace saring::python
