#include "saring/dedup/windows_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace saring::dedup;

namespace {

std::vector<std::string> windows_of(RepeatUnit unit, std::size_t min_words, std::string_view text) {
  WindowReader reader(unit, min_words, {}, 1);
  std::vector<Window> windows;
  reader.read(text, windows);
  std::vector<std::string> out;
  for (const Window& window : windows) {
    out.emplace_back(text.substr(window.start, window.end - window.start));
  }
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("windows: of passages are the words in a row") {
  CHECK(windows_of(RepeatUnit::kPassage, 3, "Satu, dua tiga.\nEmpat!") ==
        Strings{"Satu, dua tiga", "dua tiga.\nEmpat"});
  CHECK(windows_of(RepeatUnit::kPassage, 5, "satu dua tiga empat").empty());
  CHECK(windows_of(RepeatUnit::kPassage, 3, "").empty());
}

TEST_CASE("windows: lines and paragraphs without the space around them") {
  const std::string text = "  Satu dua.\r\nTiga\n \n\nEmpat lima enam\n\tTujuh \n";
  CHECK(windows_of(RepeatUnit::kLine, 1, text) ==
        Strings{"Satu dua.", "Tiga", "Empat lima enam", "Tujuh"});
  CHECK(windows_of(RepeatUnit::kLine, 2, text) == Strings{"Satu dua.", "Empat lima enam"});
  CHECK(windows_of(RepeatUnit::kParagraph, 3, text) ==
        Strings{"Satu dua.\r\nTiga", "Empat lima enam\n\tTujuh"});
  CHECK(windows_of(RepeatUnit::kParagraph, 4, text) == Strings{"Empat lima enam\n\tTujuh"});
  CHECK(windows_of(RepeatUnit::kLine, 1, "... \n * \n").empty());
}

TEST_CASE("windows: places are those of the text before it was folded") {
  CHECK(windows_of(RepeatUnit::kPassage, 2, "“e\u0301ta\u00ADt” ﬁn de\u0301ja\u0300.") ==
        Strings{"e\u0301ta\u00ADt” ﬁn", "ﬁn de\u0301ja\u0300"});
}

TEST_CASE("windows: case, punctuation and white space do not change a hash") {
  WindowReader reader(RepeatUnit::kLine, 2, {}, 1);
  std::vector<Window> windows;
  reader.read("Satu dua\nsatu,  DUA!\ndua satu\nsatu dua tiga", windows);
  REQUIRE(windows.size() == 4);
  CHECK(windows[0].hash == windows[1].hash);
  CHECK(windows[0].hash != windows[2].hash);
  CHECK(windows[0].hash != windows[3].hash);
  CHECK(windows[3].words == 3);
}
