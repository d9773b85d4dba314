#include "saring/pipeline/output.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "saring/base/error.hpp"

using saring::pipeline::Copies;
using saring::pipeline::Decision;
using saring::pipeline::DocumentTable;
using saring::pipeline::Output;
using saring::pipeline::Rendering;
using saring::pipeline::stored_rows;
using saring::pipeline::StoredDocument;
using saring::pipeline::write_documents;

namespace {

// Rows 0 and 1 are in "a", 2 and 3 in "b". Row 1 was removed in the first pass.
struct Fixture {
  Fixture() {
    table.add_source("a");
    table.add_source("b");
    add(0, 0, "satu", Decision::kKept);
    add(0, 1, "", Decision::kEmpty);
    add(1, 0, "dua", Decision::kKept);
    add(1, 5, "tiga", Decision::kKept);
  }

  void add(std::uint32_t source, std::uint64_t record, std::string_view text, Decision decision) {
    table.append(source, {.record = record, .line = record + 1}, decision);
    if (decision != Decision::kKept) return;
    StoredDocument document;
    document.location = {.record = record, .line = record + 1};
    document.text = text;
    document.tail = "\n";
    document.lang = "ind_Latn";
    document.chars = text.size();
    append_stored(document, stored);
  }

  DocumentTable table;
  std::string stored;
};

}  // namespace

TEST_CASE("output: what is kept is rendered, source by source") {
  Fixture fixture;
  const auto rows = stored_rows(fixture.stored, fixture.table, 0, 4);
  const Output output = write_documents(rows, fixture.table, Copies(),
                                        {.renderings = {Rendering::kText, Rendering::kValue}});
  CHECK(output.bytes == "satu\nduatiga");
  REQUIRE(output.parts.size() == 2);
  CHECK(output.parts[0].source == 0);
  CHECK(output.parts[0].documents == 1);
  CHECK(output.parts[0].bytes == 5);
  CHECK(output.parts[1].documents == 2);
  CHECK(output.audit.empty());
  CHECK(output.removals.empty());
}

TEST_CASE("output: a copy goes to the audit with the document that is kept instead") {
  Fixture fixture;
  fixture.table.set_decision(3, Decision::kDuplicate);
  const Copies copies({{3, 0, 0.98765}});
  const auto rows = stored_rows(fixture.stored, fixture.table, 0, 4);
  const Output output = write_documents(rows, fixture.table, copies,
                                        {.renderings = {Rendering::kText, Rendering::kText}});
  CHECK(output.bytes == "satu\ndua\n");
  CHECK(output.audit == R"({"kind":"document","file":"b","record":5,"line":6,"reason":"duplicate",)"
                        R"("why":"near copy of a line 1","relation":"near","similarity":0.9877,)"
                        R"("kept":{"file":"a","record":0,"line":1},"cluster":0,)"
                        R"("lang":"ind_Latn","confidence":0.000,"text":"tiga"})"
                        "\n");
  REQUIRE(output.removals.size() == 1);
  CHECK(output.removals[0].chars == 4);
  CHECK(output.removals[0].decision == Decision::kDuplicate);
}

TEST_CASE("output: documents that do not match the rows are an error") {
  Fixture fixture;
  CHECK_THROWS_AS(stored_rows(fixture.stored, fixture.table, 0, 3), saring::Error);
  CHECK_THROWS_AS(stored_rows("", fixture.table, 0, 4), saring::Error);
  Fixture other;
  other.table.append(1, {.record = 6}, Decision::kKept);
  CHECK_THROWS_AS(stored_rows(fixture.stored, other.table, 0, 5), saring::Error);
  CHECK_THROWS_AS(stored_rows(fixture.stored, other.table, 2, 5), saring::Error);
}
