#include "saring/boilerplate/rule_pattern_internal.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "boilerplate/rule_rows.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring;
using namespace saring::boilerplate;
using rule_rows::message_of;
using rule_rows::row;

namespace {

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

}  // namespace

TEST_CASE(
    "rule pattern: one that compiles to too much is refused quickly, with file, line and id") {
  std::string alternatives = "a0";
  while (alternatives.size() < kMaxPatternLength + 10) alternatives += "|word";
  const std::string nested = std::string(1500, '(') + "a" + std::string(1500, ')');
  for (const std::string& pattern :
       {std::string("((a{1000}){1000})"), std::string("(((((x{30}){30}){30}){30}){30})"),
        std::string("(\\pL{1000})"), std::string("(?i)(\\pL{30}\\pN{30}){15}"), alternatives,
        std::string(5000, 'x'), std::string("a{1001}"), std::string("(\\pL*\\pN*){500}")}) {
    for (const char* kind : {"share_search", "share_regex", "dateline_start", "byline_end_span"}) {
      const double start = cpu_seconds();
      const std::string message =
          message_of(row("ok", "share_line", "word") + row("big", kind, pattern));
      CHECK_THAT(message, Catch::Contains("rules/tlh.tsv:2: rule \"big\""));
      CHECK(message.size() < 300);
      CHECK(cpu_seconds() - start < 2);
    }
  }
  CHECK(message_of(row("nested", "share_search", nested)).empty());
  CHECK(message_of(row("letters", "share_search", "^By \\pL{2,20} \\pL{2,20}$")).empty());
}

TEST_CASE("rule pattern: an error of a span is that of its pattern alone") {
  CHECK_THAT(message_of(row("x", "dateline_start", "a)|(b")), Catch::Contains("does not compile"));
  CHECK_THAT(message_of(row("x", "byline_end_span", "b*")), Catch::Contains("empty string"));
}

TEST_CASE("rule pattern: errors show a rule's parts without characters that act on a terminal") {
  const std::string acts = "\xE2\x80\xAE\xC2\x9B";
  CHECK_THAT(message_of(row("id" + acts, "share_line", "")),
             Catch::Contains("rule \"id\\u202e\\x9b\": "));
  CHECK_THAT(message_of(row("x", "kind" + acts, "word")),
             Catch::Contains("unknown kind \"kind\\u202e\\x9b\""));
  CHECK_THAT(message_of(row("x", "share_search", "(" + acts)), !Catch::Contains(acts));
}

TEST_CASE("rule pattern: many patterns, large together, are refused with the rule that exceeds") {
  std::string tsv;
  for (int i = 0; i < 200; ++i)
    tsv +=
        row("r" + std::to_string(i), "share_search", "\\pL{" + std::to_string(10 + i % 5) + "}x");
  const double start = cpu_seconds();
  CHECK_THAT(message_of(tsv), Catch::Contains("rules/tlh.tsv:") && Catch::Contains("rule \"r") &&
                                  Catch::Contains("instructions"));
  CHECK(cpu_seconds() - start < 8);
}

TEST_CASE("rule pattern: more rules or patterns than the limits are refused, by file and by set") {
  std::string phrases;
  for (std::size_t i = 0; i <= kMaxRules; ++i)
    phrases += row("p" + std::to_string(i), "share_line", "word" + std::string(1 + i % 7, 'a'));
  CHECK_THAT(message_of(phrases),
             Catch::Contains("more than 50000 rules") && Catch::Contains("rule \"p50000\""));
  std::string patterns;
  for (std::size_t i = 0; i < kMaxPatterns; ++i)
    patterns += row("r" + std::to_string(i), "share_search", "w" + std::to_string(i) + "x");
  CHECK(message_of(patterns).empty());
  CHECK_THAT(message_of(patterns + row("last", "byline_end_span", "more")),
             Catch::Contains("tlh.tsv:4097: rule \"last\": more than 4096 rules with a pattern"));
  const RuleTable first = RuleTable::parse(patterns, "one.tsv");
  const RuleTable second = RuleTable::parse(row("last", "share_search", "more"), "two.tsv");
  std::vector<Rule> both(first.rules().begin(), first.rules().end());
  both.insert(both.end(), second.rules().begin(), second.rules().end());
  CHECK_THROWS_WITH(RuleMatcher(both), Catch::Contains("two.tsv:1: rule \"last\""));
}

TEST_CASE("rule pattern: a phrase of more rules than the limit is refused") {
  std::string tsv;
  for (std::size_t i = 0; i < kMaxPhraseRules; ++i)
    tsv += row("p" + std::to_string(i), "share_line", "Read also");
  CHECK(message_of(tsv).empty());
  CHECK_THAT(message_of(tsv + row("last", "share_start", "read ALSO")),
             Catch::Contains("rule \"last\"") && Catch::Contains("this phrase"));
}

TEST_CASE("rule pattern: where the states exceed the memory, matching is slower but not wrong") {
  // 2^300 states of a DFA: "a" was 300 letters ago.
  Rule rule;
  rule.id = "exponential";
  rule.kind = RuleKind::kRegex;
  rule.pattern = "(?:a|b)*a[ab]{300}c";
  std::mt19937 random(4);
  for (const std::int64_t memory : {memory_of_pattern(1), memory_of_pattern(kMaxPatterns)}) {
    const auto pattern = compile_pattern(rule, memory);
    for (int round = 0; round < 20; ++round) {
      std::string line;
      for (int i = 0; i < 597; ++i) line += random() % 2 == 0 ? 'a' : 'b';
      line[296] = round % 2 == 0 ? 'a' : 'b';  // 301st before the end
      CHECK(re2::RE2::PartialMatch(line + "c", *pattern) == (round % 2 == 0));
    }
  }
}

