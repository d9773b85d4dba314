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

// Reads JSON Lines: one JSON object (RFC 8259) a line, each wholly validated, since records are
// copied verbatim to the output. Beyond RFC 8259, NaN, Infinity and -Infinity are numbers, and
// invalid UTF-8 and lone surrogates are repaired and reported. Of a repeated member the last one
// counts. Errors belong to one line and never stop the reading.
namespace saring::pipeline {

// Nesting beyond this many arrays and objects is an error of the line.
inline constexpr std::size_t kMaxJsonDepth = 1024;

// Names of members at the top of each record, or dotted paths (`meta.text`) to members of objects
// in it, where it has no member of that whole name. `lang` is a name alone.
struct JsonFields {
  std::string text = "text";
  std::string id = {};    // empty: none
  std::string site = {};  // empty: none; a host name, or a URL of which the host name is taken
  std::string lang = {};  // empty: none; a member that is to be replaced on writing
  std::string rank = {};  // empty: none; a date or number that copies are chosen by
  std::string date = {};  // empty: none; a date for the report
};

enum class LineStatus : std::uint8_t {
  kRecord,
  kNotJson,    // also nesting that is too deep
  kNotObject,  // JSON, but not an object
  kNoText,     // no member `text`, or it is not a string
  kTooLong,
};

// One line. The views point into the block that was read or into the JsonBlock: both must outlive
// them.
struct JsonRecord {
  std::uint64_t line = 0;  // from 0, in the block; blank lines count
  LineStatus status = LineStatus::kRecord;
  bool invalid_utf8 = false;    // each maximal ill-formed subsequence became U+FFFD in `raw`
  bool lone_surrogate = false;  // in the text: each became U+FFFD in `text` and `raw`
  std::string_view original;    // the line as it was read, without the newline
  // For the status kRecord alone:
  std::string_view raw;   // the line in valid UTF-8; `original` itself where nothing was repaired
  std::string_view text;  // the decoded text
  text::JsonSpan text_span;  // where the value of the text is in `raw`, with its quotes
  std::optional<text::JsonSpan> lang_span;  // the same for the value of `lang`, if there is one
  std::string_view id;    // JSON of the id as it is in `raw`; empty if it is null or missing
  std::string_view site;  // host_of() the site; empty if it is missing or not a string
  std::string_view url;   // the site itself, decoded
  std::string_view rank;  // JSON of the rank as it is in `raw`; empty if it is missing
  std::string_view date;  // the same of the date
  // For all the others: what was found and what was expected, in valid UTF-8; for kNotJson with the
  // column, in bytes from 1.
  std::string_view reason;
};

// Memory that only grows at its end, for strings that live as long as a block.
class JsonArena {
 public:
  // Room for `size` bytes; stays where it is until clear().
  [[nodiscard]] char* reserve(std::size_t size);
  // Keeps the first `size` bytes of what reserve() gave last.
  std::string_view commit(std::size_t size) noexcept;
  std::string_view copy(std::string_view bytes);
  // Frees what is larger than a usual chunk; the rest is used again.
  void clear() noexcept;

 private:
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
  };
  std::vector<Chunk> chunks_;
  std::size_t chunk_ = 0;  // the one in use
  std::size_t used_ = 0;   // bytes of it
};

// What was read from one block. Movable: the views of its records stay valid.
class JsonBlock {
 public:
  // In the order of lines, blank ones left out.
  [[nodiscard]] std::span<const JsonRecord> records() const noexcept { return records_; }
  // Lines of the block, with blank ones and an unfinished last one.
  [[nodiscard]] std::uint64_t num_lines() const noexcept { return num_lines_; }

 private:
  friend class JsonLinesReader;
  std::vector<JsonRecord> records_;
  std::uint64_t num_lines_ = 0;
  JsonArena arena_;
};

// One for each thread: it keeps a parser and buffers. About 4 MiB at most beside the block.
class JsonLinesReader {
 public:
  explicit JsonLinesReader(JsonFields fields);
  ~JsonLinesReader();
  JsonLinesReader(JsonLinesReader&&) noexcept;
  JsonLinesReader& operator=(JsonLinesReader&&) noexcept;

  // Replaces what `out` holds by the lines of `block`: any bytes; the last line may lack its
  // newline. Lines of more than `max_line_bytes` are kTooLong. A byte order mark is an error of its
  // line: take it off the start of a file before. O(bytes). A record takes about 200 bytes: blocks
  // of up to a few MiB keep even lines of one byte each within bounds.
  void read(std::string_view block, std::size_t max_line_bytes, JsonBlock& out);
  // The same for one record that may have line ends between its tokens, which are white space of
  // JSON: it counts as the first line.
  void read_record(std::string_view record, std::size_t max_bytes, JsonBlock& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Lines in `block`, an unfinished last one counted. Vectorised.
[[nodiscard]] std::uint64_t count_lines(std::string_view block) noexcept;

}  // namespace saring::pipeline
