#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "boilerplate/golden_rows.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

using namespace saring::boilerplate;

namespace {

DocumentLines analysed(std::string_view text) {
  static const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  return document;
}

// All rows at once.
std::vector<float> matrix_of(const DocumentLines& document) {
  std::vector<float> matrix(document.lines.size() * kLineFeatures);
  LineFeatures(document).write(0, document.lines.size(), matrix.data());
  return matrix;
}

const std::string kText =
    "Home\nNews\nRiver walk opens after repair\n"
    "The town opened the river walk on Friday after a year of repair, and many people came to see "
    "it.\n"
    "Hundreds of people came to see the new bridge and the two small gardens that lie beside it "
    "now.\n"
    "Share\nPrivacy policy\n";

}  // namespace

TEST_CASE("line features: every row is filled with finite numbers") {
  const DocumentLines d = analysed(kText);
  std::vector<float> matrix(d.lines.size() * kLineFeatures + 1, 1e30F);
  LineFeatures(d).write(0, d.lines.size(), matrix.data());
  CHECK(matrix.back() == 1e30F);
  matrix.pop_back();
  for (const float value : matrix) CHECK((std::isfinite(value) && value < 1e29F));
}

TEST_CASE("line features: blank lines between others change nothing") {
  std::string spaced;
  for (const char c : kText) spaced += c == '\n' ? "\n\n" : std::string(1, c);
  CHECK(matrix_of(analysed(kText)) == matrix_of(analysed(spaced)));
}

TEST_CASE("line features: rows written in parts are those written at once") {
  std::string text;
  for (int i = 0; i < 60; ++i) {
    text += i % 7 == 0 ? "Baca juga:\n" : "";
    text += i % 3 == 0 ? "Pada hari Senin warga desa itu memperbaiki jembatan kayu yang rusak.\n"
                       : "Berita Terkini\n";
  }
  const DocumentLines d = analysed(text);
  const std::size_t n = d.lines.size();
  const std::vector<float> whole = matrix_of(d);
  LineFeatures features(d);
  for (std::size_t start = 0; start < n; start += 7) {
    const std::size_t end = std::min(n, start + 7);
    std::vector<float> part((end - start) * kLineFeatures);
    features.write(start, end, part.data());
    REQUIRE(std::equal(part.begin(), part.end(),
                       whole.begin() + static_cast<std::ptrdiff_t>(start * kLineFeatures)));
  }
}

TEST_CASE("line features: golden rows of an article") {
  std::vector<std::int8_t> slots(WordWeights::kSlots);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    slots[i] = static_cast<std::int8_t>(static_cast<int>(i * 37 % 101) - 50);
  }
  const WordWeights weights(slots, 0.03125F);
  const RuleMatcher matcher(built_in_rules());
  const std::string text = golden_file("article.txt");
  DocumentLines document;
  analyse_lines(text, matcher, matcher.packs("ind_Latn"), &weights, document);
  REQUIRE(document.lines.size() == 25);
  const std::vector<float> matrix = matrix_of(document);
  std::vector<std::vector<float>> rows;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto row = matrix.begin() + static_cast<std::ptrdiff_t>(i * kLineFeatures);
    rows.emplace_back(row, row + static_cast<std::ptrdiff_t>(kLineFeatures));
  }
  check_golden("lines.tsv", rows);
}
