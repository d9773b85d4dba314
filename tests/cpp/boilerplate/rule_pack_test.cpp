#include "saring/boilerplate/rule_pack_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring::boilerplate;

namespace {

std::string message_of(const std::vector<RulePack>& packs) {
  try {
    check_packs(packs);
  } catch (const saring::RuleError& error) {
    return error.what();
  }
  return "";
}

// Id of the rule for a line with the rules for `language`.
std::string fired(const RuleMatcher& matcher, std::string_view line, std::string_view language) {
  LineWords words;
  scan_words(line, LineWords::kMax, words);
  const RuleMatch match =
      matcher.match_phrase(line, words, measure_line(line), matcher.packs(language), 0xf);
  return match.rule == nullptr ? "" : std::string(match.rule->id);
}

}  // namespace

TEST_CASE("rule pack: one file with its codes is all that a language needs") {
  const RuleTable table = RuleTable::parse(
      "# codes: tl fil\n# also: ceb\n"
      "tl.share.ibahagi\tshare_line\t\tIbahagi ito\tIbahagi ito\tIbahagi mo ito.\tours\n",
      "rules/tgl.tsv");
  const RuleTable neighbour = RuleTable::parse(
      "# codes:\nceb.share.ipaambit\tshare_line\t\tIpaambit\tIpaambit\tIpaambit kini.\tours\n",
      "rules/ceb.tsv");
  std::vector<Rule> all(table.rules().begin(), table.rules().end());
  all.push_back(neighbour.rules()[0]);
  const std::vector<RulePack> packs = {table.pack(), neighbour.pack()};
  check_packs(packs);
  const RuleMatcher matcher(all, packs);
  for (const char* code : {"tgl", "tl", "fil", "tl-PH", "tgl_Latn", ""}) {
    CAPTURE(code);
    CHECK(fired(matcher, "Ibahagi ito", code) == "tl.share.ibahagi");
    CHECK(fired(matcher, "Ipaambit", code) == "ceb.share.ipaambit");
  }
  CHECK(fired(matcher, "Ibahagi ito", "ceb").empty());
  CHECK(fired(matcher, "Ibahagi ito", "t").empty());
  CHECK(fired(matcher, "Ipaambit", "ceb") == "ceb.share.ipaambit");
}

TEST_CASE("rule pack: every rule file of the data folder is in the library") {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SARING_DATA_DIR "/boilerplate")) {
    const std::string name = entry.path().stem().string();
    if (name != "html" && name != "kinds") files.insert(name);
  }
  std::set<std::string> languages;
  for (const Rule& rule : built_in_rules()) languages.emplace(rule.language);
  CHECK(files.size() >= 6);
  CHECK(languages == files);
}

TEST_CASE("rule pack: rules come in the order of the packs, und first, then by name") {
  std::vector<std::string_view> names;
  for (const RulePack& pack : built_in_packs()) names.push_back(pack.language);
  REQUIRE(names.size() >= 6);
  CHECK(names.front() == "und");
  CHECK(std::is_sorted(names.begin() + 1, names.end()));
  std::vector<std::string_view> order;
  for (const Rule& rule : built_in_rules()) {
    if (order.empty() || order.back() != rule.language) order.push_back(rule.language);
  }
  CHECK(order == names);
}

TEST_CASE("rule pack: more than 32 languages keep their rules apart") {
  std::vector<RuleTable> tables;
  std::vector<Rule> all;
  std::vector<RulePack> packs;
  const auto name = [](int i) {
    return std::string{'x', static_cast<char>('a' + i / 10), static_cast<char>('a' + i % 10)};
  };
  for (int i = 0; i < 150; ++i) {
    tables.push_back(RuleTable::parse(
        "# codes:\n" + name(i) + "\tshare_line\t\tw" + name(i) + "\td\tk\ts\n", name(i) + ".tsv"));
    all.push_back(tables.back().rules()[0]);
    packs.push_back(tables.back().pack());
  }
  const RuleMatcher matcher(all, packs);
  for (int i = 0; i < 150; ++i) {
    CHECK(fired(matcher, "w" + name(i), name(i)) == name(i));
    CHECK(fired(matcher, "w" + name(i), name((i + 32) % 150)).empty());
    CHECK(fired(matcher, "w" + name(i), "") == name(i));
  }
}

TEST_CASE("rule pack: a code of two packs and a neighbour that is not there are refused") {
  CHECK(message_of({{"ind", "id in", "zsm"}, {"zsm", "ms", "ind"}}).empty());
  CHECK_THAT(message_of({{"", "id", ""}}), Catch::Contains("no name"));
  CHECK_THAT(message_of({{"ind", "id in", ""}, {"xxx", "yy in", ""}}),
             Catch::Contains("xxx.tsv: the code \"in\" selects ind already"));
  CHECK_THAT(message_of({{"ind", "id", ""}, {"zsm", "ms ind", ""}}),
             Catch::Contains("selects ind"));
  CHECK_THAT(message_of({{"ind", "", ""}, {"ind", "", ""}}), Catch::Contains("selects ind"));
  CHECK_THAT(message_of({{"ind", "id", "zsm"}}), Catch::Contains("no pack \"zsm\""));
}
