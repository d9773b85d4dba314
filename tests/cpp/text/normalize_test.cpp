#include "saring/text/normalize.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "reference/linear_time.hpp"
#include "reference/random_text.hpp"
#include "reference/text_reference.hpp"

using namespace saring::text;

namespace {

// Marks of many classes, and characters that they may follow. Some of the marks decompose: the last
// six. The last three of these begin as other characters do.
constexpr std::array<std::string_view, 17> kMarks = {
    "\u0301", "\u0316", "\u0323", "\u0334", "\u05B0", "\u064B", "\u093C", "\u0E38", "\u302A",
    "\u0345", "\u0F71", "\u0340", "\u0343", "\u0344", "\u0F73", "\u0F75", "\u0F81"};
constexpr std::array<std::string_view, 9> kBases = {
    "e", " ", "\u1E69", "\u0915", "\u0F40", "\u1100\u1161", "\uAC00", "\u212B", ""};

std::string random_marks(reference::RandomText& random, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += kMarks[random.below(kMarks.size())];
  return out;
}

}  // namespace

TEST_CASE("nfc: composes, reorders, and leaves alone what is composed") {
  CHECK(nfc("") == "");
  CHECK(nfc("plain ASCII") == "plain ASCII");
  CHECK(nfc("Caf\u00E9") == "Caf\u00E9");
  CHECK(nfc("Cafe\u0301") == "Caf\u00E9");
  CHECK(nfc("q\u0307\u0323") == "q\u0323\u0307");
  CHECK(nfc("\u1112\u1161\u11AB") == "\uD55C");
  CHECK(nfc("\u212B \u0344") == "\u00C5 \u0308\u0301");
  CHECK(nfc("Tie\u0302\u0301ng Vie\u0323\u0302t") == "Ti\u1EBFng Vi\u1EC7t");
}

TEST_CASE("nfc: a cut into stretches never parts what combines") {
  for (std::size_t before = 1000; before < 1060; ++before) {
    const std::string pad(before, 'x');
    CHECK(nfc("e\u0301" + pad + "e\u0301\u0323" + pad + "a\u030A") ==
          "\u00E9" + pad + "\u1EB9\u0301" + pad + "\u00E5");
  }
}

TEST_CASE("is_nfc: agrees with nfc") {
  for (const std::string text :
       {"", "abc", "Cafe\u0301", "Caf\u00E9", "q\u0307\u0323", "q\u0323\u0307",
        "\u0E01\u0E48\u0E38", "\u0301", "x\u0301", "\u1161", "\u0958"}) {
    CHECK(is_nfc(text) == (nfc(text) == text));
    CHECK(is_nfc(nfc(text)));
  }
}

TEST_CASE("nfc: runs of any number of marks are ordered and composed as the standard says") {
  reference::RandomText random(21);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int runs = 0; runs < 3; ++runs) {
      text += kBases[random.below(kBases.size())];
      text += random_marks(random, random.below(70));
    }
    CAPTURE(text);
    const std::string expected = reference::nfc(text);
    REQUIRE(nfc(text) == expected);
    REQUIRE(is_nfc(text) == (text == expected));
    REQUIRE(is_nfc(expected));
  }
}

TEST_CASE("nfc: time is linear in the length of a run of marks") {
  const auto repeat = [](std::string_view first, std::string_view unit, std::size_t bytes) {
    std::string out(first);
    while (out.size() < bytes) out += unit;
    return out;
  };
  reference::RandomText random(22);
  const std::string shuffled = random_marks(random, 200);
  for (const auto& [first, unit] :
       std::array<std::pair<std::string_view, std::string_view>, 7>{{{"e", "\u0301\u0323"},
                                                                     {"e", "\u0323"},
                                                                     {"", "\u0F73"},
                                                                     {"\u1100", "\u1161"},
                                                                     {"\u1E69", "\u0316\u0344"},
                                                                     {"", "e\u0301\u0323"},
                                                                     {"e", shuffled}}}) {
    CAPTURE(first, unit);
    CHECK(reference::growth_of_time(
              [&](std::size_t bytes) {
                const std::string text = repeat(first, unit, bytes);
                static_cast<void>(is_nfc(text));
                static_cast<void>(nfc(text));
              },
              100'000) < reference::kMaxLinearGrowth);
  }
}
