// Tests: tests/cpp/boilerplate/rule_pattern_test.cpp.
#include "saring/boilerplate/rule_pattern_internal.hpp"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <atomic>
#include <utility>

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

bool is_anchored(std::string_view pattern) noexcept {
  if (!pattern.starts_with('^')) return false;
  int depth = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      if (pattern.substr(i, 2) == "\\Q") return false;  // quotes what follows
      ++i;
    } else if (in_class) {
      if (pattern.substr(i).starts_with("[:")) return false;  // a class by its name
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;  // "]" is a member where it is the first
      i += pattern.substr(i + 1).starts_with('^') ? 1 : 0;
      i += pattern.substr(i + 1).starts_with(']') ? 1 : 0;
    } else if (c == '(') {
      ++depth;
    } else if (c == ')') {
      --depth;
    } else if (c == '|' && depth == 0) {
      return false;
    }
  }
  return true;
}

LazyPattern::LazyPattern(const Rule& rule, std::int64_t max_memory)
    : rule_(rule), max_memory_(max_memory) {}
LazyPattern::~LazyPattern() = default;

const re2::RE2& LazyPattern::get() const {
  std::call_once(once_, [&] { compiled_ = compile_pattern(rule_, max_memory_); });
  return *compiled_;
}

struct PatternSet::Impl {
  std::vector<const Rule*> rules;
  std::int64_t max_memory;
  std::atomic<unsigned> calls_before;  // it is compiled
  std::once_flag once;
  std::unique_ptr<re2::RE2::Set> set;  // null: cannot be compiled with that memory

  void compile() {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    const bool anchored = std::all_of(rules.begin(), rules.end(),
                                      [](const Rule* rule) { return is_anchored(rule->pattern); });
    auto made = std::make_unique<re2::RE2::Set>(
        options, anchored ? re2::RE2::ANCHOR_START : re2::RE2::UNANCHORED);
    for (const Rule* rule : rules) {
      if (made->Add({rule->pattern.data(), rule->pattern.size()}, nullptr) < 0) return;
    }
    if (made->Compile()) set = std::move(made);
  }
};

PatternSet::PatternSet(std::vector<const Rule*> rules, std::int64_t max_memory,
                       unsigned calls_before)
    : impl_(std::make_unique<Impl>()) {
  impl_->calls_before = calls_before;
  impl_->rules = std::move(rules);
  impl_->max_memory = max_memory;
}
PatternSet::~PatternSet() = default;

bool PatternSet::match(std::string_view line, std::vector<int>& found) const {
  const unsigned calls_before = impl_->calls_before.load(std::memory_order_relaxed);
  if (calls_before > 0) {  // calls at the same time may count as one
    impl_->calls_before.store(calls_before - 1, std::memory_order_relaxed);
    return false;
  }
  std::call_once(impl_->once, [&] { impl_->compile(); });
  if (!impl_->set) return false;
  re2::RE2::Set::ErrorInfo error{};
  const re2::StringPiece text(line.data(), line.size());
  // Without the indices first: asking for them allocates, and nearly all lines match nothing.
  if (!impl_->set->Match(text, nullptr, &error)) return error.kind == re2::RE2::Set::kNoError;
  return impl_->set->Match(text, &found, &error);
}

}  // namespace saring::boilerplate
