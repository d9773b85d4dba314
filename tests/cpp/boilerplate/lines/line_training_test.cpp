#include "saring/boilerplate/lines/line_training.hpp"

#include <catch2/catch.hpp>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"
#include "saring/boilerplate/lines/line_model_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

using namespace saring;
using namespace saring::boilerplate;

namespace {

constexpr std::size_t kHeader = 24;  // magic, version, number of features, checksum

std::string text_of(int number) {
  std::string text = "Headline " + std::to_string(number) + "\n\nShare this article\n";
  for (int i = 0; i <= number % 7; ++i)
    text += "The mill by the river was opened again on Friday after " + std::to_string(i) +
            " years of repair.\nkupa rimo talu\n";
  return text;
}

// More than one range of a parallel loop. The last one has no units.
struct Texts {
  std::vector<std::string> owned;
  std::vector<std::string_view> views;
  Texts() {
    for (int i = 0; i < 100; ++i) owned.push_back(text_of(i));
    owned.emplace_back(" \n\n");
    views.assign(owned.begin(), owned.end());
  }
};

// Weights that differ from slot to slot, as in a model file.
std::string some_words() {
  std::string words(sizeof(float) + WordWeights::kSlots, '\0');
  const float scale = 0.01F;
  std::memcpy(words.data(), &scale, sizeof scale);
  for (std::size_t i = 0; i < WordWeights::kSlots; ++i)
    words[sizeof scale + i] = static_cast<char>(i * 37 % 101);
  return words;
}

WordWeights weights_of(const std::string& words) {
  float scale = 0;
  std::memcpy(&scale, words.data(), sizeof scale);
  std::vector<std::int8_t> weights(WordWeights::kSlots);
  std::memcpy(weights.data(), words.data() + sizeof scale, weights.size());
  return {weights, scale};
}

std::vector<float> some_scores(std::size_t count) {
  std::vector<float> scores(count);
  for (std::size_t i = 0; i < count; ++i) scores[i] = static_cast<float>(i % 11) / 10.0F;
  return scores;
}

}  // namespace

TEST_CASE("line training: a unit is a line that is not blank, or a sentence of a long one") {
  std::string sentences;
  for (int i = 0; i < 200; ++i)
    sentences += "People came to see the wheel and the garden behind the house. ";
  const std::vector<std::string_view> texts = {"one\n\nduä\r\n", "", sentences};
  const TrainingUnits units = training_units(texts);
  REQUIRE(units.counts.size() == 3);
  CHECK(units.counts[0] == 2);
  CHECK(units.counts[1] == 0);
  CHECK(units.counts[2] > 1);
  CHECK(std::vector(units.lines.begin(), units.lines.begin() + 3) ==
        std::vector<std::uint32_t>{0, 2, 0});
  CHECK(std::vector(units.chars.begin(), units.chars.begin() + 2) ==
        std::vector<std::uint32_t>{3, 3});
  CHECK(units.lines.size() == 2 + units.counts[2]);
  CHECK(units.chars.size() == units.lines.size());
}

TEST_CASE("line training: each unit has the slots of its words") {
  const std::vector<std::string_view> texts = {"kupa rimo\n\nkupa rimo\nwest", "kupa rimo"};
  const TrainingWords words = training_words(texts);
  REQUIRE(words.counts.size() == 4);
  const std::size_t count = words.counts[0];
  REQUIRE(count > 0);
  const auto slots_from = [&](std::size_t at, std::size_t number) {
    const auto first = words.slots.begin() + static_cast<std::ptrdiff_t>(at);
    return std::vector(first, first + static_cast<std::ptrdiff_t>(number));
  };
  CHECK(words.counts[1] == count);
  CHECK(slots_from(count, count) == slots_from(0, count));
  CHECK(slots_from(2 * count, words.counts[2]) != slots_from(0, words.counts[2]));
  CHECK(slots_from(2 * count + words.counts[2], count) == slots_from(0, count));
  for (const std::uint32_t slot : words.slots) CHECK(slot < line_training_sizes().word_slots);
}

