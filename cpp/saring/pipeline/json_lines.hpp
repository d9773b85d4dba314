#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/text/json_text.hpp"

// Reads JSON Lines: one JSON object (RFC 8259) per line. Each is validated completely, because
// records are copied verbatim to the output. Beyond RFC 8259, NaN, Infinity and -Infinity are
// numbers. Invalid UTF-8 and lone surrogates are repaired and reported. If a member is repeated,
// the last one counts. An error belongs to one line and never stops the reading.
namespace saring::pipeline {

// More nested arrays and objects than this are an error of the line.
inline constexpr std::size_t kMaxJsonDepth = 1024;

// Names of members at the top of each record. A dotted path (`meta.text`) means a member of an
// inner object, if the record has no member with that whole name. `lang` can only be a name.
struct JsonFields {
  std::string text = "text";
  std::string id = {};    // empty: none
  std::string site = {};  // empty: none; a host name, or a URL that contains it
  std::string lang = {};  // empty: none; a member that is replaced on writing
  std::string rank = {};  // empty: none; a date or number by which copies are chosen
  std::string date = {};  // empty: none; a date for the report
};

enum class LineStatus : std::uint8_t {
  kRecord,
  kNotJson,    // also if the nesting is too deep
  kNotObject,  // JSON, but not an object
  kNoText,     // no member `text`, or it is not a string
  kTooLong,
};

// One line. The views point into the block that was read or into the JsonBlock. Both must outlive
// them.
struct JsonRecord {
  std::uint64_t line = 0;  // from 0, in the block; blank lines are counted
  LineStatus status = LineStatus::kRecord;
  bool invalid_utf8 = false;    // each maximal ill-formed subsequence became U+FFFD in `raw`
  bool lone_surrogate = false;  // in the text: each became U+FFFD in `text` and `raw`
  std::string_view original;    // the line as read, without the newline
  // Only for the status kRecord:
  std::string_view raw;      // the line in valid UTF-8; `original` itself if nothing was repaired
  std::string_view text;     // the decoded text
  text::JsonSpan text_span;  // place of the text's value in `raw`, with its quotes
  std::optional<text::JsonSpan> lang_span;  // place of the value of `lang`, if there is one
  std::string_view id;    // JSON of the id as in `raw`; empty if it is null or missing
  std::string_view site;  // host_of() the site; empty if it is missing or not a string
  std::string_view url;   // the site itself, decoded
  std::string_view rank;  // JSON of the rank as in `raw`; empty if it is missing
  std::string_view date;  // JSON of the date in the same way
  // For all other statuses: what was found and what was expected, in valid UTF-8. For kNotJson with
  // the column, in bytes from 1.
  std::string_view reason;
};

// Memory that only grows at its end, for strings that live as long as a block.
class JsonArena {
 public:
  // Returns room for `size` bytes, which does not move until clear().
  [[nodiscard]] char* reserve(std::size_t size);
  // Keeps the first `size` bytes of the last reserve().
  std::string_view commit(std::size_t size) noexcept;
  std::string_view copy(std::string_view bytes);
  // Frees chunks that are larger than usual, and reuses the rest.
  void clear() noexcept;

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  // the chunk in use
  std::size_t used_ = 0;   // used bytes of it
};

// The records of one block. Movable: the views of its records stay valid.
class JsonBlock {
 public:
  // In the order of lines, without blank lines.
  [[nodiscard]] std::span<const JsonRecord> records() const noexcept { return records_; }
  // The number of lines in the block, including blank ones and an unfinished last one.
  [[nodiscard]] std::uint64_t num_lines() const noexcept { return num_lines_; }

 private:
  friend class JsonLinesReader;
  std::vector<JsonRecord> records_;
  std::uint64_t num_lines_ = 0;
  JsonArena arena_;
};

// Use one per thread: it has a parser and buffers, at most about 4 MiB besides the block.
class JsonLinesReader {
 public:
  explicit JsonLinesReader(JsonFields fields);
  ~JsonLinesReader();
  JsonLinesReader(JsonLinesReader&&) noexcept;
  JsonLinesReader& operator=(JsonLinesReader&&) noexcept;

  // Replaces the content of `out` by the lines of `block`, which may be any bytes. The last line
  // may lack its newline. Lines of more than `max_line_bytes` are kTooLong. A byte order mark is an
  // error of its line, so remove it from the start of a file first. O(bytes). A record takes about
  // 200 bytes, so blocks of a few MiB limit the memory even for lines of one byte.
  void read(std::string_view block, std::size_t max_line_bytes, JsonBlock& out);
  // The same for one record, which counts as the first line. It may have line ends between its
  // tokens, because they are white space in JSON.
  void read_record(std::string_view record, std::size_t max_bytes, JsonBlock& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// The number of lines in `block`, including an unfinished last one. Vectorised.
[[nodiscard]] std::uint64_t count_lines(std::string_view block) noexcept;

}  // namespace saring::pipeline
