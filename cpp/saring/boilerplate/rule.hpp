#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"

// Rules are data: rows of cpp/data/boilerplate/<language>.tsv, compiled into the library at build
// time. docs/contributing/add-a-rule.md describes how to write one.
namespace saring::boilerplate {

// Where in a document a rule applies. The head ends two lines after the first sentence-like line,
// the tail begins at the last one; a short document is head and tail at once.
enum class RulePlace : std::uint8_t { kAny, kHead, kBody, kTail };

enum class RuleKind : std::uint8_t {
  kLine,       // the words of the line are the phrase
  kStart,      // the line begins with the words of the phrase
  kLabel,      // as kLine or before a colon; the headline-like line that follows belongs to it
  kBlock,      // as kLine; the headline-like lines that follow belong to it
  kRegex,      // RE2 search in the line
  kSpanStart,  // RE2 at the start of a sentence-like line: a span; the rest of the line is kept
  kSpanEnd,    // RE2 at the end of a line: a span; a group in the pattern is the span
};

// Cheap conditions that are tested before a pattern is tried.
struct RuleWhen {
  std::uint32_t max_bytes = 0xffffffff;  // of the line
  std::uint32_t max_words = 0xffffffff;
  std::string_view first;  // characters, one of which begins the line; or "upper", "digit"
  char last = 0;           // its last byte
  std::string_view has;    // bytes that are somewhere in the line
  bool digits = false;     // the line has a digit
  bool open = false;       // the line does not end as a sentence does
  bool soft = false;       // the line model decides; the rule names the role
};

struct Rule {
  std::string_view id;        // "id.related.baca_juga": language, subject, name
  std::string_view language;  // of its pack: "ind"; "und" for every language
  Role role = Role::kOther;
  RulePlace place = RulePlace::kAny;
  RuleKind kind = RuleKind::kLine;
  RuleWhen when;
  std::string_view pattern;  // a phrase, where "#" stands for any number; or an RE2 expression
  std::string_view drop;     // an example that it matches
  std::string_view keep;     // one that it does not match
  std::string_view source;
  std::string_view file = {};  // that it was read from, and its line there; none for those of
  std::size_t line = 0;        // the library
};

// Limits of a rule file, and of all rules that are used together. They keep what a file from
// outside costs bounded: some seconds to load, 600 MB, most of which only texts made for it need.
inline constexpr std::size_t kMaxRuleFileBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxRules = 50'000;
inline constexpr std::size_t kMaxPatterns = 1'024;       // rules whose pattern is for RE2
inline constexpr std::size_t kMaxPatternLength = 4'096;  // bytes
inline constexpr std::size_t kMaxPhraseRules = 64;       // with the same phrase

// Rows of one rule file; owns the text that the rules point into.
class RuleTable {
 public:
  RuleTable() = default;
  RuleTable(RuleTable&&) noexcept = default;
  RuleTable& operator=(RuleTable&&) noexcept = default;
  // Reads TSV with the columns id, role, place, kind, when, pattern, drop, keep, source; lines that
  // begin with "#" are comments. `file` names it in errors and gives the language: "ind.tsv".
  // Throws RuleError with file, line and id: bytes that are not UTF-8, control characters, unknown
  // role, place, kind or condition, a missing column or example, an id that is used twice, a
  // pattern that matches the empty string or does not compile, and what exceeds the limits.
  [[nodiscard]] static RuleTable parse(std::string_view tsv, std::string_view file);

  [[nodiscard]] std::span<const Rule> rules() const noexcept { return rules_; }

 private:
  std::vector<char> text_;
  std::vector<Rule> rules_;
};

// The rules of the library, all languages.
[[nodiscard]] std::span<const Rule> built_in_rules() noexcept;

}  // namespace saring::boilerplate
