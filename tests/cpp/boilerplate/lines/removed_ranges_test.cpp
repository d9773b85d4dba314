#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "saring/boilerplate/lines/line_stripper.hpp"

using saring::boilerplate::append_kept_text;
using saring::boilerplate::LineDecision;
using saring::boilerplate::RemovedRange;
using saring::boilerplate::Role;
using saring::boilerplate::RoleSpan;
using saring::boilerplate::set_removed_ranges;
using saring::boilerplate::StripResult;

namespace {

// A line of a text: its content, its line end, and whether it is kept.
struct Given {
  std::string text;
  std::string line_end;
  bool keep;
};

struct Document {
  std::string text;
  StripResult result;
};

Document document_of(const std::vector<Given>& lines) {
  Document document;
  for (const Given& given : lines) {
    LineDecision& line = document.result.lines.emplace_back();
    line.start = document.text.size();
    document.text += given.text;
    line.end = document.text.size();
    document.text += given.line_end;
    line.keep = given.keep;
    line.is_blank = given.text.find_first_not_of(" \t\r") == std::string::npos;
    line.first_span = static_cast<std::uint32_t>(document.result.spans.size());
  }
  return document;
}

std::string kept(const Document& document) {
  std::string out;
  append_kept_text(document.text, document.result, out);
  return out;
}

std::vector<std::string> removed(const Document& document) {
  std::vector<std::string> parts;
  for (const RemovedRange& range : document.result.removed)
    parts.push_back(document.text.substr(range.start, range.end - range.start));
  return parts;
}

// A line with dropped spans, each from the first to the last byte of an "[…]".
Document with_spans(const std::string& text) {
  Document document = document_of({{text, "\n", true}, {"", "", true}});
  for (std::size_t at = 0; (at = text.find('[', at)) != std::string::npos;) {
    RoleSpan& span = document.result.spans.emplace_back();
    span.start = at;
    at = text.find(']', at) + 1;
    span.end = at;
    ++document.result.lines[0].num_spans;
  }
  set_removed_ranges(document.text, false, document.result);
  return document;
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("removed ranges: a dropped line goes with its own line end and kept ones keep theirs") {
  Document document = document_of(
      {{"menu", "\n", false}, {"satu", "\r\n", true}, {"x", "\n", false}, {"dua", "", true}});
  set_removed_ranges(document.text, false, document.result);
  CHECK(kept(document) == "satu\r\ndua");
  CHECK(removed(document) == Parts{"menu\n", "x\n"});
}

TEST_CASE("removed ranges: the last kept line loses its line end to the lines after it, or not") {
  Document document = document_of(
      {{"satu", "\r\n", true}, {"x", "\n", false}, {"y", "\r\n", false}, {"", "", false}});
  set_removed_ranges(document.text, false, document.result);
  CHECK(kept(document) == "satu");
  CHECK(removed(document) == Parts{"\r\nx\n", "y\r\n"});
  set_removed_ranges(document.text, true, document.result);
  CHECK(kept(document) == "satu\r\n");
  CHECK(removed(document) == Parts{"x\n", "y\r\n"});
}

TEST_CASE("removed ranges: dropped blank lines belong to a dropped line beside them") {
  Document document = document_of({{"", "\n", false},
                                   {"x", "\n", false},
                                   {" ", "\r\n", false},
                                   {"y", "\n", false},
                                   {"", "\n", false},
                                   {"satu", "\n", true},
                                   {"", "", true}});
  set_removed_ranges(document.text, false, document.result);
  CHECK(kept(document) == "satu\n");
  CHECK(removed(document) == Parts{"\nx\n \r\n", "y\n\n"});
  CHECK(document.result.removed[0].line == 1);
  CHECK(document.result.removed[1].line == 3);
}

TEST_CASE("removed ranges: where nothing is kept, everything is removed") {
  Document document = document_of({{"x", "\n", false}, {"y", "\n", false}, {"", "", false}});
  for (const bool keep_last_line_end : {false, true}) {
    set_removed_ranges(document.text, keep_last_line_end, document.result);
    CHECK(kept(document).empty());
    CHECK(removed(document) == Parts{"x\n", "y\n"});
  }
  Document blank = document_of({{"", "\n", false}, {"", "", false}});
  set_removed_ranges(blank.text, false, blank.result);
  CHECK(removed(blank) == Parts{"\n"});
}

TEST_CASE(
    "removed ranges: a span goes with the white space that nothing kept precedes or follows, or "
    "that would be there twice") {
  CHECK(kept(with_spans("[Kota -] Hujan turun")) == "Hujan turun\n");
  CHECK(kept(with_spans("Hujan turun. \t[ab]")) == "Hujan turun.\n");
  CHECK(kept(with_spans("Hujan [x] turun")) == "Hujan turun\n");
  CHECK(kept(with_spans("Hujan.[x] Turun")) == "Hujan. Turun\n");
  CHECK(kept(with_spans("Hujan [x] [y] turun")) == "Hujan turun\n");
  CHECK(kept(with_spans("[a] [b]  Hujan  [c] [d]")) == "Hujan\n");
  CHECK(kept(with_spans("[a][b]")) == "\n");
  CHECK(kept(with_spans("[a] [ b ] ")) == "\n");
  CHECK(removed(with_spans("[a] [b]  Hujan  [c] [d]")) == Parts{"[a] ", "[b]  ", "  [c]", " [d]"});
}

TEST_CASE("removed ranges: what is kept and what is removed give any text back") {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const std::string line_ends[] = {"\n", "\r\n"};
  const std::string texts[] = {"", " ", "\t\r", "satu", " dua tiga ", "[a] b", "b [a] [c]"};
  for (int round = 0; round < 3000; ++round) {
    std::vector<Given> lines(1 + static_cast<std::size_t>(pick(8)));
    for (Given& line : lines) line = {texts[pick(7)], line_ends[pick(2)], pick(2) == 0};
    lines.back().line_end.clear();
    Document document = document_of(lines);
    const bool keep_last_line_end = pick(2) == 0;
    set_removed_ranges(document.text, keep_last_line_end, document.result);
    std::string wanted;  // every kept line with its line end
    std::size_t dropped = 0;
    for (const Given& line : lines) wanted += line.keep ? line.text + line.line_end : "";
    for (const LineDecision& line : document.result.lines) dropped += !line.keep && !line.is_blank;
    std::size_t last = lines.size();
    while (last > 0 && !lines[last - 1].keep) --last;
    if (!keep_last_line_end && last > 0 && last < lines.size())
      wanted.resize(wanted.size() - lines[last - 1].line_end.size());
    REQUIRE(kept(document) == wanted);

    std::string text;
    std::string rest = wanted;
    for (const RemovedRange& range : document.result.removed) {
      REQUIRE(range.start >= text.size());
      const std::size_t before = range.start - text.size();
      text += rest.substr(0, before);
      rest.erase(0, before);
      text += document.text.substr(range.start, range.end - range.start);
      const LineDecision& line = document.result.lines[range.line];
      REQUIRE(range.start <= line.start);
      REQUIRE(range.end >= line.end);
      dropped -= line.is_blank ? 0 : 1;
    }
    REQUIRE(text + rest == document.text);
    REQUIRE(dropped == 0);
  }
}
