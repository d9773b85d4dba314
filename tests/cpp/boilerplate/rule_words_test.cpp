#include "saring/boilerplate/rule_words_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "rule_rows.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring::boilerplate;
using rule_rows::message_of;
using rule_rows::row;

TEST_CASE("rule words: each kind of row fills its own list") {
  const std::string tsv = row("t.reporting", "reporting_word", "jatlh|ja'") +
                          row("t.verb", "comment_verb", "ghItlh") +
                          row("t.by", "posted_by", "ghItlhwI' 'oH|by");
  const RuleTable table = RuleTable::parse(tsv, "rules/tlh.tsv");
  const RuleWords words(table.rules());
  CHECK(words.is_reporting("jatlh"));
  CHECK(words.is_reporting("ja'"));
  CHECK_FALSE(words.is_reporting("ghItlh"));
  CHECK_FALSE(words.is_reporting("jatlh|ja'"));
  CHECK(words.is_comment_verb("ghItlh"));
  CHECK_FALSE(words.is_comment_verb("ja'"));
  CHECK(words.begins_post("By Anna"));
  CHECK_FALSE(words.begins_post("Byron"));
  CHECK_FALSE(words.begins_post("by"));
}

TEST_CASE("rule words: they drop no line") {
  const RuleTable table =
      RuleTable::parse(row("t.reporting", "reporting_word", "said"), "rules/tlh.tsv");
  const RuleMatcher matcher(table.rules());
  LineWords words;
  scan_words("said", LineWords::kMax, words);
  CHECK(matcher.match_phrase("said", words, measure_line("said"), {}, 0xF).rule == nullptr);
  CHECK(matcher.match_pattern("said", measure_line("said"), {}, 0xF).rule == nullptr);
  CHECK(matcher.words().is_reporting("said"));
}

TEST_CASE("rule words: an empty word is refused") {
  for (const std::string pattern : {"said||told", "|said", "said|"}) {
    CAPTURE(pattern);
    CHECK(message_of(row("t.reporting", "reporting_word", pattern)).find("empty word") !=
          std::string::npos);
  }
  CHECK(message_of(row("t.reporting", "reporting_word", "said|told")).empty());
}
