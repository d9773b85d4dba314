#include "saring/pipeline/document_table.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "saring/base/error.hpp"

using saring::pipeline::Decision;
using saring::pipeline::DocumentTable;

TEST_CASE("document table: rows keep the places of their documents") {
  DocumentTable table;
  table.add_source("a \"x\".txt");
  table.add_source("b");
  table.append(0, {.record = 1, .line = 2, .id = "7"}, Decision::kKept);
  table.append(0, {.record = 2, .line = 3}, Decision::kEmpty);
  table.append(1, {.record = 0, .line = 0, .id = "8"}, Decision::kKept);
  REQUIRE(table.size() == 3);
  CHECK(table.file_json(0) == R"("a \"x\".txt")");
  CHECK(table.location(0).id == "7");
  CHECK(table.location(1).id.empty());
  CHECK(table.location(1).line == 3);
  CHECK(table.location(2).id == "8");
  CHECK(table.rows_of(0) == std::pair<std::size_t, std::size_t>(0, 2));
  CHECK(table.rows_of(1) == std::pair<std::size_t, std::size_t>(2, 3));
  CHECK_THROWS_AS(table.append(0, {}, Decision::kKept), std::invalid_argument);
  CHECK_THROWS_AS(table.append(2, {}, Decision::kKept), std::invalid_argument);
}

TEST_CASE("document table: what the first pass kept stays stored, whatever is decided later") {
  DocumentTable table;
  table.add_source("a");
  for (const Decision decision : {Decision::kKept, Decision::kEmpty, Decision::kTooShort,
                                  Decision::kLanguage, Decision::kUncertain}) {
    table.append(0, {}, decision);
    CHECK(table.is_stored(table.size() - 1) == (decision == Decision::kKept));
  }
  table.set_decision(0, Decision::kDuplicate);
  CHECK(table.is_stored(0));
  table.set_decision(0, Decision::kSourceChanged);
  CHECK(table.is_stored(0));
}

TEST_CASE("document table: repeated ids name the first row with the id") {
  DocumentTable table;
  table.add_source("a");
  for (const std::string_view id : {"1", "2", "", "1", "\"1\"", "1", "", "2"}) {
    table.append(0, {.id = id}, Decision::kKept);
  }
  const std::vector<std::pair<std::size_t, std::size_t>> expected = {{3, 0}, {5, 0}, {7, 1}};
  CHECK(table.repeated_ids() == expected);
}

TEST_CASE("document table: rows that were saved in parts are the same rows") {
  DocumentTable table;
  DocumentTable loaded;
  for (DocumentTable* each : {&table, &loaded}) {
    each->add_source("a");
    each->add_source("b");
  }
  for (std::uint64_t row = 0; row < 10; ++row) {
    table.append(row < 6 ? 0 : 1, {.record = row, .line = row + 1, .id = std::to_string(row)},
                 row % 2 == 0 ? Decision::kKept : Decision::kEmpty);
  }
  for (const auto& [first, end] : {std::pair{0U, 4U}, {4U, 4U}, {4U, 10U}}) {
    const std::string saved = table.save(first, end);
    loaded.load(std::as_bytes(std::span(saved)));
  }
  REQUIRE(loaded.size() == 10);
  CHECK(loaded.save(0, 10) == table.save(0, 10));
  CHECK(loaded.location(7).id == "7");
  CHECK(loaded.rows_of(1) == table.rows_of(1));
  CHECK_THROWS_AS(table.save(0, 11), std::out_of_range);
}

TEST_CASE("document table: rows that do not follow, or are cut, are damage") {
  DocumentTable table;
  table.add_source("a");
  table.append(0, {.record = 0, .line = 1, .id = "7"}, Decision::kKept);
  table.append(0, {.record = 1, .line = 2, .id = "8"}, Decision::kKept);
  const std::string second = table.save(1, 2);
  DocumentTable loaded;
  CHECK_THROWS_AS(loaded.load(std::as_bytes(std::span(second))), saring::ModelError);
  loaded.add_source("a");
  CHECK_THROWS_AS(loaded.load(std::as_bytes(std::span(second))), saring::ModelError);
  const std::string both = table.save(0, 2);
  for (std::size_t size = 0; size < both.size(); ++size) {
    CHECK_THROWS_AS(loaded.load(std::as_bytes(std::span(both).first(size))), saring::ModelError);
  }
  CHECK(loaded.size() == 0);
}
