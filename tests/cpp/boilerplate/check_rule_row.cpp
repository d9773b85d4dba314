#include "boilerplate/check_rule_row.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/boilerplate/rule_matcher_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr unsigned kEverywhere = 0xf;

// Ids of the rules that match a line, its spans included.
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

}  // namespace

void check_rule_row(std::string_view id) {
  const auto all = built_in_rules();
  const auto rule = std::find_if(all.begin(), all.end(), [&](const Rule& r) { return r.id == id; });
  REQUIRE(rule != all.end());
  CAPTURE(std::string(rule->drop), std::string(rule->keep));
  CHECK(std::count_if(all.begin(), all.end(), [&](const Rule& r) { return r.id == id; }) == 1);

  const RuleMatcher alone(std::span<const Rule>(&*rule, 1));
  CHECK(fired(alone, rule->drop) == std::vector<std::string>{std::string(id)});
  CHECK(fired(alone, rule->keep).empty());

  static const RuleMatcher together(all);
  CHECK_FALSE(fired(together, rule->drop).empty());
  const auto on_keep = fired(together, rule->keep);
  CAPTURE(on_keep);
  CHECK(on_keep.empty());
}

}  // namespace saring::boilerplate
