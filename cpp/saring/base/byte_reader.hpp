#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

static_assert(std::endian::native == std::endian::little, "binary files are little-endian");

namespace saring {

// Reads the little-endian values of a binary file one after another. Never reads outside the bytes,
// which must outlive the reader. A read costs a bounds check and a copy.
class ByteReader {
 public:
  // `name` is the file, or kind of file, that error messages name.
  ByteReader(std::span<const std::byte> bytes, std::string name)
      : bytes_(bytes), name_(std::move(name)) {}

  // The next value: a number, or a struct without pointers. Errors: ModelError.
  template <typename T>
  [[nodiscard]] T read() {
    static_assert(std::is_trivially_copyable_v<T>);
    T out;
    std::memcpy(&out, take(1, sizeof(T)), sizeof(T));
    return out;
  }

  // The next value, which must be finite. Errors: ModelError, also if it is not finite.
  [[nodiscard]] float read_finite();

  // The next `count` values. Allocates no more than the bytes can hold. Errors: ModelError.
  template <typename T>
  [[nodiscard]] std::vector<T> read_array(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::byte* from = take(count, sizeof(T));
    std::vector<T> out(count);
    if (count > 0) std::memcpy(out.data(), from, count * sizeof(T));
    return out;
  }

  // A view of `count` values that begin at byte `offset` of the file. Does not move the position.
  // Errors: ModelError if they are outside the file or not aligned for T.
  template <typename T>
  [[nodiscard]] std::span<const T> view_at(std::uint64_t offset, std::uint64_t count) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::byte* from = section(offset, count, sizeof(T), alignof(T));
    return {reinterpret_cast<const T*>(from), static_cast<std::size_t>(count)};
  }

  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - offset_; }

  // Throws ModelError with the message "<name>: <what>".
  [[noreturn]] void fail(const std::string& what) const;

 private:
  const std::byte* take(std::size_t count, std::size_t size);
  [[nodiscard]] const std::byte* section(std::uint64_t offset, std::uint64_t count,
                                         std::size_t size, std::size_t alignment) const;

  std::span<const std::byte> bytes_;
  std::string name_;
  std::size_t offset_ = 0;
};

}  // namespace saring
