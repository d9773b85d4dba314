#include "saring/pipeline/table_rows.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::pipeline::append_page_parts;
using saring::pipeline::append_stored;
using saring::pipeline::Copies;
using saring::pipeline::Decision;
using saring::pipeline::DocumentTable;
using saring::pipeline::member_kinds;
using saring::pipeline::PageParts;
using saring::pipeline::stored_rows;
using saring::pipeline::StoredDocument;
using saring::pipeline::StringColumn;
using saring::pipeline::table_rows;
using saring::pipeline::TableOptions;
using saring::pipeline::TableRows;

namespace {

// "<null>" where there is none.
std::string at(const StringColumn& column, std::size_t i) {
  const auto bits = static_cast<unsigned char>(column.validity().at(i / 8));
  if ((bits >> (i % 8) & 1U) == 0) return "<null>";
  const auto start = static_cast<std::size_t>(column.ends().at(i));
  return column.bytes().substr(start, static_cast<std::size_t>(column.ends().at(i + 1)) - start);
}

struct Fixture {
  Fixture() { table.add_source("a.jsonl"); }

  void add(StoredDocument document, Decision decision = Decision::kKept) {
    document.location.record = table.size();
    table.append(0, document.location, decision);
    if (decision == Decision::kKept) append_stored(document, stored);
  }

  void add_record(std::string_view head, std::string_view tail) {
    StoredDocument document;
    document.text = "isi";
    document.head = head;
    document.tail = tail;
    add(document);
  }

  [[nodiscard]] TableRows rows(const Copies& copies = Copies(),
                               const TableOptions& options = {.is_json = {true}}) const {
    return table_rows(stored_rows(stored, table, 0, table.size()), table, copies, options);
  }

  [[nodiscard]] std::vector<std::uint8_t> kinds(std::vector<std::string> members) const {
    return member_kinds(stored_rows(stored, table, 0, table.size()), table,
                        {.members = std::move(members), .is_json = {true}});
  }

  DocumentTable table;
  std::string stored;
};

}  // namespace

TEST_CASE("table rows: a row has what is known of its document") {
  Fixture fixture;
  fixture.add({}, Decision::kEmpty);
  StoredDocument document;
  document.location.id = R"("a\u0041")";
  document.lang = "ind_Latn";
  document.confidence = 0.5;
  document.is_reliable = true;
  document.chars = 3;
  document.chars_removed = 4;
  document.text = "isi";
  document.site = "kabar.example";
  document.url = "https://www.kabar.example/a";
  fixture.add(document);
  const TableRows rows = fixture.rows();
  REQUIRE(rows.records == std::vector<std::int64_t>{1});
  CHECK(at(rows.strings[0], 0) == "aA");
  CHECK(at(rows.strings[1], 0) == "isi");
  CHECK(at(rows.strings[2], 0) == "ind_Latn");
  CHECK(at(rows.strings[3], 0) == "Latn");
  CHECK(at(rows.strings[4], 0) == "<null>");
  CHECK(at(rows.strings[7], 0) == "https://www.kabar.example/a");
  CHECK(at(rows.strings[8], 0) == "kabar.example");
  CHECK(at(rows.strings[9], 0) == "a.jsonl");
  CHECK(rows.confidence == std::vector<float>{0.5F});
  CHECK(rows.is_reliable == std::vector<std::uint8_t>{1});
  CHECK(rows.chars_before == std::vector<std::int64_t>{7});
  CHECK(rows.chars_after == std::vector<std::int64_t>{3});
  CHECK(rows.clusters == std::vector<std::int64_t>{1});
  CHECK(rows.cluster_sizes == std::vector<std::int64_t>{1});
}

TEST_CASE("table rows: a page fills what its record does not name") {
  Fixture fixture;
  PageParts page;
  page.title = "Judul";
  page.byline = "Rina";
  page.date = "2024-05-01";
  page.url = "https://www.kabar.example/a";
  std::string parts;
  append_page_parts(page, parts);
  StoredDocument document;
  document.page = parts;
  fixture.add(document);
  document.url = "lain.example";
  document.site = "lain.example";
  fixture.add(document);
  const TableRows rows = fixture.rows();
  CHECK(at(rows.strings[4], 0) == "Judul");
  CHECK(at(rows.strings[5], 0) == "Rina");
  CHECK(at(rows.strings[6], 0) == "2024-05-01");
  CHECK(at(rows.strings[7], 0) == "https://www.kabar.example/a");
  CHECK(at(rows.strings[8], 0) == "kabar.example");
  CHECK(at(rows.strings[7], 1) == "https://www.kabar.example/a");
  CHECK(at(rows.strings[8], 1) == "lain.example");
}

TEST_CASE("table rows: copies count for the document that stands for them") {
  Fixture fixture;
  fixture.add({});
  fixture.add({});
  fixture.table.set_decision(0, Decision::kDuplicate);
  const TableRows rows = fixture.rows(Copies({{0, 1, 1.0}}));
  CHECK(rows.clusters == std::vector<std::int64_t>{1});
  CHECK(rows.cluster_sizes == std::vector<std::int64_t>{2});
}

TEST_CASE("table rows: members of records as JSON or as strings") {
  Fixture fixture;
  fixture.add_record(R"({"a": "x\ny", "m": {"b": [1,
 2]}, "m.c": 1, "text": )",
                     R"(, "n": null})");
  fixture.add_record(R"({"m": {"c": 2.5}, "text": )", "}");
  const TableOptions options{.members = {"a", "a", "m.b", "m.c", "n", "m.x.y"},
                             .as_strings = {true, false, true, true, true, true},
                             .is_json = {true}};
  const TableRows rows = fixture.rows(Copies(), options);
  CHECK(at(rows.members[0], 0) == "x\ny");
  CHECK(at(rows.members[1], 0) == R"("x\ny")");
  CHECK(at(rows.members[2], 0) == "[1,  2]");
  CHECK(at(rows.members[3], 0) == "1");
  CHECK(at(rows.members[3], 1) == "2.5");
  for (const std::size_t missing : {4, 5}) CHECK(at(rows.members[missing], 0) == "<null>");
  CHECK(at(rows.members[0], 1) == "<null>");
}

TEST_CASE("table rows: the kinds of members") {
  Fixture fixture;
  fixture.add_record(
      R"({"b": true, "i": -9007199254740992, "l": 9007199254740993, "h": 99999999999999999999,)"
      R"( "d": 1e3, "x": 1e999, "s": "", "o": {}, "z": null, "nan": NaN, "mix": 1, "text": )",
      "}");
  fixture.add_record(R"({"mix": "1", "text": )", "}");
  CHECK(fixture.kinds({"b", "i", "l", "h", "d", "x", "s", "o", "z", "nan", "mix", "none"}) ==
        std::vector<std::uint8_t>{1, 2, 4, 32, 8, 32, 16, 32, 0, 8, 18, 0});
}

TEST_CASE("table rows: strings have a bit each that says whether they are there") {
  StringColumn column;
  for (int i = 0; i < 9; ++i) column.append_or_null(i % 2 == 0 ? "x" : "");
  CHECK(column.size() == 9);
  CHECK(column.validity() == std::string("\x55\x01"));
  CHECK(column.bytes() == "xxxxx");
}
