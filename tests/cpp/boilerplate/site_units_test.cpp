#include "saring/boilerplate/site_units_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "reference/random_text.hpp"

using namespace saring::boilerplate;

namespace {

std::string masked(std::string_view line) {
  LineMasker masker;
  return masker.mask(line) ? masker.masked() : std::string("none");
}

std::vector<SiteUnit> units_of(std::string_view text) {
  std::vector<SiteUnit> units;
  append_site_units(text, units);
  return units;
}

}  // namespace

TEST_CASE("site units: lines that differ in a date or a name have one template") {
  CHECK(masked("Published on 12 March 2020") == masked("Published on 3 May 2021"));
  CHECK(masked("Edited by Anna Holm") != masked("Written by Anna Holm"));
  CHECK(masked("Edited by Anna Holm") == masked("Edited by Peter J. Crane"));
  CHECK(masked("Diterbitkan Senin, 12 Mei 2020") == masked("Diterbitkan Kamis, 1 Juni 2021"));
  CHECK(masked("17 comments so far") == masked("1,204 comments so far"));
  CHECK(masked("Published on 12 March 2020") != masked("Updated on 12 March 2020"));
}

TEST_CASE("site units: figures, titles and dates alone have no template") {
  CHECK(masked("Shares fell 12 points to 340 on Friday the thirteenth and 7 rose") == "none");
  CHECK(masked("Net 120 cents against 99 cents") == "none");
  CHECK(masked("12 March 2020") == "none");
  CHECK(masked("Old Mill Burns as New Bridge Opens") == "none");
  CHECK(masked("Anna Holm") == "none");
  CHECK(masked("no numbers here") == "none");
}

TEST_CASE("site units: a long line is taken by its sentences, another as it is") {
  CHECK(units_of("One sentence. Another one.\n\n  A second line \n").size() == 2);
  std::string longer;
  for (int i = 0; i < 12; ++i) longer += "The council met on the quay again. ";
  const auto units = units_of(longer);
  CHECK(units.size() == 12);
  CHECK(units[3].number == 3);
  CHECK(units[3].of == 12);
  CHECK(units[0].key == units[11].key);
  CHECK(longer.substr(units[1].start, units[1].end - units[1].start) ==
        "The council met on the quay again.");
}

TEST_CASE("site units: are in order, inside the text and without overlap, for any text") {
  reference::RandomText random(7);
  for (int round = 0; round < 300; ++round) {
    const std::string text = random.valid(400);
    std::size_t last = 0;
    for (const SiteUnit& unit : units_of(text)) {
      REQUIRE(unit.start >= last);
      REQUIRE(unit.end > unit.start);
      REQUIRE(unit.end <= text.size());
      last = unit.end;
    }
  }
}

TEST_CASE("site units: a memo changes nothing, whatever it has met before") {
  reference::RandomText random(11);
  SiteUnitMemo memo;
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += "The council met on the quay again. ";
  for (int round = 0; round < 300; ++round) {
    const std::string text =
        random.valid(400) + "\nEdited by Anna Holm\n" + lines + "\n" + random.valid(400);
    std::vector<SiteUnit> plain, known;
    append_site_units(text, plain);
    append_site_units(text, known, false, &memo);
    REQUIRE(plain.size() == known.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
      REQUIRE(plain[i].key == known[i].key);
      REQUIRE(plain[i].start == known[i].start);
      REQUIRE(plain[i].end == known[i].end);
      REQUIRE(plain[i].of == known[i].of);
      const auto bytes = text.substr(plain[i].start, plain[i].end - plain[i].start);
      REQUIRE(memo.template_key(bytes, plain[i].key) == plain[i].template_key);
    }
  }
}
