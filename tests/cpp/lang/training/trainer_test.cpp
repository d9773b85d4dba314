#include "saring/lang/training/trainer.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <tuple>

#include "lang/tiny_model.hpp"

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

TEST_CASE("trainer: the report has the scores on held-out lines") {
  Trainer trainer(tiny_options());
  for (const TinyLanguage& language : tiny_languages()) {
    for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
  }
  const std::string model = trainer.train();
  const TrainReport& report = trainer.report();
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
  CHECK_THROWS_AS(Trainer::check_label("english"), std::invalid_argument);
  CHECK_NOTHROW(Trainer::check_label("eng_Latn"));
}

TEST_CASE("trainer: nothing to train on gives a model without labels") {
  Trainer trainer(tiny_options());
  const TemporaryFile file(trainer.train());
  CHECK(Detector(file.path()).labels().empty());
  CHECK(Detector(file.path()).detect("some words").label == kUnd);
}

TEST_CASE("trainer: progress ends at the number of lines announced, and what it throws stops all") {
  TrainOptions options = tiny_options();
  options.epoch_lines = options.epoch_min_lines = 3000;
  const auto filled = [&] {
    Trainer trainer(options);
    for (const TinyLanguage& language : tiny_languages()) {
      for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
      trainer.add_word(language.label, "word", 1);  // texts of lists are not lines
    }
    return trainer;
  };
  std::size_t last = 0;
  std::size_t total = 0;
  std::ignore = filled().train({}, [&](std::size_t done, std::size_t of) {
    CHECK(done > last);
    CHECK((total == 0 || of == total));
    last = done;
    total = of;
  });
  CHECK(last <= total);
  CHECK(last * 10 > total * 8);
  struct Enough {};
  CHECK_THROWS_AS(filled().train({}, [](std::size_t, std::size_t) { throw Enough(); }), Enough);
}

TEST_CASE("trainer: held-out lines are those of is_held_out, whole or their middle words") {
  Trainer trainer(tiny_options());
  const TinyLanguage& language = tiny_languages()[0];
  std::vector<std::string> expected;
  std::size_t trained = 0;
  for (unsigned i = 0; i < 400; ++i) {
    const std::string line = sentence(language, i, 7);
    trainer.add(language.label, line);
    if (is_held_out(line)) {
      expected.push_back(line);
    } else {
      ++trained;
    }
  }
  trainer.add(language.label, "12 345");  // no word: neither trained on nor held out
  CHECK(trainer.lines(language.label) == trained);
  CHECK(trainer.lines("fra_Latn") == 0);
  REQUIRE(expected.size() > 5);
  const auto whole = trainer.held_out();
  REQUIRE(whole.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(whole[i].label == language.label);
    CHECK(whole[i].text == expected[i]);
  }
  for (const HeldOutText& item : trainer.held_out(3)) {
    CHECK(std::count(item.text.begin(), item.text.end(), ' ') == 2);
  }
  CHECK(expected[0].find(" " + trainer.held_out(3)[0].text + " ") != std::string::npos);
  CHECK(trainer.held_out(7)[0].text == expected[0]);
  CHECK(trainer.held_out(99)[0].text == expected[0]);
  CHECK(trainer.held_out_count() == expected.size());
  REQUIRE(trainer.held_out(0, 2, 4).size() == 2);
  CHECK(trainer.held_out(0, 2, 4)[1].text == expected[3]);
  CHECK(trainer.held_out(3, expected.size() - 1).size() == 1);
  CHECK(trainer.held_out(3, expected.size(), expected.size() + 9).empty());
}

TEST_CASE("trainer: one line repeated without end takes no more room than max_lines do") {
  TrainOptions options = tiny_options();
  options.max_lines = 50;
  const TinyLanguage& language = tiny_languages()[0];
  std::string held_out;
  std::string trained;
  for (unsigned i = 0; held_out.empty() || trained.empty(); ++i) {
    const std::string line = sentence(language, i, 7);
    (is_held_out(line) ? held_out : trained) = line;
  }
  Trainer trainer(options);
  for (unsigned i = 0; i < 2000; ++i) trainer.add(language.label, held_out);
  CHECK(trainer.held_out_count() == 1050);
  Trainer other(options);
  for (unsigned i = 0; i < 2000; ++i) other.add(language.label, trained);
  CHECK(other.lines(language.label) == 50);
}

TEST_CASE("trainer: a smaller size makes a smaller model") {
  const TrainOptions options = with_size({}, kDefaultMegabytes / 2);
  CHECK(options.word_limit == TrainOptions{}.word_limit / 2);
  CHECK(options.posting_bytes == TrainOptions{}.posting_bytes / 2);
  CHECK_THROWS_AS(with_size({}, 0), std::invalid_argument);
  CHECK_THROWS_AS(with_size({}, std::nan("")), std::invalid_argument);
  TrainOptions small = tiny_options();
  small.word_limit /= 100;
  small.ngram_limit /= 10;
  Trainer trainer(small);
  for (const TinyLanguage& language : tiny_languages()) {
    for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
  }
  CHECK(trainer.train().size() < tiny_model_bytes().size());
}

TEST_CASE("trainer: the model does not depend on the number of threads") {
  const auto bytes = [](unsigned threads) {
    TrainOptions options = tiny_options();
    options.num_threads = threads;
    Trainer trainer(options);
    for (const TinyLanguage& language : tiny_languages()) {
      for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
    }
    return trainer.train();
  };
  CHECK(bytes(1) == bytes(4));
}
