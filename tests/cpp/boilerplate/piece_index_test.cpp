#include "saring/boilerplate/piece_index_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "saring/base/ascii.hpp"

using namespace saring::boilerplate;

namespace {

using Pieces = std::vector<std::string>;

std::vector<PatternPieces> patterns_of(const std::vector<Pieces>& pieces, bool any_case) {
  std::vector<PatternPieces> patterns;
  for (const Pieces& list : pieces) patterns.push_back({list, any_case});
  return patterns;
}

// Indices of the patterns that remain, if all patterns are candidates.
std::vector<std::size_t> kept(const std::vector<Pieces>& pieces, std::string_view line,
                              bool any_case = true) {
  PieceIndex index;
  index.fill(patterns_of(pieces, any_case));
  std::vector<std::uint64_t> bits((pieces.size() + 63) / 64, ~std::uint64_t{0});
  index.drop(line, bits);
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if ((bits[i / 64] >> (i % 64) & 1U) != 0) out.push_back(i);
  }
  return out;
}

}  // namespace

TEST_CASE("piece index: patterns of whose pieces the line has none are dropped") {
  using Kept = std::vector<std::size_t>;
  const std::vector<Pieces> pieces = {{"reuter"}, {}, {"foto", "photo"}, {"juga"}};
  CHECK(kept(pieces, "Photo: REUTERS") == Kept{0, 1, 2});
  CHECK(kept(pieces, "Baca Juga") == Kept{1, 3});
  CHECK(kept(pieces, "hotel") == Kept{1});
  CHECK(kept(pieces, "") == Kept{1});
}

TEST_CASE("piece index: pieces in their case are found in no other, beside those in any") {
  CHECK(kept({{"AFP"}, {"Reuter"}}, "afp, REUTERS", false).empty());
  CHECK(kept({{"AFP"}, {"Reuter"}}, "AFP, Reuters", false) == std::vector<std::size_t>{0, 1});
  PieceIndex index;
  index.fill(std::vector<PatternPieces>{{{"ab"}, false}, {{"ab"}, true}});
  std::vector<std::uint64_t> bits = {3};
  index.drop("xAbx", bits);
  CHECK(bits[0] == 2);
}

TEST_CASE("piece index: some bytes of a piece are not enough") {
  CHECK(kept({{"reuter"}}, "reute").empty());
  CHECK(kept({{"reuter"}}, "euters").empty());
  CHECK(kept({{"reuter"}}, "r e u t e r").empty());
}

TEST_CASE("piece index: patterns that were no candidates stay out") {
  PieceIndex index;
  index.fill(patterns_of({{"ab"}, {"ab"}, {}}, true));
  std::vector<std::uint64_t> bits = {2};
  index.drop("xaby", bits);
  CHECK(bits[0] == 2);
}

TEST_CASE("piece index: pieces are found whatever the number of patterns") {
  std::vector<Pieces> pieces;
  for (char first = 'a'; first <= 'z'; ++first) {
    for (char second = 'a'; second <= 'z'; ++second) pieces.push_back({{first, second}});
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    INFO(pieces[i][0]);
    CHECK(kept(pieces, pieces[i][0]) == std::vector<std::size_t>{i});
  }
}

TEST_CASE("piece index: what stays has a piece in any case of ASCII letters, what goes has none") {
  // Few different bytes, so that many pieces occur in a line by chance.
  constexpr std::string_view kBytes = "aAbBcC 1\xC3\xA9";
  std::mt19937 random(7);
  const auto text = [&](std::size_t size) {
    std::string out;
    while (out.size() < size) out += kBytes[random() % kBytes.size()];
    return out;
  };
  std::vector<Pieces> pieces(150);
  for (Pieces& of_pattern : pieces) {
    for (std::size_t n = random() % 4; n > 0; --n)
      of_pattern.push_back(saring::ascii::to_lower(text(2 + random() % 5)));
  }
  for (std::size_t round = 0; round < 200; ++round) {
    const std::string line = text(random() % 40);
    CAPTURE(line);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool has_piece =
          std::any_of(pieces[i].begin(), pieces[i].end(), [&](const std::string& piece) {
            return saring::ascii::to_lower(line).find(piece) != std::string::npos;
          });
      if (pieces[i].empty() || has_piece) expected.push_back(i);
    }
    CHECK(kept(pieces, line) == expected);
  }
}
