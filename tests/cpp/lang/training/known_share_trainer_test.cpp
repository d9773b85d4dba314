#include "saring/lang/training/known_share_trainer_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "lang/tiny_model.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using namespace saring::lang;
using namespace saring::lang::test;

namespace {

constexpr std::size_t kSix = 2;  // the length of 4 to 7 words, fitted on six

// Lines of six words of a tiny language, of which so many are of no language.
std::vector<HeldOutText> lines_of(const TinyLanguage& language, std::size_t count,
                                  std::size_t unknown) {
  std::vector<HeldOutText> out;
  for (unsigned i = 0; i < count; ++i) {
    std::string line = sentence(language, i, 6 - unknown);
    for (std::size_t w = 0; w < unknown; ++w) line += " qqzzxxjj";
    out.push_back({std::string(language.label), line});
  }
  return out;
}

std::vector<LeastShares> fit(const std::vector<HeldOutText>& lines) {
  const TemporaryFile file(tiny_model_bytes());
  const Model model(file.path());
  return fit_least_shares(lines, model);
}

std::size_t number_of(std::string_view label) {
  return static_cast<std::size_t>(tiny_detector().label_number(label));
}

}  // namespace

TEST_CASE("known share trainer: four fifths of what nearly all lines of the label have") {
  const std::vector<LeastShares> all = fit(lines_of(tiny_languages()[0], 200, 0));
  const LeastShares& english = all[number_of("eng_Latn")];
  CHECK(english[0] == 0);
  CHECK(english[1] == 0);
  CHECK(int{english[kSix]} == 203);  // .8 of all letters, rounded down
  CHECK(english.back() == english[kSix]);
  CHECK(all[number_of("fra_Latn")] == LeastShares{});  // no lines
  const std::vector<LeastShares> half = fit(lines_of(tiny_languages()[0], 200, 3));
  CHECK(half[number_of("eng_Latn")][kSix] < 203);
  CHECK(half[number_of("eng_Latn")][kSix] > 0);
}

TEST_CASE("known share trainer: few lines, lines of another label, single labels say nothing") {
  CHECK(fit(lines_of(tiny_languages()[0], kMinShares - 1, 0))[number_of("eng_Latn")] ==
        LeastShares{});
  std::vector<HeldOutText> wrong = lines_of(tiny_languages()[1], 200, 0);
  for (HeldOutText& line : wrong) line.label = "eng_Latn";
  CHECK(fit(wrong)[number_of("eng_Latn")] == LeastShares{});
  CHECK(fit(lines_of(tiny_languages()[5], 200, 0))[number_of("ell_Grek")] == LeastShares{});
  CHECK_NOTHROW(fit({{"xxx_Latn", "some words"}}));
}

TEST_CASE("known share trainer: the order of the lines does not matter") {
  std::vector<HeldOutText> lines = lines_of(tiny_languages()[0], 120, 1);
  const std::vector<HeldOutText> more = lines_of(tiny_languages()[1], 120, 2);
  lines.insert(lines.end(), more.begin(), more.end());
  const std::vector<LeastShares> found = fit(lines);
  std::reverse(lines.begin(), lines.end());
  CHECK(fit(lines) == found);
}
