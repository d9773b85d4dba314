#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/rule.hpp"

namespace re2 {
class RE2;
}  // namespace re2

// Patterns of rules, within bounds: rule files come from outside, and neither loading one nor
// matching with it may take unbounded memory.
namespace saring::boilerplate {

// Where the rule is, for errors: file and line if it was read from a file, and its id.
[[nodiscard]] std::string position_of(const Rule& rule);

// A part of a rule file for an error: at most 64 bytes of it, see text::visible.
[[nodiscard]] std::string shown(std::string_view text);

[[nodiscard]] constexpr bool is_pattern(const Rule& rule) noexcept {
  return rule.kind >= RuleKind::kRegex && rule.kind != RuleKind::kWords;
}

// Holds rules to the limits of a set of rules (rule.hpp).
class RuleCounter {
 public:
  // Errors: RuleError that names the rule which is one too many or has too long a pattern.
  void add(const Rule& rule);
  // Adds a compiled pattern. Errors: RuleError.
  void add(const Rule& rule, const re2::RE2& pattern);

 private:
  std::size_t num_rules_ = 0;
  std::size_t num_patterns_ = 0;
  std::size_t num_instructions_ = 0;
};

// The rule's pattern as RE2 takes it; that of a span is anchored at its end of the line. The
// compiled pattern and the states that matching adds to it (a DFA, whose cache is then emptied, or
// an NFA in its place: never a wrong answer) stay below `max_memory` bytes. Errors: RuleError.
[[nodiscard]] std::unique_ptr<re2::RE2> compile_pattern(const Rule& rule, std::int64_t max_memory);

// Errors: RuleError if the pattern is no expression by itself or matches the empty string.
void check_pattern(const Rule& rule);

// Bytes that each pattern may take where there are `count`: 8 MiB, less where there are more than
// 64, so that all have 512 MiB at most.
[[nodiscard]] std::int64_t memory_of_pattern(std::size_t count) noexcept;

// True for an expression that matches at the start of the line alone: "^" and no alternative to it.
[[nodiscard]] bool is_anchored(std::string_view pattern) noexcept;

// A pattern that is compiled when it is first needed. Safe to share between threads.
class LazyPattern {
 public:
  // As for compile_pattern. The rule must live as long.
  LazyPattern(const Rule& rule, std::int64_t max_memory);
  ~LazyPattern();
  LazyPattern(const LazyPattern&) = delete;
  LazyPattern& operator=(const LazyPattern&) = delete;

  // Errors: RuleError.
  [[nodiscard]] const re2::RE2& get() const;

 private:
  const Rule& rule_;
  std::int64_t max_memory_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<re2::RE2> compiled_;
};

// Line patterns with the same conditions, tried at once, so that the time for a line which none of
// them matches does not grow with their number. Compiling a set takes as long as thousands of
// lines, so that it waits for some calls. Safe to share between threads.
class PatternSet {
 public:
  static constexpr unsigned kCallsBefore = 4096;

  // All anchored, or all not. The rules must live as long.
  PatternSet(std::vector<const Rule*> rules, std::int64_t max_memory,
             unsigned calls_before = kCallsBefore);
  ~PatternSet();
  PatternSet(const PatternSet&) = delete;
  PatternSet& operator=(const PatternSet&) = delete;

  // Appends the indices, in the rules, of those that match, in no order. False for the first
  // `calls_before` calls, and if the memory does not suffice to find out.
  bool match(std::string_view line, std::vector<int>& found) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::boilerplate
