#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace saring {

// Base class of all errors that saring defines. A message says what was given, what was expected,
// and where. Invalid arguments throw std::invalid_argument, system failures std::system_error.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Bytes that are not valid UTF-8. `offset()` is the byte offset of the first error.
class InvalidUtf8 : public Error {
 public:
  explicit InvalidUtf8(std::size_t offset);
  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

 private:
  std::size_t offset_;
};

// A model file that cannot be used: wrong magic, version, checksum or length.
class ModelError : public Error {
 public:
  using Error::Error;
};

// An index on disk that cannot be used: damaged, of another format, or in use by another process.
// The message names the file.
class IndexFileError : public Error {
 public:
  using Error::Error;
};

// A rule that cannot be used. The message names file, line and rule id.
class RuleError : public Error {
 public:
  using Error::Error;
};

}  // namespace saring
