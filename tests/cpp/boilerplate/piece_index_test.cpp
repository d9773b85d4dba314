#include "saring/boilerplate/piece_index_internal.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace saring::boilerplate;

namespace {

using Pieces = std::vector<std::string>;

// Indices of the patterns that stay, of as many as there are, all of them candidates.
std::vector<std::size_t> kept(const std::vector<Pieces>& pieces, std::string_view line) {
  PieceIndex index;
  index.fill(pieces);
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

TEST_CASE("piece index: one pair of bytes of a piece is not enough") {
  CHECK(kept({{"reuter"}}, "euters").empty());
  CHECK(kept({{"reuter"}}, "r e u t e r").empty());
}

TEST_CASE("piece index: patterns that were no candidates stay out") {
  PieceIndex index;
  index.fill(std::vector<Pieces>{{"ab"}, {"ab"}, {}});
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
