#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The part of JSON (RFC 8259) that saring needs for single records: writing and decoding strings,
// and replacing the value of one member of a record without changing any other byte. The reader
// parses and checks records, not this file.
namespace saring::text {

// White space of JSON.
[[nodiscard]] constexpr bool is_json_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Appends valid UTF-8 as a JSON string with its quotes. Escapes control characters, '"' and '\',
// and writes everything else unchanged. O(length).
void append_json_string(std::string_view valid, std::string& out);

// Below, `content` is the part between the quotes of a JSON string, in valid UTF-8.

// The offset of the first backslash that does not begin an escape of RFC 8259, or nothing.
// O(length).
[[nodiscard]] std::optional<std::size_t> find_invalid_json_escape(
    std::string_view content) noexcept;

struct DecodedJson {
  std::size_t size = 0;         // bytes written
  bool lone_surrogate = false;  // at least one became U+FFFD
};

// Writes `content` with its escapes decoded: at most content.size() bytes. A surrogate without its
// partner becomes U+FFFD. An invalid escape loses its backslash. O(length).
DecodedJson decode_json_string(std::string_view content, char* out) noexcept;

// True if `content` decodes to `key`.
[[nodiscard]] bool json_string_equals(std::string_view content, std::string_view key);

// Byte range of a value inside a record, half-open.
struct JsonSpan {
  std::size_t start = 0;
  std::size_t end = 0;
};

// The place of the value of the member `key` in a JSON object. If the key is repeated, the last
// one, as parsers do. Nothing if there is no such member or the record is not an object. `record`
// must be well-formed; for anything else the answer is a range inside the record, or nothing.
// O(length), no recursion.
[[nodiscard]] std::optional<JsonSpan> find_json_member(std::string_view record,
                                                       std::string_view key);

// Appends `record` with the member `key` set to `json`. `record` must be a well-formed object and
// `json` well-formed JSON. An existing value is replaced; otherwise the member is added at the end.
// O(length).
void append_json_with(std::string_view record, std::string_view key, std::string_view json,
                      std::string& out);

}  // namespace saring::text