TEST_CASE("rule pattern: a lazy pattern is compiled once, and its errors come when it is needed") {
  Rule rule;
  rule.id = "lazy";
  rule.kind = RuleKind::kRegex;
  rule.pattern = "a+";
  const LazyPattern pattern(rule, memory_of_pattern(1));
  std::vector<const re2::RE2*> found(4);
  std::vector<std::thread> threads;
  for (const re2::RE2*& one : found) threads.emplace_back([&] { one = &pattern.get(); });
  for (std::thread& thread : threads) thread.join();
  for (const re2::RE2* one : found) CHECK(one == &pattern.get());
  CHECK(re2::RE2::FullMatch("aa", pattern.get()));
  rule.pattern = "a(";
  const LazyPattern wrong(rule, memory_of_pattern(1));
  CHECK_THROWS_WITH(wrong.get(), Catch::Contains("lazy"));
}

TEST_CASE(
    "rule pattern: a set names the patterns that match, or says that its memory is too small") {
  Rule rules[3];
  rules[0].pattern = "river";
  rules[1].pattern = "bridge$";
  rules[2].pattern = "a bri";
  const std::vector<const Rule*> of_set = {&rules[0], &rules[1], &rules[2]};
  const PatternSet set(of_set, memory_of_pattern(1), 0);
  std::vector<int> found;
  CHECK(set.match("there is a bridge", found));
  std::sort(found.begin(), found.end());
  CHECK(found == std::vector<int>{1, 2});
  found.clear();
  CHECK(set.match("no water", found));
  CHECK(found.empty());
  const PatternSet small(of_set, 1, 0);
  CHECK_FALSE(small.match("there is a bridge", found));
  const PatternSet later(of_set, memory_of_pattern(1), 2);
  CHECK_FALSE(later.match("there is a bridge", found));
  CHECK_FALSE(later.match("there is a bridge", found));
  CHECK(later.match("there is a bridge", found));
}

TEST_CASE("rule pattern: all patterns together have at most 512 MiB, one has at most 8") {
  for (const std::size_t count : {0U, 1U, 64U, 65U, 500U, 4096U}) {
    CHECK(memory_of_pattern(count) <= (8 << 20));
    CHECK(memory_of_pattern(count) * static_cast<std::int64_t>(count) <= (512 << 20));
    CHECK(memory_of_pattern(count) >= (128 << 10));
  }
}

TEST_CASE("rule pattern: an expression is anchored only if all its alternatives are") {
  for (const char* pattern : {"^a", "^(?:a|b)$", "^[|]", "^a\\|b", "^[^]|]x", "^(a(b|c))|"})
    CHECK(is_anchored(pattern) == (std::string_view(pattern) != "^(a(b|c))|"));
  for (const char* pattern :
       {"a", "^a|b", "(?:^a)", "^\\Qa|b\\E|c", "^[[:alpha:]]|b", "^(a)|b", ""})
    CHECK_FALSE(is_anchored(pattern));
}

TEST_CASE("rule pattern: patterns in a group match as each does alone, the first one wins") {
  std::mt19937 random(11);
  const auto letters = [&](std::size_t n) {
    std::string out;
    while (out.size() < n) out += static_cast<char>('a' + random() % 6);
    return out;
  };
  std::string tsv;
  for (int i = 0; i < 120; ++i) {
    const std::string id = "r" + std::to_string(i);
    const std::string word = letters(2 + random() % 2);
    const std::string kind = i % 3 == 0   ? "share_regex"
                             : i % 3 == 1 ? "timestamp_ago"
                                          : "share_search";
    tsv += id + "\t" + kind + "\t" + (i % 5 == 0 ? "words=3" : "") + "\t" + word + "|" +
           letters(3) + (i % 4 == 0 ? " b+" : "") + "\td\tk\ts\n";
  }
  const RuleTable table = RuleTable::parse(tsv, "own.tsv");
  const RuleMatcher together(table.rules());
  std::vector<std::unique_ptr<RuleMatcher>> alone;
  for (const Rule& rule : table.rules())
    alone.push_back(std::make_unique<RuleMatcher>(std::span<const Rule>(&rule, 1)));
  std::size_t matched = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string line = letters(1 + random() % 6);
    while (random() % 3 != 0) line += " " + letters(1 + random() % 4);
    const LineShape shape = measure_line(line);
    std::string_view expected;
    for (std::size_t i = 0; i < alone.size() && expected.empty(); ++i) {
      const RuleMatch match = alone[i]->match_pattern(line, shape, PackSet{}, 0xf);
      if (match.rule != nullptr) expected = match.rule->id;
    }
    const RuleMatch match = together.match_pattern(line, shape, PackSet{}, 0xf);
    REQUIRE((match.rule == nullptr ? "" : match.rule->id) == expected);
    matched += expected.empty() ? 0 : 1;
  }
  CHECK(matched > 200);
  CHECK(matched < 2000);
}
