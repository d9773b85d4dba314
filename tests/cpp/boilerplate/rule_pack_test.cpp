#include "saring/boilerplate/rule_pack_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

using namespace saring::boilerplate;

namespace {

constexpr std::string_view kHeader = "pack\tcodes\talso\n";

std::string message_of(const std::string& tsv) {
  try {
    static_cast<void>(parse_packs(tsv, "folder/packs.tsv"));
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

TEST_CASE("rule pack: a file of rules and a row for its codes are all that a language needs") {
  const RuleTable rules = RuleTable::parse(
      "tl.share.ibahagi\tshare\tany\tline\t\tIbahagi ito\tIbahagi ito\tIbahagi mo ito.\tours\n",
      "rules/tgl.tsv");
  const RuleTable neighbour = RuleTable::parse(
      "ceb.share.ipaambit\tshare\tany\tline\t\tIpaambit\tIpaambit\tIpaambit kini.\tours\n",
      "rules/ceb.tsv");
  std::vector<Rule> all(rules.rules().begin(), rules.rules().end());
  all.push_back(neighbour.rules()[0]);
  const std::string tsv = std::string(kHeader) + "tgl\ttl fil\tceb\n";
  const std::vector<RulePack> packs = parse_packs(tsv, "packs.tsv");
  const RuleMatcher matcher(all, packs);
  for (const char* code : {"tgl", "tl", "fil", "tl-PH", "tgl_Latn", ""}) {
    CAPTURE(code);
    CHECK(fired(matcher, "Ibahagi ito", code) == "tl.share.ibahagi");
    CHECK(fired(matcher, "Ipaambit", code) == "ceb.share.ipaambit");
  }
  CHECK(fired(matcher, "Ibahagi ito", "ceb").empty());
  CHECK(fired(matcher, "Ibahagi ito", "t").empty());
  CHECK(fired(matcher, "Ipaambit", "ceb") == "ceb.share.ipaambit");  // no row: by its name
}

TEST_CASE("rule pack: every rule file of the data folder is in the library") {
  std::set<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(SARING_DATA_DIR "/boilerplate")) {
    const std::string name = entry.path().stem().string();
    if (name != "html" && name != "packs") files.insert(name);
  }
  std::set<std::string> languages;
  for (const Rule& rule : built_in_rules()) languages.emplace(rule.language);
  CHECK(files.size() >= 6);
  CHECK(languages == files);
}

TEST_CASE("rule pack: the library has the rows of packs.tsv, and its rules are in their order") {
  std::ifstream in(SARING_DATA_DIR "/boilerplate/packs.tsv", std::ios::binary);
  const std::string tsv{std::istreambuf_iterator<char>(in), {}};
  const std::vector<RulePack> packs = parse_packs(tsv, "packs.tsv");
  REQUIRE(packs.size() == built_in_packs().size());
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < packs.size(); ++i) {
    CHECK(packs[i].language == built_in_packs()[i].language);
    CHECK(packs[i].codes == built_in_packs()[i].codes);
    CHECK(packs[i].also == built_in_packs()[i].also);
    names.push_back(packs[i].language);
  }
  CHECK(names.front() == "und");
  std::vector<std::string_view> order;
  for (const Rule& rule : built_in_rules()) {
    if (order.empty() || order.back() != rule.language) order.push_back(rule.language);
  }
  order.resize(std::min(order.size(), names.size()));
  CHECK(order == names);
}

TEST_CASE("rule pack: a broken table is refused with file and line") {
  const std::string header(kHeader);
  CHECK(message_of(header + "ind\tid\tzsm\n").empty());
  CHECK_THAT(message_of(header + "ind\tid\n"),
             Catch::Contains("folder/packs.tsv:2") && Catch::Contains("pack, codes, also"));
  CHECK_THAT(message_of(header + "\tid\t\n"), Catch::Contains("no name"));
  CHECK_THAT(message_of(header + "ind\tid in\t\nxxx\tyy in\t\n"),
             Catch::Contains(":3") && Catch::Contains("\"in\" selects ind already"));
  CHECK_THAT(message_of(header + "ind\tid\t\nzsm\tms ind\t\n"), Catch::Contains("selects ind"));
  CHECK_THAT(message_of(header + "ind\t\t\nind\t\t\n"), Catch::Contains("selects ind"));
}
