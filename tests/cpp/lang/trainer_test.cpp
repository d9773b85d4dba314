#include "saring/lang/trainer.hpp"

#include <catch2/catch.hpp>

#include "tiny_model.hpp"

using namespace saring::lang;
using namespace saring::lang::test;

TEST_CASE("trainer: the same lines give the same bytes") {
  CHECK(tiny_model_bytes() == tiny_model_bytes());
}

TEST_CASE("trainer: another seed gives another model") {
  TrainOptions options = tiny_options();
  options.seed = 7;
  Trainer trainer(options);
  for (const TinyLanguage& language : tiny_languages()) {
    for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
  }
  CHECK(trainer.train() != tiny_model_bytes());
}

TEST_CASE("trainer: held-out lines are told apart, and the report says so") {
  Trainer trainer(tiny_options());
  for (const TinyLanguage& language : tiny_languages()) {
    for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
  }
  const std::string model = trainer.train();
  const TrainReport& report = trainer.report();
  REQUIRE(report.labels.size() == tiny_languages().size());
  REQUIRE(report.scores[0].words == 0);
  CHECK(report.scores[0].lines > 10);
  CHECK(report.scores[0].accuracy > 0.97);
  CHECK(report.words > 0);
  CHECK(report.ngrams > 0);
}

TEST_CASE("trainer: a label needs language and script") {
  Trainer trainer(tiny_options());
  CHECK_THROWS_AS(trainer.add("english", "some words"), std::invalid_argument);
  CHECK_THROWS_AS(trainer.add("eng_Xxxx", "some words"), std::invalid_argument);
  CHECK_THROWS_AS(trainer.add("", "some words"), std::invalid_argument);
}

TEST_CASE("trainer: nothing to train on gives a model without labels") {
  Trainer trainer(tiny_options());
  const TemporaryFile file(trainer.train());
  CHECK(Detector(file.path()).labels().empty());
  CHECK(Detector(file.path()).detect("some words").label == kUnd);
}
