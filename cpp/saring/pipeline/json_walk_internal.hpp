#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/pipeline/json_lines.hpp"
#include "saring/text/json_text.hpp"

// Validates one line of JSON token by token, and records the places of members of the outermost
// object. No recursion. One of two sources gives the starts of tokens: simdjson's index (fast), or
// a scan of the bytes (needs no memory and gives exact places of errors). Both give the same
// answer.
namespace saring::pipeline {

// An error and its place, from 0.
struct JsonFault {
  std::size_t at = 0;
  std::string what;
};

// The members to look for, and the place of the last occurrence of each; `start` == `end` if there
// is none.
struct JsonMembers {
  static constexpr std::size_t kMaxNames = 12;

  explicit JsonMembers(const JsonFields& f) : fields(&f) {}

  // If there is no member with a whole name, takes the member at the dotted path.
  void take_nested() noexcept;

  const JsonFields* fields;
  text::JsonSpan root;
  text::JsonSpan text;
  text::JsonSpan id;
  text::JsonSpan site;
  text::JsonSpan lang;
  text::JsonSpan rank;
  text::JsonSpan date;
  std::array<text::JsonSpan, 5> nested{};  // of text, id, site, rank and date
  bool wants_names = false;
  std::vector<std::string> names;  // the first distinct ones, decoded, if requested
};

// Starts of tokens as simdjson's first stage finds them in a line without errors in strings.
class IndexedTokens {
 public:
  IndexedTokens(std::string_view line, std::span<const std::uint32_t> starts)
      : line_(line), starts_(starts) {}
  // The start of the next token; the size of the line after the last one.
  [[nodiscard]] std::size_t next() noexcept {
    return at_ < starts_.size() ? starts_[at_++] : line_.size();
  }
  // The place after the string or scalar that next() returned last.
  [[nodiscard]] std::size_t token_end() const noexcept;
  [[nodiscard]] const JsonFault* fault() const noexcept { return nullptr; }

 private:
  std::string_view line_;
  std::span<const std::uint32_t> starts_;
  std::size_t at_ = 0;
};

// The same, found by reading every byte.
class ScannedTokens {
 public:
  explicit ScannedTokens(std::string_view line) : line_(line) {}
  [[nodiscard]] std::size_t next();
  [[nodiscard]] std::size_t token_end() const noexcept { return at_; }
  // Set if the string that next() returned last is broken.
  [[nodiscard]] const JsonFault* fault() const noexcept { return fault_ ? &*fault_ : nullptr; }

 private:
  void scan_string();

  std::string_view line_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

// Returns true if `line`, valid UTF-8, is one JSON value. Otherwise sets `fault`, if it is given.
[[nodiscard]] bool walk_json(std::string_view line, IndexedTokens tokens, JsonMembers& members);
[[nodiscard]] bool walk_json(std::string_view line, ScannedTokens tokens, JsonMembers& members,
                             JsonFault& fault);

}  // namespace saring::pipeline
