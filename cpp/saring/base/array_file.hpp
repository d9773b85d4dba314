#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "saring/base/temp_file.hpp"

namespace saring {

// Writes arrays to a file, so that a later run of the same program can continue: native byte order,
// with a hash of all bytes at the end. Throws std::filesystem::filesystem_error if the file cannot
// be written.
class ArrayFileWriter {
 public:
  // Creates or empties the file. `kind` says what the file contains; the reader must give the same
  // value.
  ArrayFileWriter(const std::string& path, std::uint64_t kind);

  template <typename T>
  void write(std::span<const T> values) {
    static_assert(std::is_trivially_copyable_v<T>);
    put(std::as_bytes(values), values.size());
  }

  // Writes the hash. The bytes are on the disk when it returns.
  void finish();

 private:
  void put(std::span<const std::byte> bytes, std::uint64_t count);

  KeptFile file_;
  std::uint64_t end_ = 0;
  std::uint64_t hash_ = 0;
};

// Reads the arrays back, in their order.
class ArrayFileReader {
 public:
  // Reads the whole file. Throws Error if the file is of another kind, unfinished or damaged.
  ArrayFileReader(const std::string& path, std::uint64_t kind);

  // The next array. Throws Error if there is none, or if its values have another size.
  template <typename T>
  [[nodiscard]] std::vector<T> read() {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> values(next(sizeof(T)));
    take(std::as_writable_bytes(std::span(values)));
    return values;
  }

 private:
  struct Head {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
  };

  void check(std::uint64_t kind);
  [[noreturn]] void fail() const;
  [[nodiscard]] std::size_t next(std::size_t size_of_value);
  void take(std::span<std::byte> bytes);

  friend class ArrayFileWriter;

  std::string path_;
  KeptFile file_;
  std::uint64_t at_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace saring
