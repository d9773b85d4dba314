#include "arrow_import.hpp"

#include <pybind11/pybind11.h>

#include "args.hpp"
#include "saring/text/visible.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

// Far more than any memory, but far from overflow when it is multiplied by the size of an item.
constexpr std::int64_t kMaxEnd = std::int64_t{1} << 48;
constexpr std::int64_t kMaxBuffers = std::int64_t{1} << 31;
constexpr std::int64_t kViewSize = 16;
constexpr std::int32_t kMaxInline = 12;  // bytes of a value that is stored in its view

struct IndexType {
  int size = 0;  // bytes
  bool is_signed = false;
};

// Size 0 if it is not an integer type.
IndexType index_type(std::string_view format) {
  constexpr std::string_view kSigned = "csil";
  constexpr std::string_view kUnsigned = "CSIL";
  if (format.size() != 1) return {};
  if (const auto i = kSigned.find(format[0]); i != kSigned.npos) return {1 << i, true};
  if (const auto i = kUnsigned.find(format[0]); i != kUnsigned.npos) return {1 << i, false};
  return {};
}

const char* chars(const ArrowArray& array, std::int64_t buffer) {
  return static_cast<const char*>(array.buffers[buffer]);
}

// Null if no value is null.
const std::uint8_t* bitmap_of(const ArrowArray& array) {
  return array.null_count == 0 ? nullptr : static_cast<const std::uint8_t*>(array.buffers[0]);
}

std::string text_of(std::int64_t number) { return std::to_string(number); }

}  // namespace

ArrowStrings::ArrowStrings(const ArrowSchema& schema, const ArrowArray& array, ArrowPlace place)
    : place_(place) {
  if (schema.release == nullptr) raise_damaged("its schema is released");
  if (array.release == nullptr) raise_damaged("it is released");
  if (schema.format == nullptr) raise_damaged("its schema has no format");
  const ArrowSchema* dictionary = schema.dictionary;
  if (dictionary != nullptr && dictionary->format == nullptr) {
    raise_damaged("the schema of its dictionary has no format");
  }
  if (dictionary != nullptr && dictionary->dictionary != nullptr) raise_type("nested dictionary");
  const char* format = dictionary == nullptr ? schema.format : dictionary->format;
  const auto values = values_of_type(format);
  if (!values) raise_type(format);
  values_ = *values;
  if (dictionary == nullptr) {
    if (array.dictionary != nullptr) raise_damaged("it has a dictionary, its schema has none");
    read_values(array, "");
    bitmap_ = values_.bitmap;
  } else {
    read_indices(schema, array);
  }
  size_ = array.length;
  offset_ = array.offset;
  if (size_ > kMaxRows - place_.first_row) {
    throw py::value_error(std::string(place_.name) + ": a column has at most " + text_of(kMaxRows) +
                          " rows");
  }
}

std::optional<ArrowStrings::Values> ArrowStrings::values_of_type(std::string_view format) {
  Values values;
  values.is_binary = format.ends_with('z') || format == "Z";
  if (format == "u" || format == "z") {
    values.layout = Layout::kOffsets32;
  } else if (format == "U" || format == "Z") {
    values.layout = Layout::kOffsets64;
  } else if (format == "vu" || format == "vz") {
    values.layout = Layout::kViews;
  } else if (format != "n") {
    return std::nullopt;
  }
  return values;
}

void ArrowStrings::check_array(const ArrowArray& array, std::int64_t num_buffers,
                               const char* part) const {
  const auto fail = [&](const std::string& what) { raise_damaged(part + what); };
  const auto check = [&](const char* name, std::int64_t value, std::int64_t low,
                         std::int64_t high) {
    if (value < low || value > high) fail(std::string(name) + " is " + text_of(value));
  };
  check("length", array.length, 0, kMaxEnd);
  check("offset", array.offset, 0, kMaxEnd - array.length);
  check("null_count", array.null_count, -1, array.length);
  check("n_children", array.n_children, 0, 0);
  // A view array can have any number of data buffers. Views count them in 32 bits.
  const bool has_views = num_buffers > 2 && values_.layout == Layout::kViews;
  check("n_buffers", array.n_buffers, num_buffers, has_views ? kMaxBuffers : num_buffers);
  if (num_buffers == 0) return;
  if (array.buffers == nullptr) fail("it has no buffers");
  if (array.null_count > 0 && array.buffers[0] == nullptr) {
    fail("it has nulls, but no validity bitmap");
  }
  if (array.length > 0 && array.buffers[1] == nullptr) fail("buffer 1 is null");
}

void ArrowStrings::read_values(const ArrowArray& array, const char* part) {
  check_array(array, values_.layout == Layout::kNull ? 0 : 3, part);
  values_.size = array.length;
  values_.offset = array.offset;
  if (values_.layout == Layout::kNull || array.length == 0) return;
  values_.bitmap = bitmap_of(array);
  values_.items = chars(array, 1);
  if (values_.layout == Layout::kViews) {
    read_views(array, part);
  } else {
    read_offsets(array, part);
  }
}

