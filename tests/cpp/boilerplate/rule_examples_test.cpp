// Every row of the rule files is a test. Alone, the rule matches its example to drop and not its
// example to keep. With all rules, some rule matches the first example and none matches the second.
// For one language: boilerplate_tests "rule examples: *" -c ind
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/pattern_starts_internal.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr unsigned kEverywhere = 0xf;

// Ids of the rules that match a line, including its spans.
std::vector<std::string> fired(const RuleMatcher& matcher, std::string_view line) {
  const LineShape shape = measure_line(line);
  LineWords words;
  scan_words(line, LineWords::kMax, words);
  std::vector<std::string> out;
  const RuleMatch match = matcher.match_phrase(line, words, shape, PackSet{}, kEverywhere);
  if (match.rule != nullptr) out.emplace_back(match.rule->id);
  const RuleMatch pattern = matcher.match_pattern(line, shape, PackSet{}, kEverywhere);
  if (pattern.rule != nullptr) out.emplace_back(pattern.rule->id);
  std::vector<MatchedSpan> spans;
  matcher.match_spans(line, shape, PackSet{}, kEverywhere, spans);
  for (const MatchedSpan& span : spans) out.emplace_back(span.rule->id);
  return out;
}

// Whether a word of the list stands in the line by itself.
bool has_word(const Rule& rule, std::string_view line) {
  const auto is_edge = [&](std::size_t at) {
    return at >= line.size() || std::string_view(" .,:").find(line[at]) != std::string_view::npos;
  };
  bool found = false;
  for_each_of_words(rule, [&](std::string_view word) {
    // "Posted by" is written in any case.
    const std::string folded =
        rule.role == Role::kByline ? ascii::to_lower(line) : std::string(line);
    const std::size_t at = folded.find(word);
    found |= at != std::string::npos && (at == 0 || is_edge(at - 1)) && is_edge(at + word.size());
  });
  return found;
}

void check_examples(const Rule& rule, const RuleMatcher& together) {
  CAPTURE(std::string(rule.id), std::string(rule.drop), std::string(rule.keep));
  if (rule.kind == RuleKind::kWords) {
    CHECK(has_word(rule, rule.drop));
    CHECK_FALSE(has_word(rule, rule.keep));
    return;
  }
  const RuleMatcher alone(std::span<const Rule>(&rule, 1));
  CHECK(fired(alone, rule.drop) == std::vector<std::string>{std::string(rule.id)});
  CHECK_FALSE(fired(together, rule.drop).empty());
  const auto on_keep = fired(together, rule.keep);
  CAPTURE(on_keep);
  CHECK(on_keep.empty());
}

}  // namespace

TEST_CASE("rule examples: every rule matches its example to drop, and none the one to keep") {
  static const RuleMatcher together(built_in_rules());
  for (const RulePack& pack : built_in_packs()) {
    DYNAMIC_SECTION(std::string(pack.language)) {
      for (const Rule& rule : built_in_rules()) {
        if (rule.language == pack.language) check_examples(rule, together);
      }
    }
  }
}

TEST_CASE("rule examples: nearly all patterns exclude most lines before RE2 is asked") {
  std::string searched;
  std::size_t count = 0;
  for (const Rule& rule : built_in_rules()) {
    const RuleWhen& when = rule.when;
    if (rule.kind != RuleKind::kRegex || when.max_words <= 16 || when.last != 0 ||
        !when.first.empty() || !when.has.empty() || when.digits)
      continue;
    const PatternNeeds needs = needs_of(rule.pattern);
    if (needs.starts || needs.leads != 0) continue;
    searched.append(rule.id).append(" ");
    ++count;
  }
  INFO("rules that need has=, last=, first= or a known start: " << searched);
  CHECK(count <= 20);  // some milliseconds a megabyte each
}

}  // namespace saring::boilerplate
