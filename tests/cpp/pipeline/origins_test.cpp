#include "saring/pipeline/origins.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"

using saring::pipeline::Copies;
using saring::pipeline::day_of;
using saring::pipeline::Decision;
using saring::pipeline::DocumentTable;
using saring::pipeline::kNoDay;
using saring::pipeline::Origins;

namespace {

DocumentTable table_of(const std::vector<Decision>& decisions) {
  DocumentTable table;
  table.add_source("a");
  for (const Decision decision : decisions) table.append(0, {}, decision);
  return table;
}

}  // namespace

TEST_CASE("origins: dates of every form that records have") {
  CHECK(day_of("\"1970-01-02\"") == 1);
  CHECK(day_of("\"1969-12-31T23:00:00Z\"") == -1);
  CHECK(day_of("\"Published 3 May 2024, 10:00\"") == 19846);
  CHECK(day_of("1714730400") == 19846);
  CHECK(day_of("1714730400000") == 19846);
  CHECK(day_of("\"1714730400\"") == 19846);
  CHECK(day_of("20240503") == 19846);
  CHECK(day_of("\"20240503\"") == 19846);
}

TEST_CASE("origins: what is no date has no day") {
  for (const std::string_view json :
       {"", "null", "true", "2024", "0", "-5", "99999999", "1e300", "NaN", "\"\"", "\"soon\"",
        "[20240503]", "\"", "9999999999999999"}) {
    CAPTURE(json);
    CHECK(day_of(json) == kNoDay);
  }
  const std::string late = "\"" + std::string(300, 'x') + " 2024-05-03\"";
  CHECK(day_of(late) == kNoDay);
}

TEST_CASE("origins: documents by site and by day, with those that are kept") {
  Origins origins;
  origins.append("b.example", 7);
  origins.append("a.example", kNoDay);
  origins.append("b.example", 7);
  origins.append("", -3);
  const DocumentTable table =
      table_of({Decision::kKept, Decision::kKept, Decision::kDuplicate, Decision::kKept});
  const auto sites = origins.by_site(table);
  REQUIRE(sites.size() == 2);
  CHECK(sites.at("b.example").documents == 2);
  CHECK(sites.at("b.example").kept == 1);
  CHECK(sites.at("a.example").kept == 1);
  const auto days = origins.by_day(table);
  REQUIRE(days.size() == 3);
  CHECK(days.begin()->first == kNoDay);
  CHECK(days.at(7).documents == 2);
  CHECK(days.at(7).kept == 1);
  CHECK(days.at(-3).kept == 1);
  CHECK_THROWS_AS(origins.by_day(table_of({Decision::kKept})), std::invalid_argument);
}

TEST_CASE("origins: which sites copy which, most copies first") {
  Origins origins;
  for (const std::string_view site : {"a", "b", "b", "", "c", "a"}) origins.append(site, kNoDay);
  // If no text of a cluster is kept, the representative's row is its own copy, and not a pair.
  const Copies copies({{.row = 0, .representative = 0},
                       {.row = 1, .representative = 0},
                       {.row = 2, .representative = 0},
                       {.row = 3, .representative = 0},
                       {.row = 4, .representative = 5}});
  const auto pairs = origins.copies_between(copies);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].kept == "a");
  CHECK(pairs[0].copy == "b");
  CHECK(pairs[0].documents == 2);
  CHECK(pairs[1].kept == "a");
  CHECK(pairs[1].copy == "c");
}

TEST_CASE("origins: parts that were saved add up to the whole") {
  Origins origins;
  const std::vector<std::pair<std::string, int>> rows = {
      {"x", 1}, {"", 2}, {"y", kNoDay}, {"x", 4}, {"z", 5}};
  for (const auto& [site, day] : rows) origins.append(site, day);
  Origins again;
  again.append(Origins::from_bytes(origins.to_bytes(0, 2)));
  again.append(Origins::from_bytes(origins.to_bytes(2, 2)));
  again.append(Origins::from_bytes(origins.to_bytes(2, 5)));
  CHECK(again.to_bytes(0, 5) == origins.to_bytes(0, 5));
}

TEST_CASE("origins: damaged bytes are an error") {
  Origins origins;
  origins.append("satu.example", 1);
  origins.append("dua.example", 2);
  const std::string bytes = origins.to_bytes(0, 2);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // Without its last name, the bytes name a site that does not exist.
    CHECK_THROWS_AS(Origins::from_bytes(std::string_view(bytes).substr(0, size)), saring::Error);
  }
  std::string huge = bytes;
  huge.replace(0, 8, 8, '\xff');
  CHECK_THROWS_AS(Origins::from_bytes(huge), saring::Error);
}

TEST_CASE("origins: sites beyond the limit have no name") {
  Origins origins;
  for (std::size_t i = 0; i <= Origins::kMaxSites; ++i) origins.append("s" + std::to_string(i), 1);
  origins.append("s0", 1);
  const std::vector<Decision> kept(origins.size(), Decision::kKept);
  const auto sites = origins.by_site(table_of(kept));
  CHECK(sites.size() == Origins::kMaxSites);
  CHECK(sites.at("s0").documents == 2);
}
