#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/role.hpp"

// Rules are data: rows of cpp/data/boilerplate/<language>.tsv, compiled into the library at build
// time. The kind of a row, a row of kinds.tsv, gives its role, place, conditions and how its
// pattern is read. docs/contributing/add-a-rule.md describes how to write one.
namespace saring::boilerplate {

// Where in a document a rule applies. The head ends two lines after the first sentence-like line,
// the tail begins at the last one; a short document is head and tail at once.
enum class RulePlace : std::uint8_t { kAny, kHead, kBody, kTail };

// How the pattern is read: the column "match" of kinds.tsv.
enum class RuleKind : std::uint8_t {
  kLine,       // the words of the line are the phrase
  kStart,      // the line begins with the words of the phrase
  kLabel,      // as kLine or before a colon; the headline-like line that follows belongs to it
  kBlock,      // as kLine; the headline-like lines that follow belong to it
  kRegex,      // RE2 search in the line
  kSpanStart,  // RE2 at the start of a sentence-like line: a span; the rest of the line is kept
  kSpanEnd,    // RE2 at the end of a line: a span; a group in the pattern is the span
  kWords,      // words separated by "|", which drop nothing by themselves: see RuleWords
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
  bool closed = false;     // the line ends as a sentence does
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
// outside costs bounded: some seconds to load, 700 MB, most of which only texts made for it need.
inline constexpr std::size_t kMaxRuleFileBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxRules = 50'000;
inline constexpr std::size_t kMaxPatterns = 4'096;       // rules whose pattern is for RE2
inline constexpr std::size_t kMaxPatternLength = 4'096;  // bytes
inline constexpr std::size_t kMaxPhraseRules = 64;       // with the same phrase
inline constexpr std::size_t kMaxPhraseWords = 12;

// The rules of one language, or those of every language ("und").
struct RulePack {
  std::string_view language;  // its name: "ind" for ind.tsv
  std::string_view codes;     // other codes that select it, separated by spaces
  std::string_view also;  // packs that are used with it, in addition to "und", separated by spaces
};

struct RuleKindRow;  // rule_kind_internal.hpp

// The kinds of the library, cpp/data/boilerplate/kinds.tsv.
[[nodiscard]] std::span<const RuleKindRow> built_in_kinds() noexcept;

// Rows of one rule file; owns the text that the rules point into.
class RuleTable {
 public:
  RuleTable() = default;
  RuleTable(RuleTable&&) noexcept = default;
  RuleTable& operator=(RuleTable&&) noexcept = default;
  // Reads a rule file, by its name: "….tsv" is a table, any other file phrases. The rules are for
  // every language, except for a table with a comment "# codes:", whose name gives the language:
  // "ind.tsv".
  //
  // A table is TSV with the columns id, kind, when, pattern, drop, keep, source; lines that begin
  // with "#" are comments, of which "# codes: id in" and "# also: zsm" fill pack().
  //
  // Phrases are plain text, one of 1 to 12 words a line; blank lines and lines that begin with "#"
  // are skipped. A line of a text is dropped as kOther where its words are the phrase, or, for
  // phrases of kMinStartWords words and more, where it begins with them and has at most 40 words.
  // The id of such a rule is the file's name with the line, "phrases.txt:3".
  //
  // Throws RuleError with file, line and id: bytes that are not UTF-8, control characters, unknown
  // kind or condition, a missing column or example, an id that is used twice, a pattern that
  // matches the empty string or does not compile, a phrase without words or with too many, and what
  // exceeds the limits.
  static constexpr std::size_t kMinStartWords = 4;
  [[nodiscard]] static RuleTable parse(std::string_view text, std::string_view file,
                                       std::span<const RuleKindRow> kinds = built_in_kinds());

  [[nodiscard]] std::span<const Rule> rules() const noexcept { return rules_; }
  // The language of the rules, with what the comments at the top of a table say.
  [[nodiscard]] const RulePack& pack() const noexcept { return pack_; }

 private:
  std::vector<char> text_;
  std::deque<std::string> made_;  // ids and patterns that are not in the text as they are
  std::vector<Rule> rules_;
  RulePack pack_;
};

// The rules of the library, all languages: those of "und" first, then by the name of the pack.
[[nodiscard]] std::span<const Rule> built_in_rules() noexcept;

// The packs of the library with their codes, in the order of the rules.
[[nodiscard]] std::span<const RulePack> built_in_packs() noexcept;

}  // namespace saring::boilerplate
