#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The part of JSON (RFC 8259) that saring needs on single records: writing and decoding strings,
// and replacing the value of one member of a record while every other byte of the record stays as
// it was. Records are parsed and checked by the reader, not here.
namespace saring::text {

// White space of JSON.
[[nodiscard]] constexpr bool is_json_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Appends valid UTF-8 as a JSON string with its quotes. Control characters, '"' and '\' are
// escaped; everything else is written as it is. O(length).
void append_json_string(std::string_view valid, std::string& out);

// Below, `content` is what is between the quotes of a JSON string, in valid UTF-8.

// Offset of the first backslash that begins no escape of RFC 8259, or nothing. O(length).
[[nodiscard]] std::optional<std::size_t> find_invalid_json_escape(
    std::string_view content) noexcept;

struct DecodedJson {
  std::size_t size = 0;         // bytes written
  bool lone_surrogate = false;  // at least one became U+FFFD
};

// Writes `content` with its escapes decoded: at most content.size() bytes. A surrogate without its
// partner becomes U+FFFD; of an invalid escape, the backslash is left out. O(length).
DecodedJson decode_json_string(std::string_view content, char* out) noexcept;

// Whether `content` decodes to `key`.
[[nodiscard]] bool json_string_equals(std::string_view content, std::string_view key);

// Byte range of a value inside a record, half-open.
struct JsonSpan {
  std::size_t start = 0;
  std::size_t end = 0;
};

// Where the value of the member `key` of a JSON object is; the last one if the key is repeated,
// as parsers take it. Nothing if there is none or the record is not an object. `record` must be
// well-formed: on anything else the answer is a range inside the record or nothing. O(length), no
// recursion.
[[nodiscard]] std::optional<JsonSpan> find_json_member(std::string_view record,
                                                       std::string_view key);

// Appends `record`, a well-formed object, with the member `key` set to `json`, itself well-formed
// JSON: its value is replaced where it is there, else it is added at the end. O(length).
void append_json_with(std::string_view record, std::string_view key, std::string_view json,
                      std::string& out);

}  // namespace saring::text
