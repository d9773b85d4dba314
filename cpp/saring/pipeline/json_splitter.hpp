#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Splits JSON that is not one record per line: an array of records, or consecutive records with
// line ends between their tokens, as pretty-printers write them. Values are not validated here:
// JsonLinesReader::read_record reads each as one record afterwards.
namespace saring::pipeline {

struct JsonValue {
  std::string bytes;         // as in the file; empty if it is too long
  std::uint64_t line = 1;    // line of the file, from 1, on which it begins
  std::size_t too_long = 0;  // its size in bytes if that exceeds the limit, else 0
};

// A string ends at a line end, because strings cannot contain one. The value ends there too, if
// another value follows. So a record with a broken string does not include the records after it.
// Commas between values count as white space. Memory: one value of at most the limit.
class JsonSplitter {
 public:
  // `is_array`: the file is one array, and the values are its elements.
  JsonSplitter(bool is_array, std::size_t max_value) : is_array_(is_array), max_value_(max_value) {}

  // Takes the next bytes. Returns the values that end in them. O(chunk).
  [[nodiscard]] std::vector<JsonValue> feed(std::string_view chunk);

  // Call it after the last bytes. Returns a number or name that only the end of the bytes ends.
  [[nodiscard]] std::vector<JsonValue> finish();
  // After finish(): true if the file ends inside a value, or before the array ends.
  [[nodiscard]] bool is_cut() const noexcept { return depth_ > 0 || (is_array_ && !has_ended_); }
  // The value that was cut: its line, and its bytes so far.
  [[nodiscard]] const JsonValue& rest() const noexcept { return value_; }
  // The line of the content after the end of the array, which is not read; 0: there is none.
  [[nodiscard]] std::uint64_t line_behind() const noexcept { return line_behind_; }

 private:
  void take(std::string_view bytes);
  void end_value(std::vector<JsonValue>& values);
  // Reads from `at` to the next change of state. Returns the position after it.
  std::size_t read_between(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_inside(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_string(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);
  std::size_t read_scalar(std::string_view chunk, std::size_t at, std::vector<JsonValue>& values);

  enum class At : std::uint8_t { kBetween, kInside, kString, kScalar };

  bool is_array_;
  std::size_t max_value_;
  At state_ = At::kBetween;
  bool has_begun_ = false;  // the array has begun
  bool has_ended_ = false;
  bool is_escaped_ = false;  // the last byte of a string was a backslash
  bool is_broken_ = false;   // a string just ended at a line end
  std::size_t depth_ = 0;    // arrays and objects that are open in the value
  std::uint64_t line_ = 1;
  std::uint64_t line_behind_ = 0;
  JsonValue value_;
};

}  // namespace saring::pipeline
