#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Cuts JSON that is not one record a line: an array of records, or records that follow each other
// with line ends between their tokens, as pretty-printers write them. Values are not validated
// here: each is read as one record afterwards (JsonLinesReader::read_record).
namespace saring::pipeline {

struct JsonValue {
  std::string bytes;         // as in the file; empty for one that is too long
  std::uint64_t line = 1;    // of the file, from 1, on which it begins
  std::size_t too_long = 0;  // its size in bytes where that is more than the limit
};

// A string ends at a line end, which none may hold, and with it the value where another one
// follows: a record with a broken string does not swallow the ones after it. Commas between values
// are white space. Memory: one value of at most the limit.
class JsonSplitter {
 public:
  // `is_array`: the values are the elements of the array that the file holds.
  JsonSplitter(bool is_array, std::size_t max_value) : is_array_(is_array), max_value_(max_value) {}

  // Takes bytes that follow those given before; the values that end in them. O(chunk).
  [[nodiscard]] std::vector<JsonValue> feed(std::string_view chunk);

  // To be called after the last bytes: a number or name that only their end has ended.
  [[nodiscard]] std::vector<JsonValue> finish();
  // Afterwards: the file ends inside a value, or before the array does.
  [[nodiscard]] bool is_cut() const noexcept { return depth_ > 0 || (is_array_ && !has_ended_); }
  // The value that was cut: its line, and its bytes as far as they are there.
  [[nodiscard]] const JsonValue& rest() const noexcept { return value_; }
  // The line of what follows the end of the array; 0: nothing does. It is not read.
  [[nodiscard]] std::uint64_t line_behind() const noexcept { return line_behind_; }

 private:
  void take(std::string_view bytes);
  void end_value(std::vector<JsonValue>& values);
  // Reads on from `at` to where the state changes; the position after it.
  std::size_t read_between(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_inside(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_string(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_scalar(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);

  enum class At : std::uint8_t { kBetween, kInside, kString, kScalar };

  bool is_array_;
  std::size_t max_value_;
  At state_ = At::kBetween;
  bool has_begun_ = false;  // the array
  bool has_ended_ = false;
  bool is_escaped_ = false;  // the last byte of a string was a backslash
  bool is_broken_ = false;   // a string ended at a line end, right before
  std::size_t depth_ = 0;    // of arrays and objects that are open in the value
  std::uint64_t line_ = 1;
  std::uint64_t line_behind_ = 0;
  JsonValue value_;
};

}  // namespace saring::pipeline
