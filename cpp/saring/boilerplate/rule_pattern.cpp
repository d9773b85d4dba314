// Tests: tests/cpp/boilerplate/rule_pattern_test.cpp.
#include "saring/boilerplate/rule_pattern_internal.hpp"

#include <re2/re2.h>

#include <algorithm>

#include "saring/base/error.hpp"
#include "saring/text/visible.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxShownBytes = 64;
constexpr std::int64_t kMaxPatternMemory = std::int64_t{8} << 20;  // RE2's own default
constexpr std::int64_t kMaxTotalMemory = std::int64_t{512} << 20;
constexpr std::size_t kMaxInstructions = 1'000'000;

[[noreturn]] void fail(const Rule& rule, const std::string& what) {
  throw RuleError(position_of(rule) + ": " + what);
}

std::unique_ptr<re2::RE2> compile(const Rule& rule, const std::string& pattern,
                                  std::int64_t max_memory) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  auto compiled = std::make_unique<re2::RE2>(pattern, options);
  if (compiled->ok()) return compiled;
  std::string what = "the pattern does not compile: " + shown(compiled->error());
  if (compiled->error_code() == re2::RE2::ErrorPatternTooLarge)
    what += ": it may take " + std::to_string(max_memory >> 10) + " KiB";
  fail(rule, what);
}

}  // namespace

std::string shown(std::string_view text) { return text::visible(text, kMaxShownBytes); }

std::string position_of(const Rule& rule) {
  std::string out;
  if (rule.line != 0) out.append(rule.file).append(":" + std::to_string(rule.line) + ": ");
  return out + "rule \"" + shown(rule.id) + "\"";
}

void RuleCounter::add(const Rule& rule) {
  if (rule.pattern.size() > kMaxPatternLength) {
    fail(rule, "the pattern has " + std::to_string(rule.pattern.size()) +
                   " bytes, expected at most " + std::to_string(kMaxPatternLength));
  }
  if (++num_rules_ > kMaxRules) fail(rule, "more than " + std::to_string(kMaxRules) + " rules");
  if (is_pattern(rule) && ++num_patterns_ > kMaxPatterns)
    fail(rule, "more than " + std::to_string(kMaxPatterns) + " rules with a pattern");
}

void RuleCounter::add(const Rule& rule, const re2::RE2& pattern) {
  num_instructions_ += static_cast<std::size_t>(std::max(pattern.ProgramSize(), 0));
  if (num_instructions_ > kMaxInstructions) {
    fail(rule, "all patterns up to this one have more than " + std::to_string(kMaxInstructions) +
                   " instructions when compiled");
  }
}

std::unique_ptr<re2::RE2> compile_pattern(const Rule& rule, std::int64_t max_memory) {
  std::string pattern(rule.pattern);
  if (rule.kind == RuleKind::kSpanStart) pattern = "^(?:" + pattern + ")";
  if (rule.kind == RuleKind::kSpanEnd) pattern = "(?:" + pattern + ")[\\s]*$";
  return compile(rule, pattern, max_memory);
}

void check_pattern(const Rule& rule) {
  const auto alone = compile(rule, std::string(rule.pattern), kMaxPatternMemory);
  if (re2::RE2::PartialMatch("", *alone)) fail(rule, "the pattern matches the empty string");
}

std::int64_t memory_of_pattern(std::size_t count) noexcept {
  const auto share = kMaxTotalMemory / static_cast<std::int64_t>(std::max<std::size_t>(count, 1));
  return std::min(share, kMaxPatternMemory);
}

}  // namespace saring::boilerplate
