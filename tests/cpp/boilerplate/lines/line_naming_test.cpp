#include "saring/boilerplate/lines/line_naming_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring::boilerplate;

namespace {

const std::string kSentence =
    "The town opened the river walk on Friday after a year of repair, and many people came to see "
    "it.\n";

struct Parts {
  std::string title, byline, caption, dateline;
};

Parts parts_of(const std::string& text) {
  static const LineStripper stripper(built_in_rules(), {});
  const StripResult result = stripper.strip(text);
  const auto view = [&](const std::optional<RoleSpan>& span) {
    return span ? text.substr(span->start, span->end - span->start) : "";
  };
  return {view(result.title), view(result.byline), view(result.caption), view(result.dateline)};
}

}  // namespace

TEST_CASE("line naming: a byline comes without its label and marks") {
  CHECK(parts_of(kSentence + "Written by Anna Holm\n").byline == "Anna Holm");
  CHECK(parts_of("River walk opens again\nBy Anna Holm\n" + kSentence).byline == "Anna Holm");
  CHECK(parts_of(kSentence + "Penulis: Rina Wulandari\n").byline == "Rina Wulandari");
  CHECK(parts_of(kSentence + "(rwl/abc)\n").byline == "rwl/abc");
  CHECK(parts_of(kSentence + "Editor:\nRina Wulandari\n").byline == "Rina Wulandari");
  CHECK(parts_of(kSentence + kSentence).byline.empty());
  // The author's biography is not one.
  const std::string life =
      "Ida Berg has written about rivers and harbours for the paper since 2009.\n";
  CHECK(parts_of(kSentence + "By Anna Holm\nAbout the author\n" + life).byline == "Anna Holm");
}

TEST_CASE("line naming: the title is the headline, or the line above the first sentence") {
  CHECK(parts_of("River walk opens again\n" + kSentence).title == "River walk opens again");
  CHECK(parts_of("Share\nRiver walk opens again\n" + kSentence).title == "River walk opens again");
  CHECK(parts_of(kSentence + kSentence).title.empty());
  // Two words are not a title, and neither is a removed line.
  CHECK(parts_of("Share\nRainy weather\n" + kSentence).title.empty());
  CHECK(parts_of("Share\nRiver walk opens again\nRainy weather\n" + kSentence).title ==
        "River walk opens again");
  CHECK(parts_of("Share\nA bridge over the river (REUTERS/Anna Holm)\n" + kSentence).title.empty());
}

TEST_CASE("line naming: signs alone are no title") {
  const std::string text = "| | |\n" + kSentence + kSentence;
  const StripResult result = LineStripper().strip(text);
  CHECK(parts_of("| | |\n" + kSentence + kSentence).title.empty());
  CHECK_FALSE(result.title);
}

TEST_CASE("line naming: caption and dateline are found") {
  const Parts parts = parts_of(
      "River walk opens again\nA bridge over the river (REUTERS/Anna Holm)\nOSLO (Reuters) - " +
      kSentence);
  CHECK(parts.caption == "A bridge over the river (REUTERS/Anna Holm)");
  CHECK(parts.dateline == "OSLO (Reuters) -");
}

TEST_CASE("line naming: a line that becomes the headline is kept as keep_roles says of headlines") {
  // "Share" prevents the next line from being the headline because of its place.
  const std::string text = "Share\nRiver walk opens again\n\n" + kSentence;
  const LineStripper stripper(built_in_rules(), {});
  for (const RoleSet roles : {RoleSet{Role::kBody, Role::kSubheading},
                              RoleSet{Role::kBody, Role::kSubheading, Role::kHeadline}}) {
    const StripResult result = stripper.strip(text, {.keep_roles = roles});
    const LineDecision& line = result.lines[1];
    REQUIRE(line.role == Role::kHeadline);
    CHECK(line.keep == roles.contains(Role::kHeadline));
    REQUIRE(result.title);
    CHECK(result.title->keep == line.keep);
    std::string kept;
    append_kept_text(text, result, kept);
    CHECK((kept.find("River walk opens") != std::string::npos) == line.keep);
  }
}
