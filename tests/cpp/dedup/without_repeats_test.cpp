#include "saring/dedup/without_repeats.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

using namespace saring::dedup;

namespace {

// The text without the parts in braces. The braces are not part of the text.
std::string without_braces(std::string_view marked) {
  std::string text;
  std::vector<Repeat> repeats;
  for (const char c : marked) {
    if (c == '{') {
      repeats.push_back({.start = text.size()});
    } else if (c == '}') {
      repeats.back().end = text.size();
    } else {
      text += c;
    }
  }
  return without_repeats(text, repeats);
}

}  // namespace

TEST_CASE("without repeats: other text stays as it is") {
  CHECK(without_braces("Satu,  dua.\r\n\n\n Tiga ") == "Satu,  dua.\r\n\n\n Tiga ");
  CHECK(without_braces("") == "");
}

TEST_CASE("without repeats: a repeat goes with its signs and with one of two spaces") {
  CHECK(without_braces("Satu. \"{Dua tiga}.\" Empat.") == "Satu. Empat.");
  CHECK(without_braces("Satu, {dua tiga}") == "Satu, ");
  CHECK(without_braces("{Satu dua}, tiga") == "tiga");
  CHECK(without_braces("Satu {dua} tiga") == "Satu tiga");
}

TEST_CASE("without repeats: signs between two words stay") {
  CHECK(without_braces("anak-{anak desa}-kota") == "anak--kota");
  CHECK(without_braces("satu {dua}-tiga") == "satu -tiga");
}

TEST_CASE("without repeats: a line without other words goes whole") {
  CHECK(without_braces("Satu.\n- {Dua tiga} ...\nEmpat.") == "Satu.\nEmpat.");
  CHECK(without_braces("Satu.\n\n{Dua tiga.}\n\nEmpat.") == "Satu.\n\nEmpat.");
  CHECK(without_braces("{Dua tiga.}\n\nEmpat.") == "Empat.");
  CHECK(without_braces("Satu.\n{Dua}") == "Satu.\n");
  CHECK(without_braces("Satu.\n{Dua}\n\nTiga") == "Satu.\n\nTiga");
  CHECK(without_braces("{Dua}") == "");
  CHECK(without_braces("Satu\r\n{Dua}\r\nTiga") == "Satu\r\nTiga");
}

TEST_CASE("without repeats: neighbours go with what is between them") {
  CHECK(without_braces("Satu {dua}, {tiga}. Empat") == "Satu Empat");
  CHECK(without_braces("Satu\n{dua}\n{tiga}\nEmpat") == "Satu\nEmpat");
  const std::vector<Repeat> overlapping = {{.start = 5, .end = 13}, {.start = 9, .end = 18}};
  CHECK(without_repeats("Satu dua tiga empat lima", overlapping) == "Satu t lima");
  const std::vector<Repeat> inside = {{.start = 5, .end = 19}, {.start = 9, .end = 13}};
  CHECK(without_repeats("Satu dua tiga empat lima", inside) == "Satu lima");
}

TEST_CASE("without repeats: characters of several bytes stay whole") {
  const std::string text = "Élan «déjà vu» été…";
  const std::size_t start = text.find("déjà");
  const std::vector<Repeat> repeats = {{.start = start, .end = text.find("»")}};
  CHECK(without_repeats(text, repeats) == "Élan été…");
}