TEST_CASE("line training: rows are the features that the stripper computes") {
  const Texts texts;
  const std::string words = some_words();
  const WordWeights weights = weights_of(words);
  const TrainingUnits units = training_units(texts.views);
  const auto scores = some_scores(units.lines.size());
  const auto of_lines = training_rows(texts.views, units.counts, words);
  const auto of_document = training_rows(texts.views, units.counts, words, scores);
  const RuleMatcher matcher(built_in_rules());
  DocumentLines document;
  DocumentFeatures features;
  std::size_t unit = 0;
  for (std::size_t i = 0; i < texts.views.size(); ++i) {
    analyse_lines(texts.views[i], matcher, matcher.packs(""), &weights, document);
    const std::size_t n = document.lines.size();
    REQUIRE(n == units.counts[i]);
    if (n == 0) continue;
    std::vector<float> lines(n * kLineFeatures);
    LineFeatures(document).write(0, n, lines.data());
    CHECK(std::equal(lines.begin(), lines.end(),
                     of_lines.begin() + static_cast<std::ptrdiff_t>(unit * kLineFeatures)));
    features.set_document(document);
    features.set_scores(std::span(scores).subspan(unit, n));
    std::vector<float> row(kDocumentFeatures);
    for (std::size_t k = 0; k < n; ++k) {
      features.write(k, row.data());
      CHECK(std::equal(
          row.begin(), row.end(),
          of_document.begin() + static_cast<std::ptrdiff_t>((unit + k) * kDocumentFeatures)));
    }
    unit += n;
  }
  CHECK(of_lines.size() == unit * kLineFeatures);
  CHECK(of_document.size() == unit * kDocumentFeatures);
}

TEST_CASE("line training: results do not depend on the number of threads") {
  const Texts texts;
  const std::string words = some_words();
  const TrainingUnits units = training_units(texts.views, 1);
  const auto scores = some_scores(units.lines.size());
  for (const unsigned threads : {2U, 5U}) {
    const TrainingUnits other = training_units(texts.views, threads);
    CHECK(other.counts == units.counts);
    CHECK(other.lines == units.lines);
    CHECK(other.chars == units.chars);
    CHECK(training_words(texts.views, threads).slots == training_words(texts.views, 1).slots);
    CHECK(training_rows(texts.views, units.counts, words, threads) ==
          training_rows(texts.views, units.counts, words, 1));
    CHECK(training_rows(texts.views, units.counts, words, scores, threads) ==
          training_rows(texts.views, units.counts, words, scores, 1));
  }
}

TEST_CASE("line training: what does not fit the texts is refused") {
  const Texts texts;
  const std::string words = some_words();
  TrainingUnits units = training_units(texts.views);
  const auto scores = some_scores(units.lines.size() - 1);
  CHECK_THROWS_AS(training_rows(texts.views, units.counts, words, scores), Error);
  CHECK_THROWS_AS(training_rows(texts.views, units.counts, words.substr(1)), Error);
  const auto fewer = std::span(units.counts).first(units.counts.size() - 1);
  CHECK_THROWS_AS(training_rows(texts.views, fewer, words), Error);
  ++units.counts.front();
  --units.counts[1];
  CHECK_THROWS_AS(training_rows(texts.views, units.counts, words), Error);
}

TEST_CASE("line training: a cancelled call ends") {
  const Texts texts;
  CancelToken token;
  token.cancel();
  const CancelScope scope(&token);
  CHECK_THROWS_AS(training_units(texts.views, 1), Cancelled);
  CHECK_THROWS_AS(training_words(texts.views, 1), Cancelled);
}

TEST_CASE("line training: a packed body is a file that a stripper takes") {
  const auto built_in = built_in_line_model();
  const std::string_view file(reinterpret_cast<const char*>(built_in.data()), built_in.size());
  CHECK(pack_line_model(file.substr(kHeader)) == file);
}

TEST_CASE("line training: a body that a stripper would refuse is refused") {
  const auto built_in = built_in_line_model();
  const std::string_view file(reinterpret_cast<const char*>(built_in.data()), built_in.size());
  CHECK_THROWS_AS(pack_line_model(""), ModelError);
  CHECK_THROWS_AS(pack_line_model(file.substr(kHeader, file.size() - kHeader - 1)), ModelError);
  CHECK_THROWS_AS(pack_line_model(std::string(file.substr(kHeader)) + "x"), ModelError);
}
