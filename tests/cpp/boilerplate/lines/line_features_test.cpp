#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <span>
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
void write_first(const DocumentLines& document, std::vector<float>& matrix) {
  matrix.resize(document.lines.size() * kSecondFeatures);
  LineFeatures(document).write_first(0, document.lines.size(), matrix.data());
}

void write_second(const DocumentLines& document, std::span<const float> scores,
                  std::vector<float>& matrix) {
  LineFeatures features(document);
  features.set_scores(scores);
  features.write_second(0, document.lines.size(), matrix.data());
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
  std::vector<float> matrix;
  write_first(d, matrix);
  REQUIRE(matrix.size() == d.lines.size() * kSecondFeatures);
  write_second(d, std::vector<float>(d.lines.size(), 0.5F), matrix);
  for (const float value : matrix) CHECK(std::isfinite(value));
}

TEST_CASE("line features: the first pass does not write into the columns of the second") {
  const DocumentLines d = analysed(kText);
  std::vector<float> matrix;
  write_first(d, matrix);
  for (std::size_t i = 0; i < d.lines.size(); ++i) {
    for (std::size_t f = kFirstFeatures; f < kSecondFeatures; ++f)
      CHECK(matrix[i * kSecondFeatures + f] == 0.0F);
  }
  const std::vector<float> before = matrix;
  write_second(d, std::vector<float>(d.lines.size(), 0.25F), matrix);
  for (std::size_t i = 0; i < d.lines.size(); ++i) {
    for (std::size_t f = 0; f < kFirstFeatures; ++f) {
      CHECK(matrix[i * kSecondFeatures + f] == before[i * kSecondFeatures + f]);
    }
    CHECK(matrix[i * kSecondFeatures + kFirstFeatures] == 0.25F);
  }
}

TEST_CASE("line features: blank lines between others change nothing") {
  std::string spaced;
  for (const char c : kText) spaced += c == '\n' ? "\n\n" : std::string(1, c);
  std::vector<float> plain;
  std::vector<float> wide;
  write_first(analysed(kText), plain);
  write_first(analysed(spaced), wide);
  CHECK(plain == wide);
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
  std::vector<float> scores;
  for (std::size_t i = 0; i < n; ++i) scores.push_back(static_cast<float>(i % 5) / 5);
  std::vector<float> whole;
  write_first(d, whole);
  write_second(d, scores, whole);
  LineFeatures features(d);
  features.set_scores(scores);
  for (int round = 0; round < 2; ++round) {
    for (std::size_t begin = 0; begin < n; begin += 7) {
      const std::size_t end = std::min(n, begin + 7);
      std::vector<float> part((end - begin) * kSecondFeatures);
      features.write_first(begin, end, part.data());
      features.write_second(begin, end, part.data());
      REQUIRE(std::equal(part.begin(), part.end(),
                         whole.begin() + static_cast<std::ptrdiff_t>(begin * kSecondFeatures)));
    }
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
  std::vector<float> scores(document.lines.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    scores[i] = static_cast<float>(i * 7 % 20) / 20.0F;
  }
  std::vector<float> matrix;
  write_first(document, matrix);
  write_second(document, scores, matrix);
  std::vector<std::vector<float>> rows;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const auto row = matrix.begin() + static_cast<std::ptrdiff_t>(i * kSecondFeatures);
    rows.emplace_back(row, row + static_cast<std::ptrdiff_t>(kSecondFeatures));
  }
  check_golden("lines.tsv", rows);
}
