#include "saring/boilerplate/rule_kind_internal.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "saring/base/error.hpp"

using namespace saring::boilerplate;

namespace {

std::string message_of(const std::string& row) {
  try {
    const std::string tsv = "name\trole\tplace\tmatch\twhen\ttemplate\twhat\n" + row + "\n";
    static_cast<void>(parse_kinds(tsv, "folder/kinds.tsv"));
  } catch (const saring::RuleError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("rule kind: a row gives role, place, how a pattern is read, and conditions") {
  const auto kinds = parse_kinds(
      "name\trole\tplace\tmatch\twhen\ttemplate\twhat\n"
      "ago\ttimestamp\ttail\tregex\tsoft words=6\t^{}$\tsome time ago\n",
      "kinds.tsv");
  REQUIRE(kinds.size() == 1);
  CHECK(kinds[0].role == Role::kTimestamp);
  CHECK(kinds[0].place == RulePlace::kTail);
  CHECK(kinds[0].match == RuleKind::kRegex);
  CHECK(kinds[0].when.soft);
  CHECK(kinds[0].when.max_words == 6);
  CHECK(fill_template(kinds[0], "a|b") == "^(?:a|b)$");
  CHECK(find_kind(kinds, "ago") == &kinds[0]);
  CHECK(find_kind(kinds, "agon") == nullptr);
}

TEST_CASE("rule kind: a broken row is refused with file and line") {
  CHECK(message_of("a\tshare\tany\tline\t\t\twhat").empty());
  CHECK_THAT(message_of("a\tshare\tany\tline\t\t"),
             Catch::Contains("folder/kinds.tsv:2") && Catch::Contains("the columns name"));
  CHECK_THAT(message_of("a\tsharing\tany\tline\t\t\tw"), Catch::Contains("unknown role"));
  CHECK_THAT(message_of("a\tshare\tevery\tline\t\t\tw"), Catch::Contains("unknown place"));
  CHECK_THAT(message_of("a\tshare\tany\tlines\t\t\tw"), Catch::Contains("unknown match"));
  CHECK_THAT(message_of("a\tshare\tany\tline\tmild\t\tw"), Catch::Contains("\"mild\""));
  CHECK_THAT(message_of("a\tshare\tany\tline\t\t{}\tw"), Catch::Contains("template"));
  CHECK_THAT(message_of("a\tshare\tany\tregex\t\t\tw"), Catch::Contains("template"));
  CHECK_THAT(message_of("a\tshare\tany\tline\t\t\tw\na\tshare\tany\tline\t\t\tw"),
             Catch::Contains(":3") && Catch::Contains("used twice"));
}

TEST_CASE("rule kind: what a row says overrides its kind, and the rest stays") {
  RulePlace place = RulePlace::kAny;
  RuleWhen when;
  when.max_words = 20;
  when.open = true;
  CHECK(read_conditions("tail words=6", place, when).empty());
  CHECK(place == RulePlace::kTail);
  CHECK(when.max_words == 6);
  CHECK(when.open);
  CHECK_FALSE(when.soft);
  CHECK_FALSE(when.closed);
  CHECK(read_conditions("closed", place, when).empty());
  CHECK(when.closed);
}

TEST_CASE("rule kind: the library has kinds for every way to read a pattern") {
  std::set<RuleKind> matches;
  for (const RuleKindRow& kind : built_in_kinds()) matches.insert(kind.match);
  CHECK(matches.size() == 8);
  CHECK(find_kind(built_in_kinds(), "related_label") != nullptr);
}
