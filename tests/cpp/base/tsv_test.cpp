#include "saring/base/tsv.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using saring::TsvReader;
using saring::TsvRow;

namespace {

using Fields = std::vector<std::string_view>;

std::vector<TsvRow> read(std::string_view text) {
  std::vector<TsvRow> rows;
  TsvReader reader(text);
  TsvRow row;
  while (reader.next(row)) rows.push_back(row);
  return rows;
}

}  // namespace

TEST_CASE("tsv: a row has its fields, empty ones too, at both ends as well") {
  const auto rows = read("one\ttwo\n\t\tthree\t\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fields == Fields{"one", "two"});
  CHECK(rows[1].fields == Fields{"", "", "three", ""});
}

TEST_CASE("tsv: the last line needs no newline, and a line may end with a carriage return") {
  const auto rows = read("a\tb\r\nc");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].fields == Fields{"a", "b"});
  CHECK(rows[1].fields == Fields{"c"});
}

TEST_CASE("tsv: comments and empty lines are not rows, but lines are numbered as in the file") {
  const auto rows = read("# columns\n\na\n\r\n#\nb\t# kept\n");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].line == 3);
  CHECK(rows[1].line == 6);
  CHECK(rows[1].fields == Fields{"b", "# kept"});
}

TEST_CASE("tsv: a text without rows ends at once") {
  CHECK(read("").empty());
  CHECK(read("\n\n# only a comment").empty());
}
