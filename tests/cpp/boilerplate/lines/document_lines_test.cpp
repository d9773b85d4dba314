#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "saring/boilerplate/lines/document_lines_internal.hpp"

using namespace saring::boilerplate;

namespace {

const std::string kSentence =
    "The town opened the river walk on Friday after a year of repair, and many people came to see "
    "it.\n";

DocumentLines analysed(std::string_view text) {
  static const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  return document;
}

}  // namespace

TEST_CASE("document lines: a label applies to the title below it, and only to that") {
  const std::string text = kSentence + "Read also:\nOld mill to become a library\n" + kSentence +
                           "A short line\n" + kSentence;
  const DocumentLines d = analysed(text);
  REQUIRE(d.lines.size() == 6);
  CHECK(d.lines[1].role == Role::kRelatedLabel);
  CHECK(d.lines[2].cause == Cause::kRelatedTitle);
  CHECK(d.lines[2].role == Role::kRelatedLink);
  CHECK(d.lines[3].cause == Cause::kNone);
  CHECK(d.lines[4].cause == Cause::kNone);
}

TEST_CASE(
    "document lines: a label with its title on the same line is a link, and applies to nothing "
    "else") {
  const std::string text =
      kSentence + "Read also: Old mill to become a library\nA short line\n" + kSentence;
  const DocumentLines d = analysed(text);
  CHECK(d.lines[1].role == Role::kRelatedLink);
  CHECK(d.lines[2].cause == Cause::kNone);
}

TEST_CASE("document lines: a sentence below a label is not a title") {
  const DocumentLines d = analysed("Read also:\n" + kSentence);
  CHECK(d.lines[1].cause == Cause::kNone);
}

TEST_CASE("document lines: a block continues until sentences resume") {
  const std::string text =
      kSentence + "Related stories\nOld mill to become a library\n\nNew bridge over the brook\n" +
      kSentence + "A short line\n";
  const DocumentLines d = analysed(text);
  CHECK(d.lines[2].cause == Cause::kBlock);
  CHECK(d.lines[3].cause == Cause::kBlock);
  CHECK(d.lines[4].cause == Cause::kNone);
  CHECK(d.lines[5].cause == Cause::kNone);
}

TEST_CASE(
    "document lines: one title between the name of a section and a sentence is the headline") {
  const auto cause = [](const std::string& above) {
    const DocumentLines d = analysed(above + kSentence + kSentence);
    return d.lines[d.first_sentence - 1].cause;
  };
  CHECK(cause("Latest news\nOld mill to become a library\n") == Cause::kHeadline);
  CHECK(cause("Most read\nOld mill to become a library\n") == Cause::kHeadline);
  CHECK(cause("Related stories\nNew bridge over the brook\nOld mill to become a library\n") ==
        Cause::kBlock);
  CHECK(cause("Most read\nOld mill\n") == Cause::kBlock);
  const DocumentLines d =
      analysed(kSentence + "Related stories\nOld mill to become a library\n" + kSentence);
  CHECK(d.lines[2].cause == Cause::kBlock);
}

TEST_CASE("document lines: a short sentence of another script below a label is not a title") {
  for (const std::string sentence : {"「もうあきらめかけていました」と砂田さんは話す。\n",
                                     "मीरा ने कहा कि हम लगभग हार मान चुके थे।\n"}) {
    CAPTURE(sentence);
    CHECK(analysed(kSentence + "Read also:\n" + sentence).lines[2].cause == Cause::kNone);
    CHECK(analysed(kSentence + "Tags\n" + sentence).lines[2].cause == Cause::kNone);
  }
  CHECK(analysed(kSentence + "Read also:\n嵐で港が壊滅\n").lines[2].cause == Cause::kRelatedTitle);
}

TEST_CASE("document lines: a Thai line that is longer than titles is not one below a label") {
  const auto cause = [](const std::string& line) {
    return analysed(kSentence + "อ่านเพิ่มเติม\n" + line + "\n" + kSentence).lines[2].cause;
  };
  CHECK(cause("สะพานใหม่ราคาหลายล้านบาท") == Cause::kRelatedTitle);
  CHECK(cause("งานจะเริ่มที่ตลาดสด เพราะมีรถบรรทุกผักวิ่งผ่านทุกวันตั้งแต่เช้ามืดจนถึงค่ำ") == Cause::kNone);
}

TEST_CASE("document lines: what a reporter says is no byline") {
  const auto line = [](const std::string& text) {
    return analysed(kSentence + text + "\n" + kSentence).lines[1];
  };
  for (const std::string said :
       {"Reporter: \"How are the players?\"", "Reporter: “How are they?”",
        "Editor: Was anyone on the bridge?", "Author: So the ship was alone.",
        "Reporter: What Now?", "Wartawan: Bagaimana perasaan Anda?", "Reporter: Mengapa?"}) {
    CAPTURE(said);
    CHECK(line(said).cause == Cause::kNone);
    CHECK(line(said).num_spans == 0);
  }
  for (const std::string named : {"Reporter: Anna Holm", "Reporter: Anna Holm.", "Editor: Budi"}) {
    CAPTURE(named);
    CHECK(line(named).role == Role::kByline);
  }
}

TEST_CASE("document lines: inside an article a block ends after a few lines") {
  std::string text = kSentence + "Related stories\n";
  for (int i = 0; i < 12; ++i) text += "A short line of a list that belongs here\n";
  const DocumentLines d = analysed(text + kSentence);
  CHECK(d.lines[9].cause == Cause::kBlock);
  CHECK(d.lines[10].cause == Cause::kNone);
}

