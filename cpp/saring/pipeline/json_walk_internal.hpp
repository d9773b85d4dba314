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

// Validates one line of JSON token by token and notes where members of the outermost object are.
// No recursion. One of two sources says where tokens start: simdjson's index (fast), or a
// scan of the bytes (no memory; exact places of errors). Both give the same answer.
namespace saring::pipeline {

// What is wrong and where, from 0.
struct JsonFault {
  std::size_t at = 0;
  std::string what;
};

// The members to look for, and where the last of each is; `start` == `end` for none.
struct JsonMembers {
  static constexpr std::size_t kMaxNames = 12;

  explicit JsonMembers(const JsonFields& f) : fields(&f) {}

  // Takes the members that dotted paths lead to for those of which there is none of the whole name.
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
  std::vector<std::string> names;  // the first distinct ones, decoded, where wanted
};

// Starts of tokens as simdjson's first stage finds them in a line without errors of strings.
class IndexedTokens {
 public:
  IndexedTokens(std::string_view line, std::span<const std::uint32_t> starts)
      : line_(line), starts_(starts) {}
  // Start of the next token; the size of the line after the last.
  [[nodiscard]] std::size_t next() noexcept {
    return at_ < starts_.size() ? starts_[at_++] : line_.size();
  }
  // Right after the string or scalar that next() gave last.
  [[nodiscard]] std::size_t token_end() const noexcept;
  [[nodiscard]] const JsonFault* fault() const noexcept { return nullptr; }

 private:
  std::string_view line_;
  std::span<const std::uint32_t> starts_;
  std::size_t at_ = 0;
};

// The same by reading every byte.
class ScannedTokens {
 public:
  explicit ScannedTokens(std::string_view line) : line_(line) {}
  [[nodiscard]] std::size_t next();
  [[nodiscard]] std::size_t token_end() const noexcept { return at_; }
  // Set where the string that next() gave last is broken.
  [[nodiscard]] const JsonFault* fault() const noexcept { return fault_ ? &*fault_ : nullptr; }

 private:
  void scan_string();

  std::string_view line_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

// True where `line`, valid UTF-8, is one JSON value. Else `fault`, where given, says why not.
[[nodiscard]] bool walk_json(std::string_view line, IndexedTokens tokens, JsonMembers& members);
[[nodiscard]] bool walk_json(std::string_view line, ScannedTokens tokens, JsonMembers& members,
                             JsonFault& fault);

}  // namespace saring::pipeline
