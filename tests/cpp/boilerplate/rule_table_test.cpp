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
      "# ours\r\n# codes: tl  fil\r\n# also: eng\r\nid\tkind\twhen\tpattern\tdrop\tkeep\tsource"
      "\r\na.b\tcaption_search\tbytes=80 soft digits open words=9 first=abc last=) head "
      "has=x\t[a-z]+\td\tk\ts\r\n",
      "some/folder/tlh.tsv");
  REQUIRE(table.rules().size() == 1);
  const Rule& rule = table.rules()[0];
  CHECK(rule.id == "a.b");
  CHECK(rule.language == "tlh");
  CHECK(table.pack().language == "tlh");
  CHECK(table.pack().codes == "tl  fil");
  CHECK(table.pack().also == "eng");
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
  CHECK_THAT(message_of(row("x.ok", "share_line", "word") + row("x.star", "share_search", "a*")),
             Catch::Contains("rules/tlh.tsv:2") && Catch::Contains("x.star") &&
                 Catch::Contains("empty string"));
  CHECK_THAT(message_of(row("x.marks", "share_start", "- :")), Catch::Contains("empty string"));
}

TEST_CASE("rule table: broken rows are refused") {
  CHECK_THAT(message_of(row("x", "share_search", "(")), Catch::Contains("does not compile"));
  CHECK_THAT(message_of(row("x", "wish", "word")), Catch::Contains("unknown kind"));
  CHECK_THAT(message_of(row("x", "share_line", "a") + row("x", "share_line", "b")),
             Catch::Contains("used twice"));
  CHECK_THAT(message_of("x\tshare_line\t\tword\tdrop\tkeep\n"),
             Catch::Contains("\"source\" is missing"));
  CHECK_THAT(message_of("x\tshare_line\t\tword\t\tkeep\ts\n"),
             Catch::Contains("\"drop\" is empty"));
  CHECK_THAT(message_of("x\tshare_line\tbytes=many\tword\td\tkeep\ts\n"),
             Catch::Contains("not a number"));
  CHECK_THAT(message_of("x\tshare_line\tcolour=red\tword\td\tkeep\ts\n"),
             Catch::Contains("unknown condition"));
}

TEST_CASE("rule table: a file that is not text is refused with the line, whatever it is") {
  const std::string good = row("x", "share_line", "word");
  for (const std::string& bad : {std::string("\xff"), std::string("\xc3"), std::string("\0", 1),
                                 std::string("\x1b[31m"), std::string("\x7f")}) {
    CHECK_THAT(message_of(good + good + bad + "\n"), Catch::StartsWith("rules/tlh.tsv:3: "));
    CHECK_THAT(message_of(good + row("y" + bad, "share_line", "w")),
               Catch::StartsWith("rules/tlh.tsv:2: "));
  }
}

TEST_CASE("rule table: a line of any length is refused with a short message") {
  const std::string unit = "kata ";
  std::string text;
  while (text.size() < 4'000'000) text += unit;
  for (const std::string& tsv :
       {text, "x\t" + text, text + "\t" + text, std::string(4'000'000, '\t'),
        "x\t" + text + "\t\tword\td\tk\ts\n", "x\tshare_line\t" + text + "\tword\td\tk\ts\n",
        row("x", "share_search", text),
        row("x", "share_line", "a") + row("x", "share_line", text)}) {
    const std::string message = message_of(tsv);
    CHECK_THAT(message, Catch::StartsWith("rules/tlh.tsv:"));
    CHECK(message.size() < 300);
  }
  CHECK_THAT(message_of(std::string(kMaxRuleFileBytes + 1, '\n')), Catch::Contains("at most"));
  CHECK_THAT(message_of("x\tshare_line\thas=" + std::string(300, 'a') + "\tw\td\tk\ts\n"),
             Catch::Contains("more than 256 bytes"));
}

TEST_CASE("rule table: a phrase of more than twelve words is refused with file, line and id") {
  CHECK_THAT(message_of(row("x", "share_line", "word") +
                        row("y", "share_line", "a b c d e f g h i j k l m")),
             Catch::Contains("rules/tlh.tsv:2: rule \"y\"") && Catch::Contains("12 words"));
  CHECK(message_of(row("x", "share_start", "Page # of # # # # # # # # #")).empty());
}

TEST_CASE("rule table: a table without codes is for every language, whatever its name") {
  const std::string tsv = row("x", "share_line", "word");
  CHECK(RuleTable::parse(tsv, "rules/ads.tsv").rules()[0].language == "und");
  CHECK(RuleTable::parse("# own\n# codes:\n" + tsv, "rules/ads.tsv").rules()[0].language == "ads");
  CHECK(RuleTable::parse(tsv + "# codes: xx\n" + row("y", "share_line", "w"), "ads.tsv")
            .rules()[1]
            .language == "und");
}

TEST_CASE("rule table: a table with the columns of other times is refused with those of now") {
  const std::string old_row = "x\tshare\tany\tline\t\tword\tdrop\tkeep\tours\n";
  const auto says = Catch::Contains("id, kind, when, pattern, drop, keep, source");
  CHECK_THAT(message_of("id\trole\tplace\tkind\twhen\tpattern\tdrop\tkeep\tsource\n" + old_row),
             Catch::StartsWith("rules/tlh.tsv:1: ") && says);
  CHECK_THAT(message_of(old_row), Catch::StartsWith("rules/tlh.tsv:1: rule \"x\"") && says);
}

TEST_CASE("rule table: a file that is no table is phrases, one a line") {
  const RuleTable table = RuleTable::parse(
      "\xEF\xBB\xBF# ours\n\n  Kirim ke surau \r\n\t\nBaca kabar desa lain hari ini\nHalaman # "
      "dari #",
      "folder/phrases.txt");
  const auto rules = table.rules();
  REQUIRE(rules.size() == 3);
  CHECK(rules[0].id == "phrases.txt:3");
  CHECK(rules[0].pattern == "Kirim ke surau");
  CHECK(rules[0].kind == RuleKind::kLine);
  CHECK(rules[1].kind == RuleKind::kStart);
  CHECK(rules[2].id == "phrases.txt:6");
  CHECK(rules[2].kind == RuleKind::kStart);
  for (const Rule& rule : rules) {
    CHECK(rule.language == "und");
    CHECK(rule.role == Role::kOther);
    CHECK(rule.place == RulePlace::kAny);
    CHECK_FALSE(rule.when.soft);
  }
}

TEST_CASE("rule table: a broken phrase is refused with file and line") {
  const auto message_of_phrases = [](const std::string& text) -> std::string {
    try {
      static_cast<void>(RuleTable::parse(text, "own/phrases.txt"));
    } catch (const RuleError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(message_of_phrases("a b c d e f g h i j k l\n").empty());
  CHECK_THAT(message_of_phrases("word\n\na b c d e f g h i j k l m\n"),
             Catch::StartsWith("own/phrases.txt:3: ") && Catch::Contains("12 words"));
  CHECK_THAT(message_of_phrases("word\n***\n"),
             Catch::StartsWith("own/phrases.txt:2: ") && Catch::Contains("empty string"));
  CHECK_THAT(message_of_phrases("word\nw\xff\n"),
             Catch::StartsWith("own/phrases.txt:2: ") && Catch::Contains("UTF-8"));
}