void ArrowStrings::read_offsets(const ArrowArray& array, const char* part) {
  const auto offset_at = [&](std::int64_t i) {
    return values_.layout == Layout::kOffsets32 ? load<std::int32_t>(values_.items, i)
                                                : load<std::int64_t>(values_.items, i);
  };
  const std::int64_t first = offset_at(array.offset);
  values_.last = offset_at(array.offset + array.length);
  values_.data = chars(array, 2);
  if (first < 0 || first > values_.last || values_.last > kMaxEnd) {
    raise_damaged(part + ("offsets go from " + text_of(first)) + " to " + text_of(values_.last));
  }
  if (values_.data == nullptr && first < values_.last)
    raise_damaged(part + std::string("buffer 2 is null"));
}

void ArrowStrings::read_views(const ArrowArray& array, const char* part) {
  values_.num_variadic = array.n_buffers - 3;
  values_.variadic = array.buffers + 2;
  values_.variadic_sizes = chars(array, array.n_buffers - 1);
  if (values_.num_variadic > 0 && values_.variadic_sizes == nullptr) {
    raise_damaged(part + std::string("the buffer of sizes is null"));
  }
}

void ArrowStrings::read_indices(const ArrowSchema& schema, const ArrowArray& array) {
  const IndexType type = index_type(schema.format);
  if (type.size == 0) raise_type(schema.format);
  index_size_ = type.size;
  index_is_signed_ = type.is_signed;
  check_array(array, 2, "");
  if (array.dictionary == nullptr) raise_damaged("it has no dictionary");
  if (array.dictionary->release == nullptr) raise_damaged("its dictionary is released");
  if (array.dictionary->dictionary != nullptr) raise_damaged("its dictionary has a dictionary");
  bitmap_ = bitmap_of(array);
  indices_ = chars(array, 1);
  read_values(*array.dictionary, "the dictionary: ");
}

std::int64_t ArrowStrings::index_at(std::int64_t i) const {
  switch (index_size_) {
    case 1:
      return index_is_signed_ ? load<std::int8_t>(indices_, i) : load<std::uint8_t>(indices_, i);
    case 2:
      return index_is_signed_ ? load<std::int16_t>(indices_, i) : load<std::uint16_t>(indices_, i);
    case 4:
      return index_is_signed_ ? std::int64_t{load<std::int32_t>(indices_, i)}
                              : std::int64_t{load<std::uint32_t>(indices_, i)};
    default:  // an unsigned index beyond 2^63 is out of range, like a negative one
      return load<std::int64_t>(indices_, i);
  }
}

// A view has 16 bytes: the length; then the value, or its first 4 bytes, the buffer, and the offset
// there.
std::string_view ArrowStrings::Values::read_by_view(std::int64_t i) const {
  const char* view = items + kViewSize * i;
  const auto length = load<std::int32_t>(view, 0);
  if (length < 0) return {};
  if (length <= kMaxInline) return {view + 4, static_cast<std::size_t>(length)};
  const auto buffer = load<std::int32_t>(view, 2);
  const auto start = load<std::int32_t>(view, 3);
  if (buffer < 0 || buffer >= num_variadic || start < 0 ||
      std::int64_t{start} + length > load<std::int64_t>(variadic_sizes, buffer)) {
    return {};
  }
  const auto* data_of_view = static_cast<const char*>(variadic[buffer]);
  if (data_of_view == nullptr) return {};
  return {data_of_view + start, static_cast<std::size_t>(length)};
}

void ArrowStrings::raise_damaged(const std::string& what) const {
  const std::string array =
      place_.chunk ? "chunk " + text_of(*place_.chunk) + " of the Arrow stream" : "the Arrow array";
  throw py::value_error(std::string(place_.name) + ": " + array + " is damaged: " + what);
}

void ArrowStrings::raise_damaged_row(std::int64_t row, const std::string& what) const {
  throw py::value_error(std::string(place_.name) + "[" + text_of(place_.first_row + row) +
                        "]: damaged Arrow data: " + what);
}

void ArrowStrings::raise_type(std::string_view format) const {
  const std::string hint =
      format.starts_with("+") ? "; pass one column of it" : "; cast it to a string type";
  throw py::type_error(std::string(place_.name) +
                       ": expected an Arrow column of strings, got format '" +
                       text::visible(format) + "'" + hint);
}

void ArrowStrings::raise_index(std::int64_t row, std::int64_t index) const {
  const bool is_huge = !index_is_signed_ && index < 0;
  raise_damaged_row(
      row, "index " +
               (is_huge ? std::to_string(static_cast<std::uint64_t>(index)) : text_of(index)) +
               " into a dictionary of " + text_of(values_.size) + " values");
}

void ArrowStrings::raise_value(std::int64_t row, std::int64_t value) const {
  const std::int64_t i = values_.offset + value;
  if (values_.layout == Layout::kViews) {
    raise_damaged_row(row, "a view of " + text_of(load<std::int32_t>(values_.items, 4 * i)) +
                               " bytes that are not in its buffer");
  }
  const bool is_short = values_.layout == Layout::kOffsets32;
  const auto offset_at = [&](std::int64_t k) {
    return is_short ? load<std::int32_t>(values_.items, k) : load<std::int64_t>(values_.items, k);
  };
  raise_damaged_row(
      row, "a value from offset " + text_of(offset_at(i)) + " to " + text_of(offset_at(i + 1)));
}

}  // namespace saring::python
