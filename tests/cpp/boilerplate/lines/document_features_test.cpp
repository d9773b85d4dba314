#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "boilerplate/golden_rows.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"

using namespace saring::boilerplate;

namespace {

DocumentLines analysed(std::string_view text) {
  static const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  analyse_lines(text, matcher, {}, nullptr, document);
  return document;
}

std::vector<std::vector<float>> rows_of(const DocumentLines& document,
                                        const std::vector<float>& scores) {
  DocumentFeatures features;
  features.set_document(document);
  features.set_scores(scores);
  std::vector<std::vector<float>> rows;
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    auto& row = rows.emplace_back(kDocumentFeatures, 1e30F);
    features.write(i, row.data());
  }
  return rows;
}

std::vector<std::vector<float>> rows_of(const std::string& text) {
  const DocumentLines document = analysed(text);
  std::vector<float> scores;
  for (std::size_t i = 0; i < document.lines.size(); ++i)
    scores.push_back(static_cast<float>(i * 7 % 20) / 20.0F);
  return rows_of(document, scores);
}

std::string thread_of(int comments) {
  std::string text =
      "Old bridge opens again\n"
      "The town opened the old bridge on Friday after a year of repair, the mayor said today.\n"
      "Hundreds of people came to see it, and a band played until the lamps were lit at night.\n";
  for (int i = 0; i < comments; ++i) {
    text += "Posted by Reader" + std::to_string(i) + " at May " + std::to_string(1 + i % 28) +
            ", 2024 9:1" + std::to_string(i % 10) + " am\n" +
            "I walked over it this morning and I can say that number " + std::to_string(i) +
            " of the boards is loose.\n";
  }
  return text;
}

}  // namespace

TEST_CASE("document features: every number of a row is written and finite") {
  for (const std::string& text : {std::string("One line"), thread_of(0), thread_of(30)}) {
    for (const auto& row : rows_of(text)) {
      for (const float value : row) CHECK((std::isfinite(value) && value < 1e29F));
    }
  }
}

TEST_CASE("document features: a long document leaves no range that a short one has") {
  std::vector<float> low(kDocumentFeatures, 1e30F);
  std::vector<float> high(kDocumentFeatures, -1e30F);
  for (const auto& row : rows_of(thread_of(200))) {
    for (std::size_t f = 0; f < kDocumentFeatures; ++f) {
      low[f] = std::min(low[f], row[f]);
      high[f] = std::max(high[f], row[f]);
    }
  }
  std::size_t outside = 0;
  for (const auto& row : rows_of(thread_of(5000))) {
    for (std::size_t f = 0; f < kDocumentFeatures; ++f) {
      // Means may differ a little. Counts, lengths and distances must not increase.
      const float slack = 0.05F * (high[f] - low[f]) + 0.05F * std::abs(high[f]) + 0.05F;
      outside += row[f] < low[f] - slack || row[f] > high[f] + slack ? 1 : 0;
    }
  }
  CHECK(outside == 0);
}

TEST_CASE(
    "document features: lines of one template are counted, whatever names and dates they hold") {
  const std::string text = thread_of(12);
  const DocumentLines document = analysed(text);
  const auto rows = rows_of(document, std::vector<float>(document.lines.size(), 0.9F));
  // The first number of the first group about repeated lines.
  constexpr std::size_t kCount = kDocumentFeatures - 32;
  CHECK(rows[0][kCount] == 12.0F);
  const auto plain = rows_of(thread_of(2));
  CHECK(plain[0][kCount] == -1.0F);
}

TEST_CASE("document features: golden rows of an article") {
  const auto rows = rows_of(golden_file("article.txt"));
  REQUIRE(rows.size() == 25);
  check_golden("document.tsv", rows);
}
