#include <catch2/catch.hpp>
#include <cmath>

#include "lang/tiny_model.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

// Two labels of one script. All words have equal weights, or `lead` steps more for the second
// label.
Detector pair_of(double first, double second, int lead = 0) {
  ModelParts parts;
  parts.labels = {{"fin_Latn", text::Script::kLatin, 1000, 50000, first},
                  {"vot_Latn", text::Script::kLatin, 1000, 50000, second}};
  for (const char* word : {"yksi", "kaksi", "talo"}) {
    parts.features.push_back(
        {word_feature(word), {{0, std::int8_t{40}}, {1, static_cast<std::int8_t>(40 + lead)}}});
  }
  parts.calibration.resize(1);
  for (float& inverse_temperature : parts.calibration[0].inverse_temperature)
    inverse_temperature = 1;
  parts.weight_unit = 0.125F;
  const TemporaryFile file(serialise(parts));
  return Detector(file.path());
}

double odds(const Detector& detector, std::string_view text, DetectOptions options = {}) {
  options.top = 2;
  const Detection d = detector.detect(text, options);
  REQUIRE(d.top.size() == 2);
  const double ratio = d.top[0].probability / static_cast<double>(d.top[1].probability);
  return d.top[0].label == 0 ? ratio : 1 / ratio;
}

}  // namespace

TEST_CASE("prior: labels with equal scores have the odds of their weights") {
  for (const double weight : {1.0, 3.0, 6.0, 100.0}) {
    INFO(weight);
    CHECK(odds(pair_of(weight, 1), "talo yksi kaksi") == Approx(weight).epsilon(0.02));
    CHECK(odds(pair_of(1, weight), "talo yksi kaksi") == Approx(1 / weight).epsilon(0.02));
  }
  CHECK(odds(pair_of(6, 3), "talo yksi kaksi") == Approx(2).epsilon(0.02));
}

TEST_CASE("prior: the odds of words and of weights multiply") {
  const double of_words = odds(pair_of(1, 1, 6), "talo yksi");
  CHECK(of_words < 0.7);
  CHECK(odds(pair_of(6, 1, 6), "talo yksi") == Approx(6 * of_words).epsilon(0.02));
}

TEST_CASE("prior: the caller's prior multiplies the model's") {
  const Detector detector = pair_of(6, 1);
  CHECK(odds(detector, "talo yksi kaksi", {{}, {{1, 6.0F}}, 0}) == Approx(1).epsilon(0.02));
  CHECK(odds(detector, "talo yksi kaksi", {{}, {{0, 2.0F}}, 0}) == Approx(12).epsilon(0.02));
}

TEST_CASE("prior: the trainer takes the weights of the table") {
  Trainer trainer(tiny_options());
  for (const char* label : {"fin_Latn", "vot_Latn"}) {
    for (unsigned i = 0; i < 100; ++i) trainer.add(label, sentence(tiny_languages()[2], i, 8));
  }
  const TemporaryFile file(trainer.train());
  const Explanation e = Detector(file.path()).explain("les maison et les enfants");
  double prior = 0;
  for (const Contribution& c : e.parts) {
    if (c.kind == ContributionKind::kPrior) prior += c.winner - c.runner_up;
  }
  const double of_table = LanguageTable::builtin().find("fin_Latn")->weight /
                          LanguageTable::builtin().find("vot_Latn")->weight;
  CHECK(of_table > 1);
  CHECK(std::abs(prior) == Approx(std::log(of_table)).epsilon(0.02));
}