TEST_CASE(
    "document lines: a name after the share buttons at the end is a byline, one in the text is "
    "not") {
  const DocumentLines d = analysed(kSentence + "Share\nFacebook\nAnna Holm\n");
  CHECK(d.lines[3].cause == Cause::kNameByline);
  const DocumentLines inner = analysed("Share\nAnna Holm\n" + kSentence + kSentence);
  CHECK(inner.lines[1].cause == Cause::kNone);
}

TEST_CASE("document lines: the first line is the headline if sentences follow soon") {
  CHECK(analysed("River walk opens after repair\n" + kSentence).lines[0].cause == Cause::kHeadline);
  CHECK(analysed(kSentence + kSentence).lines[0].cause == Cause::kNone);
  CHECK(analysed("One two three\nFour five six\n").lines[0].cause == Cause::kNone);
}

TEST_CASE("document lines: bars of a table and spaced letters are no headline") {
  for (const char* first : {"| | | | |", "e C e n t r a l", "1 2 3 4", "- - -"}) {
    INFO(first);
    CHECK(analysed(std::string(first) + "\n" + kSentence).lines[0].cause != Cause::kHeadline);
  }
  for (const char* first :
       {"A walk by the river", "Ủy ban mở cầu đi bộ", "山村小学的孩子们自己动手修好了一座茶亭"}) {
    INFO(first);
    CHECK(analysed(std::string(first) + "\n" + kSentence).lines[0].cause == Cause::kHeadline);
  }
}

TEST_CASE("document lines: repeated lines have the number of their copies") {
  const DocumentLines d = analysed("Home page\nNews\nHome page\n Home page \n");
  CHECK(d.lines[0].repeats == 3);
  CHECK(d.lines[1].repeats == 1);
  CHECK(d.lines[3].repeats == 3);
}

TEST_CASE("document lines: a suffix that leaves nothing of its line is the line") {
  const DocumentLines d = analysed(kSentence + "(abc/def)\n");
  CHECK(d.lines[1].cause == Cause::kRule);
  CHECK(d.lines[1].role == Role::kByline);
  CHECK(d.spans.empty());
}

TEST_CASE("document lines: initials on a line of their own end the article") {
  const DocumentLines d =
      analysed(kSentence + "(abc/def)\nriver walk\n" + "Old mill to become a library\n");
  CHECK(d.lines[2].cause == Cause::kAfterSignOff);
  CHECK(d.lines[2].role == Role::kTags);
  CHECK(d.lines[3].role == Role::kRelatedLink);
  const DocumentLines inner = analysed(kSentence + "(abc/def)\nriver walk\n" + kSentence);
  CHECK(inner.lines[2].cause == Cause::kNone);
}

TEST_CASE("document lines: the units of a very long line are its sentences") {
  std::string line;
  for (int i = 0; i < 12; ++i) line += "No. " + std::to_string(i) + " of " + kSentence;
  std::replace(line.begin(), line.end(), '\n', ' ');
  const std::string text = kSentence + line + "\n" + kSentence;
  const DocumentLines d = analysed(text);
  REQUIRE(d.lines.size() == 14);
  for (std::uint32_t i = 0; i < 12; ++i) {
    const LineInfo& unit = d.lines[1 + i];
    CHECK(unit.index == 1);
    CHECK(unit.unit_of_line == i);
    CHECK(unit.units_of_line == 12);
    CHECK(unit.line_chars == line.size());
    CHECK(unit.is_sentence);
    CHECK(text.substr(unit.start, 3) == "No.");
  }
  CHECK(d.lines[13].index == 2);
  CHECK(d.lines[13].units_of_line == 1);
}

TEST_CASE("document lines: a very long line that is no prose is one unit") {
  std::string list;
  for (int i = 0; i < 400; ++i) list += "Place" + std::to_string(i) + " ";
  CHECK(analysed(list + "End. " + list).lines.size() == 1);
  CHECK(analysed(std::string(5000, 'x')).lines.size() == 1);
}

TEST_CASE("document lines: lines that have not changed are not measured again") {
  static const RuleMatcher matcher(built_in_rules());
  const std::string text =
      "Menu\n" + kSentence + "KabarDesa.com - " + kSentence + "\nRead also:\nA title\n" + kSentence;
  const std::string rest = kSentence + kSentence + "\n" + kSentence;
  DocumentLines before, again, fresh;
  analyse_lines(text, matcher, {}, nullptr, before);
  const std::vector<bool> kept = {false, true, true, false, false, true};
  const EarlierLines earlier{before, kept};
  analyse_lines(rest, matcher, {}, nullptr, again, &earlier);
  analyse_lines(rest, matcher, {}, nullptr, fresh);
  REQUIRE(again.lines.size() == 3);
  CHECK(again.lines[0].is_measured);
  CHECK_FALSE(again.lines[1].is_measured);
  CHECK(again.lines[2].is_measured);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(again.lines[i].start == fresh.lines[i].start);
    CHECK(again.lines[i].end == fresh.lines[i].end);
    CHECK(again.lines[i].index == fresh.lines[i].index);
    CHECK(again.lines[i].shape.hash == fresh.lines[i].shape.hash);
    CHECK(again.lines[i].cause == fresh.lines[i].cause);
    CHECK(again.lines[i].repeats == fresh.lines[i].repeats);
  }
}
