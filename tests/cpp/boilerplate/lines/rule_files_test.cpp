#include "saring/boilerplate/lines/rule_files.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "saring/base/error.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using saring::boilerplate::LineStripper;
using saring::boilerplate::RuleFile;
using saring::boilerplate::RuleFiles;

TEST_CASE("rule files: their rules are used beside those of the library, or alone") {
  const std::vector<RuleFile> files = {{"mine.txt", "Frobnicate now\n"},
                                       {"more.txt", "Grommet here\n"}};
  const std::string text = "Frobnicate now\nShare\nGrommet here\nThis line stays as it is here.";
  for (const bool built_in : {true, false}) {
    const RuleFiles own(files, built_in);
    const LineStripper stripper(own.rules(), {});
    const auto result = stripper.strip(text);
    CHECK_FALSE(result.lines[0].keep);
    CHECK(result.lines[0].rule == "mine.txt:1");
    CHECK(result.lines[1].keep != built_in);
    CHECK(result.lines[2].rule == "more.txt:1");
    CHECK(result.lines[3].keep);
  }
}

TEST_CASE("rule files: an error names the file and the line") {
  const std::vector<RuleFile> files = {{"mine.txt", "Frobnicate\n"}, {"bad.tsv", "x\ty\n"}};
  CHECK_THROWS_WITH(RuleFiles(files), Catch::StartsWith("bad.tsv:1: "));
}
