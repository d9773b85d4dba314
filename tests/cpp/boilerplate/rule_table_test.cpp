#include <catch2/catch.hpp>
#include <string>

#include "boilerplate/rule_rows.hpp"
#include "saring/base/error.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring;
using namespace saring::boilerplate;
using rule_rows::message_of;
using rule_rows::row;

TEST_CASE("rule table: rows are read with the language of the file") {
  const RuleTable table = RuleTable::parse(
      "# ours\nid\trole\tplace\tkind\twhen\tpattern\tdrop\tkeep\tsource\r\n"
      "a.b\tcaption\thead\tregex\tbytes=80 soft digits open words=9 first=abc last=) "
      "has=x\t[a-z]+\td\tk\ts\r\n",
      "some/folder/tlh.tsv");
  REQUIRE(table.rules().size() == 1);
  const Rule& rule = table.rules()[0];
  CHECK(rule.id == "a.b");
  CHECK(rule.language == "tlh");
  CHECK(rule.role == Role::kCaption);
  CHECK(rule.place == RulePlace::kHead);
  CHECK(rule.kind == RuleKind::kRegex);
  CHECK(rule.when.max_bytes == 80);
  CHECK(rule.when.max_words == 9);
  CHECK(rule.when.first == "abc");
  CHECK(rule.when.last == ')');
  CHECK(rule.when.has == "x");
  CHECK(rule.when.soft);
  CHECK(rule.when.open);
  CHECK(rule.when.digits);
  CHECK(rule.pattern == "[a-z]+");
  CHECK(rule.source == "s");
}

TEST_CASE("rule table: a pattern that matches the empty string is refused with file, line and id") {
  CHECK_THAT(message_of(row("x.ok", "line", "word") + row("x.star", "regex", "a*")),
             Catch::Contains("rules/tlh.tsv:2") && Catch::Contains("x.star") &&
                 Catch::Contains("empty string"));
  CHECK_THAT(message_of(row("x.marks", "start", "- :")), Catch::Contains("empty string"));
}

TEST_CASE("rule table: broken rows are refused") {
  CHECK_THAT(message_of(row("x", "regex", "(")), Catch::Contains("does not compile"));
  CHECK_THAT(message_of(row("x", "wish", "word")), Catch::Contains("unknown kind"));
  CHECK_THAT(message_of(row("x", "line", "a") + row("x", "line", "b")),
             Catch::Contains("used twice"));
  CHECK_THAT(message_of("x\tshare\tany\tline\t\tword\tdrop\tkeep\n"),
             Catch::Contains("\"source\" is missing"));
  CHECK_THAT(message_of("x\tshare\tany\tline\t\tword\t\tkeep\ts\n"),
             Catch::Contains("\"drop\" is empty"));
  CHECK_THAT(message_of("x\tsharing\tany\tline\t\tword\td\tkeep\ts\n"),
             Catch::Contains("unknown role"));
  CHECK_THAT(message_of("x\tshare\tany\tline\tbytes=many\tword\td\tkeep\ts\n"),
             Catch::Contains("not a number"));
  CHECK_THAT(message_of("x\tshare\tany\tline\tcolour=red\tword\td\tkeep\ts\n"),
             Catch::Contains("unknown condition"));
}

TEST_CASE("rule table: a file that is not text is refused with the line, whatever it is") {
  const std::string good = row("x", "line", "word");
  for (const std::string& bad : {std::string("\xff"), std::string("\xc3"), std::string("\0", 1),
                                 std::string("\x1b[31m"), std::string("\x7f")}) {
    CHECK_THAT(message_of(good + good + bad + "\n"), Catch::StartsWith("rules/tlh.tsv:3: "));
    CHECK_THAT(message_of(good + row("y" + bad, "line", "w")),
               Catch::StartsWith("rules/tlh.tsv:2: "));
  }
}

TEST_CASE("rule table: a line of any length is refused with a short message") {
  const std::string unit = "kata ";
  std::string text;
  while (text.size() < 4'000'000) text += unit;
  for (const std::string& tsv :
       {text, "x\t" + text, text + "\t" + text, std::string(4'000'000, '\t'),
        "x\t" + text + "\tany\tline\t\tword\td\tk\ts\n",
        "x\tshare\tany\tline\t" + text + "\tword\td\tk\ts\n", row("x", "regex", text),
        row("x", "line", "a") + row("x", "line", text)}) {
    const std::string message = message_of(tsv);
    CHECK_THAT(message, Catch::StartsWith("rules/tlh.tsv:"));
    CHECK(message.size() < 300);
  }
  CHECK_THAT(message_of(std::string(kMaxRuleFileBytes + 1, '\n')), Catch::Contains("at most"));
  CHECK_THAT(message_of("x\tshare\tany\tline\thas=" + std::string(300, 'a') + "\tw\td\tk\ts\n"),
             Catch::Contains("more than 256 bytes"));
}

TEST_CASE("rule table: errors of a matcher name file and line") {
  const RuleTable table = RuleTable::parse(
      row("x", "line", "word") + row("y", "line", "a b c d e f g h i j k l m"), "rules/tlh.tsv");
  CHECK(table.rules()[1].line == 2);
  CHECK_THROWS_WITH(RuleMatcher(table.rules()),
                    Catch::Contains("rules/tlh.tsv:2: rule \"y\"") && Catch::Contains("12 words"));
}
