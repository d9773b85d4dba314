#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "saring/boilerplate/lines/word_weights_internal.hpp"

using namespace saring::boilerplate;

namespace {

std::vector<std::uint32_t> slots_of(std::string_view line) {
  LineWords words;
  scan_words(line, LineWords::kMax, words);
  std::vector<std::uint32_t> slots(WordWeights::kMaxFeatures);
  slots.resize(WordWeights::features(words, measure_line(line), slots.data()));
  return slots;
}

}  // namespace

TEST_CASE("word weights: slots are stable, since the model file refers to them") {
  CHECK(slots_of("Read more") == slots_of("read MORE"));
  CHECK(slots_of("Read more").size() == 4);
  for (const std::uint32_t slot :
       slots_of("one two three four five six seven eight nine ten eleven twelve thirteen")) {
    CHECK(slot < WordWeights::kSlots);
  }
  CHECK(slots_of("!!!").empty());
}

TEST_CASE("word weights: the score is the sum of the slots' weights") {
  std::vector<std::int8_t> weights(WordWeights::kSlots, 0);
  const auto slots = slots_of("read more");
  for (const std::uint32_t slot : slots) weights[slot] = 2;
  const WordWeights model(weights, 0.5F);
  LineWords words;
  scan_words("read more", LineWords::kMax, words);
  float sum = 0;
  float mean = 0;
  model.score(words, measure_line("read more"), sum, mean);
  CHECK(sum == Approx(4.0F));
  CHECK(mean == Approx(1.0F));
  scan_words("!", LineWords::kMax, words);
  model.score(words, measure_line("!"), sum, mean);
  CHECK(sum == 0);
}
