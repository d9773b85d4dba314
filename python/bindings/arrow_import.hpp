#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "arrow_abi.hpp"

// Arrow arrays of strings from untrusted producers. Each is checked before it is read.
namespace saring::python {

// Owns a structure of the C data interface and releases it once. The GIL must be held, because a
// producer's release callback may be Python code.
template <typename T>
class ArrowOwner {
 public:
  ArrowOwner() = default;
  // Takes over the content of `source` and marks it as released, as the interface requires.
  explicit ArrowOwner(T* source) noexcept : value_(*source) { source->release = nullptr; }
  ArrowOwner(ArrowOwner&& other) noexcept : ArrowOwner(&other.value_) {}
  ArrowOwner& operator=(ArrowOwner&&) = delete;
  ~ArrowOwner() {
    if (!is_released()) value_.release(&value_);
  }

  [[nodiscard]] bool is_released() const noexcept { return value_.release == nullptr; }
  [[nodiscard]] T* get() noexcept { return &value_; }
  [[nodiscard]] const T& operator*() const noexcept { return value_; }

 private:
  T value_{};
};

// The place of an array, for error messages.
struct ArrowPlace {
  const char* name;                        // of the argument
  std::int64_t first_row = 0;              // of the array, in the whole column
  std::optional<std::int64_t> chunk = {};  // of a stream
};

// One array of the types utf8, large_utf8, string_view, binary, large_binary, binary_view and null,
// or dictionary-encoded with values of these types.
//
// The constructor checks everything that does not depend on a row, in constant time. at() checks
// the row. A damaged array is a ValueError, a type that is not in the list a TypeError. Both name
// the place. Nothing is copied: array and schema must outlive this object.
//
// Two things cannot be checked, because the interface does not give the lengths of these buffers:
// that the bitmap, the offsets, the views and the indices reach the last row, and that the data of
// utf8 and binary reaches the last offset. Also, a producer must not change a buffer that it has
// exported.
class ArrowStrings {
 public:
  // A column cannot have more rows: row numbers in results have 32 bits.
  static constexpr std::int64_t kMaxRows = 0xFFFF'FFFF;

  ArrowStrings(const ArrowSchema& schema, const ArrowArray& array, ArrowPlace place);

  [[nodiscard]] std::int64_t size() const noexcept { return size_; }
  // True if the values are bytes, not text.
  [[nodiscard]] bool is_binary() const noexcept { return values_.is_binary; }
  // A null value has a null data pointer.
  [[nodiscard]] std::string_view at(std::int64_t row) const {
    if (!is_set(bitmap_, row + offset_)) return {};
    std::int64_t value = row;
    if (index_size_ != 0) {
      value = index_at(row + offset_);
      if (value < 0 || value >= values_.size) raise_index(row, value);
      if (!is_set(values_.bitmap, value + values_.offset)) return {};
    }
    if (values_.layout == Layout::kNull) return {};
    const std::string_view text = values_.read(values_.offset + value);
    if (text.data() == nullptr) raise_value(row, value);
    return text;
  }

 private:
  enum class Layout { kNull, kOffsets32, kOffsets64, kViews };

  // The strings, of the array itself or of its dictionary.
  struct Values {
    Layout layout = Layout::kNull;
    bool is_binary = false;
    std::int64_t size = 0;
    std::int64_t offset = 0;
    std::int64_t last = 0;                  // offset of the end of the last value
    const std::uint8_t* bitmap = nullptr;   // null: all are set
    const char* items = nullptr;            // offsets or views
    const char* data = nullptr;             // what offsets refer to
    const void* const* variadic = nullptr;  // what views refer to
    const char* variadic_sizes = nullptr;
    std::int64_t num_variadic = 0;

    // A damaged value has a null data pointer.
    [[nodiscard]] std::string_view read(std::int64_t i) const {
      switch (layout) {
        case Layout::kOffsets32:
          return read_by_offsets<std::int32_t>(i);
        case Layout::kOffsets64:
          return read_by_offsets<std::int64_t>(i);
        default:
          return read_by_view(i);
      }
    }
    template <typename Offset>
    [[nodiscard]] std::string_view read_by_offsets(std::int64_t i) const {
      const std::int64_t start = load<Offset>(items, i);
      const std::int64_t end = load<Offset>(items, i + 1);
      if (start < 0 || start > end || end > last) return {};
      if (start == end) return "";
      return {data + start, static_cast<std::size_t>(end - start)};
    }
    [[nodiscard]] std::string_view read_by_view(std::int64_t i) const;
  };

  // Buffers need not be aligned.
  template <typename T>
  [[nodiscard]] static T load(const char* items, std::int64_t i) {
    T value;
    std::memcpy(&value, items + i * static_cast<std::int64_t>(sizeof value), sizeof value);
    return value;
  }
  [[nodiscard]] static bool is_set(const std::uint8_t* bitmap, std::int64_t i) {
    return bitmap == nullptr || ((bitmap[i >> 3] >> (i & 7)) & 1) != 0;
  }

  [[nodiscard]] static std::optional<Values> values_of_type(std::string_view format);
  // Errors name `part`, which is "" or "the dictionary: ".
  void check_array(const ArrowArray& array, std::int64_t num_buffers, const char* part) const;
  void read_values(const ArrowArray& array, const char* part);
  void read_offsets(const ArrowArray& array, const char* part);
  void read_views(const ArrowArray& array, const char* part);
  void read_indices(const ArrowSchema& schema, const ArrowArray& array);
  [[nodiscard]] std::int64_t index_at(std::int64_t i) const;

  [[noreturn]] void raise_damaged(const std::string& what) const;
  [[noreturn]] void raise_damaged_row(std::int64_t row, const std::string& what) const;
  [[noreturn]] void raise_type(std::string_view format) const;
  [[noreturn]] void raise_index(std::int64_t row, std::int64_t index) const;
  [[noreturn]] void raise_value(std::int64_t row, std::int64_t value) const;

  ArrowPlace place_;
  std::int64_t size_ = 0;
  std::int64_t offset_ = 0;
  const std::uint8_t* bitmap_ = nullptr;
  const char* indices_ = nullptr;  // into the dictionary
  int index_size_ = 0;             // bytes of an index; 0: there is no dictionary
  bool index_is_signed_ = false;
  Values values_;
};

}  // namespace saring::python
