#include "saring/lang/detector.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

#include "tiny_model.hpp"

using namespace saring::lang;
using namespace saring::lang::test;

TEST_CASE("detector: sentences get their language") {
  for (const TinyLanguage& language : tiny_languages()) {
    CHECK(detect_code(sentence(language, 999, 9)) == language.label);
  }
}

TEST_CASE("detector: case does not matter") {
  CHECK(detect_code("ANAK ANAK BERJALAN DI KEBUN") == "ind_Latn");
}

TEST_CASE("detector: what holds no language gets none") {
  for (const char* text : {"", " \n\t", "123 456,78", "!!! ???", "😀😀 👍",
                           "https://example.com/the/house", "a1 b2 c3"}) {
    INFO(text);
    CHECK(detect_code(text) == "zxx");
    CHECK(tiny_detector().detect(text).confidence == 0);
  }
}

TEST_CASE("detector: a script that no language has is undecided") {
  CHECK(detect_code("ᐃᓄᒃᑎᑐᑦ") == "und");
}

TEST_CASE("detector: a script of one language is enough") {
  CHECK(detect_code("καλημέρα") == "ell_Grek");
}

TEST_CASE("detector: probabilities sum to one") {
  const Detection d = tiny_detector().detect("dan the et дом", {{}, {}, 100});
  double sum = 0;
  for (const Candidate& c : d.top) sum += c.probability;
  CHECK(sum == Approx(1).margin(1e-4));
}

TEST_CASE("detector: languages and prior are Bayes' rule on the full distribution") {
  const Detector& detector = tiny_detector();
  const std::string text = "dan water air the";
  const auto all = detector.detect(text, {{}, {}, 100}).top;
  const auto probability = [&](std::int32_t label) {
    for (const Candidate& c : all) {
      if (c.label == label) return static_cast<double>(c.probability);
    }
    return 0.0;
  };
  const std::int32_t eng = detector.label_number("eng_Latn");
  const std::int32_t ind = detector.label_number("ind_Latn");
  const Detection d = detector.detect(text, {{eng, ind}, {{eng, 3.0F}}, 2});
  const double expected = 3 * probability(eng) / (3 * probability(eng) + probability(ind));
  for (const Candidate& c : d.top) {
    CHECK(c.probability ==
          Approx(c.label == eng ? expected : 1 - expected).epsilon(1e-3).margin(1e-6));
  }
}

TEST_CASE("detector: a prior must be a number of at least 0, a language one of the model") {
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{}, {{0, -1.0F}}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{}, {{0, NAN}}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{9999}, {}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().label_code(9999), std::out_of_range);
}

TEST_CASE("detector: batches answer as single calls, whatever the number of threads") {
  std::vector<std::string> texts;
  for (unsigned i = 0; i < 1000; ++i) {
    texts.push_back(sentence(tiny_languages()[i % tiny_languages().size()], i, i % 12));
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto one = tiny_detector().detect_batch(views, {{}, {}, 2}, 1);
  const auto four = tiny_detector().detect_batch(views, {{}, {}, 2}, 4);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Detection single = tiny_detector().detect(texts[i], {{}, {}, 2});
    REQUIRE(one[i].label == single.label);
    REQUIRE(four[i].label == single.label);
    REQUIRE(one[i].confidence == single.confidence);
    REQUIRE(four[i].confidence == single.confidence);
    REQUIRE(one[i].top.size() == single.top.size());
  }
}

TEST_CASE("detector: an explanation sums to the difference of the scores") {
  const std::string text = "the children dan rumah walking";
  const Explanation e = tiny_detector().explain(text);
  CHECK(tiny_detector().label_code(e.winner) == "eng_Latn");
  REQUIRE(e.words.size() == 5);
  float sum = 0;
  for (const Contribution& c : e.words) sum += c.winner - c.runner_up;
  CHECK(sum > 0);
  CHECK(text.substr(e.words[1].begin, e.words[1].end - e.words[1].begin) == "children");
}

TEST_CASE("detector: a long text is read in samples from all of it") {
  std::string text;
  while (text.size() < 100000) text += sentence(tiny_languages()[1], 5, 9) + ". ";
  CHECK(detect_code(text) == "ind_Latn");
}

TEST_CASE("detector: time is linear on texts made to hurt") {
  const std::size_t size = 4'000'000;  // quadratic time would be hours
  std::string alternating;
  while (alternating.size() < size) alternating += "aж";
  std::string syllables;
  while (syllables.size() < size) syllables += "รัก日a";
  for (const std::string& text :
       {std::string(size, 'a'), std::string(size, '.'), alternating, syllables}) {
    const std::clock_t start = std::clock();
    static_cast<void>(tiny_detector().detect(text));
    static_cast<void>(tiny_detector().detect_spans(text));
    CHECK((std::clock() - start) / CLOCKS_PER_SEC < 20);
  }
}
