#include "saring/lang/detector.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>
#include <string>
#include <vector>

#include "lang/tiny_model.hpp"
#include "saring/lang/feature_lookup_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using namespace saring;
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

TEST_CASE("detector: a text without linguistic content is zxx") {
  for (const char* text : {"", " \n\t", "123 456,78", "!!! ???", "😀😀 👍",
                           "https://example.com/the/house", "a1 b2 c3"}) {
    INFO(text);
    CHECK(detect_code(text) == "zxx");
    CHECK(tiny_detector().detect(text).confidence == 0);
  }
}

TEST_CASE("detector: hashtags and handles do not make a text a program") {
  CHECK(detect_code("#KebunPagi anak berjalan di kebun #rumah_kita @anak_pagi #AirPagi") ==
        "ind_Latn");
  CHECK(detect_code("#KebunPagi @anak_pagi") == "zxx");
}

TEST_CASE("detector: words among many symbols and numbers are not text") {
  for (const char* text :
       {"{\"house\": 12, \"water\": 7}", "for (int i = 0; i < 9; ++i) { house[i] = water(i); }",
        "the 12.50 31.00 4,512 77 8.1", "contoh.id/the/house", "12 kg x 3 m = 36", "hahahaha"}) {
    INFO(text);
    CHECK(detect_code(text) == "zxx");
  }
}

TEST_CASE("detector: a text with an address, a few numbers and symbols keeps its language") {
  for (const char* text :
       {"anak anak berjalan di kebun https://contoh.id/a/b/c?d=e&f=1234567890",
        "(021) 555-1234: anak anak berjalan di kebun", "hahahaha anak anak berjalan di kebun",
        "12:30 anak anak berjalan (di kebun); \"bagus\" 100%"}) {
    INFO(text);
    CHECK(detect_code(text) == "ind_Latn");
  }
}

TEST_CASE("detector: one or two short words are language, also beside a number") {
  for (const char* text :
       {"di", "di air", "25 rumah", "2007 di", "10.000 di", "(anak)", "$25 air"}) {
    INFO(text);
    CHECK(tiny_detector().detect(text).label >= 0);
  }
}

TEST_CASE("detector: Roman numbers alone are zxx, in a text they are not") {
  for (const std::string_view text :
       {"XIX, VII, IV, IV, I, I, IV, IX", "MCMXCIX MMXXVI", "I, II, III", "II\nIII\nIV", "XV XVI."})
    CHECK(detect_code(text) == "zxx");
  CHECK(detect_code("IV. The children were walking through the garden") == "eng_Latn");
  CHECK(detect_code("THE CHILDREN WALKING THROUGH THE GARDEN VII VIII IX X") == "eng_Latn");
  CHECK(detect_code("vivi di mili") != "zxx");
}

TEST_CASE("detector: single-letter tokens are und, units and codes beside numbers zxx") {
  CHECK(detect_code("x y z") == "und");
  CHECK(detect_code("C D Am G") == "und");
  CHECK(detect_code("12 kg, 7 cm") == "zxx");
  CHECK(detect_code("B 1234 XY") == "zxx");
}

TEST_CASE("detector: symbols of programs outweigh the words between them") {
  CHECK(detect_code("house && water -xy through") == "zxx");
  CHECK(detect_code("INSERT INTO house (water, garden) VALUES (68, 'every');") == "zxx");
  CHECK(detect_code("house v8.26.1 water v8.16.2") == "zxx");
  CHECK(detect_code("rumah (2007); anak anak berjalan di kebun") == "ind_Latn");
}

TEST_CASE("detector: UTF-8 decoded as an eight-bit Cyrillic encoding is not language") {
  CHECK(tiny_detector().detect("РїСЂРёРІРµС‚ РјРёСЂ").label < 0);
  CHECK(tiny_detector().detect("О¤О±П„О± О±П„О±").label < 0);
}

TEST_CASE("detector: a script without a label is und") { CHECK(detect_code("ᐃᓄᒃᑎᑐᑦ") == "und"); }

TEST_CASE("detector: a single-language script determines the language") {
  CHECK(detect_code("καλημέρα") == "ell_Grek");
}

TEST_CASE("detector: random letters of a single-language script are und") {
  Trainer trainer(tiny_options());
  for (unsigned i = 0; i < 800; ++i) trainer.add("ell_Grek", sentence(tiny_languages()[5], i, 8));
  const TemporaryFile file(trainer.train());
  const Detector detector(file.path());
  CHECK(detector.detect("νξψζθφχ ωζξθψ χχξγφβ θδζξψ").label == kUnd);
  CHECK(detector.detect("νερό και σπίτι με άνθρωποι").label == 0);
  CHECK(detector.detect("νερό").label == 0);
}

TEST_CASE("detector: probabilities sum to one") {
  const Detection d = tiny_detector().detect("dan the et дом", {{}, {}, 100});
  double sum = 0;
  for (const Candidate& c : d.top) sum += c.probability;
  CHECK(sum == Approx(1).margin(1e-4));
}

TEST_CASE("detector: languages and prior apply Bayes' rule to the full distribution") {
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

TEST_CASE("detector: a prior below 0 and a language outside the model are errors") {
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{}, {{0, -1.0F}}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{}, {{0, NAN}}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().detect("dan", {{9999}, {}, 0}), std::invalid_argument);
  CHECK_THROWS_AS(tiny_detector().label_code(9999), std::out_of_range);
}

TEST_CASE("detector: merged labels answer together, as the first of them") {
  const Detector& detector = tiny_detector();
  const std::int32_t eng = detector.label_number("eng_Latn");
  const std::int32_t ind = detector.label_number("ind_Latn");
  const std::int32_t fra = detector.label_number("fra_Latn");
  const std::string text = "dan water air the";
  double sum = 0;
  for (const Candidate& c : detector.detect(text, {{}, {}, 100}).top) {
    if (c.label == eng || c.label == ind) sum += c.probability;
  }
  const Detection d = detector.detect(text, {{}, {}, 100, {{ind, eng}}});
  CHECK(d.label == ind);
  CHECK(d.confidence == Approx(sum));
  CHECK(d.is_reliable == (d.confidence >= 0.95F));
  for (const Candidate& c : d.top) CHECK(c.label != eng);
  CHECK_THROWS_AS(detector.detect(text, {{}, {}, 0, {{ind, eng}, {eng, fra}}}),
                  std::invalid_argument);
  CHECK_THROWS_AS(detector.detect(text, {{}, {}, 0, {{}}}), std::invalid_argument);
  CHECK_THROWS_AS(detector.detect(text, {{}, {}, 0, {{9999}}}), std::invalid_argument);
}

TEST_CASE("detector: batches answer as single calls do, for any number of threads") {
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

TEST_CASE("detector: an answer does not depend on earlier texts") {
  // Random words of all scripts. Some hit postings of other groups.
  std::vector<std::string> texts;
  unsigned seed = 7;
  for (unsigned i = 0; i < 3000; ++i) {
    std::string text;
    for (unsigned w = 0; w < 4; ++w) {
      seed = seed * 1664525U + 1013904223U;
      constexpr std::string_view kStarts[] = {"a", "ж", "日", "λ", "ก"};
      for (unsigned k = 0; k < 3; ++k) {
        text += kStarts[(seed >> 20) % 5];
        text += static_cast<char>('a' + (seed >> (8 + k * 4)) % 26);
      }
      text += ' ';
    }
    texts.push_back(text);
  }
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto batch = tiny_detector().detect_batch(views, {{}, {}, 9}, 1);
  for (std::size_t i = 0; i < texts.size(); i += 7) {
    const auto alone = tiny_detector().detect_batch({&views[i], 1}, {{}, {}, 9}, 1);
    REQUIRE(batch[i].label == alone[0].label);
    REQUIRE(batch[i].confidence == alone[0].confidence);
    REQUIRE(batch[i].top.size() == alone[0].top.size());
  }
}

TEST_CASE("detector: two models in one thread do not affect each other's answers") {
  ModelParts parts;
  parts.labels = {{"aaa_Latn", text::Script::kLatin, 1, 1},
                  {"bbb_Latn", text::Script::kLatin, 1, 1}};
  parts.features = {{word_feature("kupa"), {{0, 90}}}, {word_feature("west"), {{1, 90}}}};
  parts.calibration.resize(1);
  for (float& inverse_temperature : parts.calibration[0].inverse_temperature)
    inverse_temperature = 1;
  const TemporaryFile file(serialise(parts));
  const Detector small(file.path());
  const auto alone = [](const Detector& detector, std::string_view text) {
    return detector.detect_batch({&text, 1}, {{}, {}, 2}, 1)[0];  // with its own buffers
  };
  for (const std::string_view text :
       {std::string_view("kupa kupa"), std::string_view("дети и мать"),
        std::string_view("west the"), std::string_view("the children were walking")}) {
    for (const Detector* detector : {&small, &tiny_detector(), &small}) {
      const Detection found = detector->detect(text, {{}, {}, 2});
      const Detection expected = alone(*detector, text);
      CHECK(found.label == expected.label);
      CHECK(found.confidence == expected.confidence);
      CHECK(found.top.size() == expected.top.size());
    }
  }
  CHECK(small.detect("kupa kupa").label == 0);
}

TEST_CASE("scores: a reset clears false hits too") {
  ModelParts parts;
  parts.labels = {{"rus_Cyrl", text::Script::kCyrillic, 1, 1},
                  {"ukr_Cyrl", text::Script::kCyrillic, 1, 1},
                  {"eng_Latn", text::Script::kLatin, 1, 1},
                  {"fra_Latn", text::Script::kLatin, 1, 1}};
  parts.features = {{word_feature("да"), {{0, 5}, {3, 7}}}};  // 3 is of the Latin group
  parts.calibration.resize(2);
  const TemporaryFile file(serialise(parts));
  const Model model(file.path());
  const FeatureLookup lookup(model);
  Scores scores;
  lookup.reset(scores);
  lookup.read_known("да", scores);
  REQUIRE(scores.by_label[3] == 7);
  lookup.reset(scores);
  CHECK(std::all_of(scores.by_label.begin(), scores.by_label.end(), [](int x) { return x == 0; }));
}

TEST_CASE("detector: an explanation names the words and the features used for them") {
  const std::string text = "The children dan xrumahx walking";
  const Explanation e = tiny_detector().explain(text);
  CHECK(tiny_detector().label_code(e.winner) == "eng_Latn");
  const auto part_of = [&](std::string_view feature) {
    const auto at = std::find_if(e.parts.begin(), e.parts.end(),
                                 [&](const Contribution& c) { return c.feature == feature; });
    REQUIRE(at != e.parts.end());
    return *at;
  };
  const Contribution word = part_of("children");
  CHECK(word.kind == ContributionKind::kWord);
  CHECK(text.substr(word.start, word.end - word.start) == "children");
  CHECK(word.winner > word.runner_up);
  CHECK(part_of("the").start == 0);
  const Contribution ngram = part_of("rum");
  CHECK(ngram.kind == ContributionKind::kNgram);
  CHECK(text.substr(ngram.start, ngram.end - ngram.start) == "xrumahx");
}

// The detector's own log-odds of the best two labels, and the sum of the parts.
static void check_sum(const Detector& detector, std::string_view text, DetectOptions options) {
  options.top = 2;
  const Detection found = detector.detect(text, options);
  const Explanation e = detector.explain(text, options);
  CAPTURE(text);
  CHECK(e.winner == found.label);
  if (found.top.size() < 2) return;
  CHECK(e.runner_up == found.top[1].label);
  double sum = 0;
  for (const Contribution& c : e.parts) sum += c.winner - c.runner_up;
  const double odds = std::log(static_cast<double>(found.top[0].probability)) -
                      std::log(static_cast<double>(found.top[1].probability));
  CHECK(sum == Approx(odds).margin(1e-3));
}

TEST_CASE("detector: the parts of an explanation sum to the log-odds of the best two") {
  const auto& languages = tiny_languages();
  const std::int32_t english = tiny_detector().label_number("eng_Latn");
  const std::int32_t french = tiny_detector().label_number("fra_Latn");
  for (std::size_t i = 0; i < languages.size(); ++i) {
    for (const std::size_t words : {1U, 2U, 5U}) {
      const std::string one = sentence(languages[i], 3, words);
      const std::string other = sentence(languages[(i + 1) % languages.size()], 4, 2);
      for (const std::string& text : {one, one + " " + other, other + " qqwwzz", "x " + one}) {
        check_sum(tiny_detector(), text, {});
        check_sum(tiny_detector(), text, {{}, {{english, 0.3F}, {french, 20.0F}}, 0});
        check_sum(tiny_detector(), text, {{english, french}, {}, 0});
      }
    }
  }
}

TEST_CASE("detector: an explanation includes the second stage for close languages") {
  const std::vector<TinyLanguage> close = {
      {"ind_Latn", {"rumah", "air", "anak", "pagi", "bisa", "karena", "kereta", "uang"}},
      {"zsm_Latn", {"rumah", "air", "anak", "pagi", "boleh", "kerana", "kereta", "wang"}},
      {"min_Latn", {"rumah", "aia", "anak", "pagi", "bisa", "karano", "kureta", "pitih"}},
      {"eng_Latn", {"house", "water", "child", "morning", "can", "because", "train", "money"}}};
  Trainer trainer(tiny_options());
  for (const TinyLanguage& language : close) {
    for (unsigned i = 0; i < 300; ++i) trainer.add(language.label, sentence(language, i, 6));
  }
  const TemporaryFile file(trainer.train());
  const Detector detector(file.path());
  std::size_t second_stage_parts = 0;
  std::size_t pairs = 0;
  for (const TinyLanguage& language : close) {
    for (unsigned i = 0; i < 40; ++i) {
      const std::string text = sentence(language, 1000 + i, 1 + i % 5);
      check_sum(detector, text, {});
      for (const Contribution& c : detector.explain(text).parts) {
        second_stage_parts += c.is_second_stage ? 1 : 0;
        pairs += c.kind == ContributionKind::kPair ? 1 : 0;
      }
    }
  }
  CHECK(second_stage_parts > 50);
  CHECK(pairs > 5);
}

TEST_CASE(
    "detector: an explanation of Cyrillic with Latin homoglyphs points into the original text") {
  std::string text = "дети через сад пoтoму чтo пoгoда хoрoшая, люди идут";  // Latin o
  const Explanation e = tiny_detector().explain(text);
  for (const Contribution& c : e.parts) {
    if (c.kind != ContributionKind::kWord) continue;
    const std::string letters = text.substr(c.start, c.end - c.start);
    CHECK(letters.find(' ') == std::string::npos);
    CHECK(letters.size() <= c.feature.size());
  }
}

TEST_CASE("detector: words of a single-language script do not shift the offsets of others") {
  std::string text;
  for (unsigned i = 0; i < 30; ++i) text += "σπίτι και ";
  const std::size_t begin = text.size();
  for (unsigned i = 0; i < 60; ++i) text += "дети через сад потому что ";
  std::size_t words = 0;
  for (const Contribution& c : tiny_detector().explain(text).parts) {
    if (c.kind != ContributionKind::kWord) continue;
    ++words;
    CHECK(c.start >= begin);
    CHECK(text.substr(c.start, c.end - c.start) == c.feature);
  }
  CHECK(words > 10);
}

TEST_CASE("detector: nothing is explained where there is no other language") {
  CHECK(tiny_detector().explain("").winner == kZxx);
  CHECK(tiny_detector().explain("12 34").parts.empty());
  const Explanation e = tiny_detector().explain("παιδιά και νερό");
  CHECK(tiny_detector().label_code(e.winner) == "ell_Grek");
  CHECK(e.runner_up == kUnd);
  CHECK(e.parts.empty());
}

TEST_CASE("detector: samples of a long text come from all parts of it") {
  std::string text;
  while (text.size() < 100000) text += sentence(tiny_languages()[1], 5, 9) + ". ";
  CHECK(detect_code(text) == "ind_Latn");
}

TEST_CASE("detector: time is linear on adversarial texts") {
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

TEST_CASE("detector: a code of any length is refused with a short message") {
  for (const std::string_view start : {"", "x", "abk-x-", "deu-Latn-x-", "ä"}) {
    const std::string code = std::string(start) + std::string(3'000'000, 'q');
    const auto is_short = Catch::Predicate<std::exception>(
        [](const std::exception& error) { return std::string_view(error.what()).size() < 200; });
    CHECK_THROWS_MATCHES(tiny_detector().label_number(code), std::invalid_argument, is_short);
    CHECK_THROWS_MATCHES(tiny_detector().resolve(code), std::invalid_argument, is_short);
  }
}

TEST_CASE("detector: an answer is reliable from a probability of 95 in 100, and not below") {
  // A prior moves the confidence for one text through every value.
  const auto label = tiny_detector().label_number("eng_Latn");
  int just_below = 0;
  int just_above = 0;
  int far_below = 0;
  for (int step = -600; step < 600; ++step) {
    const float factor = std::exp(static_cast<float>(step) / 50);
    const Detection d = tiny_detector().detect("rumah air the water", {{}, {{label, factor}}, 0});
    INFO(d.confidence);
    CHECK(d.is_reliable == (d.confidence >= 0.95F));
    if (d.confidence >= 0.94F && d.confidence < 0.95F) ++just_below;
    if (d.confidence >= 0.95F && d.confidence < 0.96F) ++just_above;
    if (d.confidence < 0.8F) ++far_below;
  }
  CHECK(just_below > 0);
  CHECK(just_above > 0);
  CHECK(far_below > 0);
}

TEST_CASE("detector: romanised text is reliable from a probability of 99 in 100") {
  Trainer trainer(tiny_options());
  const TinyLanguage romanised{"rus_Latn",
                               {"dom", "voda", "deti", "utrom", "lyudi", "sad", "leto"}};
  for (unsigned i = 0; i < 150; ++i) {
    trainer.add("eng_Latn", sentence(tiny_languages()[0], i, 8));
    trainer.add("rus_Latn", sentence(romanised, i, 8));
  }
  const TemporaryFile file(trainer.train());
  const Detector detector(file.path());
  const auto label = detector.label_number("rus_Latn");
  int between = 0;
  int above = 0;
  for (int step = -600; step < 600; ++step) {
    const float factor = std::exp(static_cast<float>(step) / 50);
    const Detection d = detector.detect("dom voda water deti the", {{}, {{label, factor}}, 0});
    INFO(d.confidence);
    if (d.label != label) continue;
    CHECK(d.is_reliable == (d.confidence >= 0.99F));
    if (d.confidence >= 0.95F && d.confidence < 0.99F) ++between;
    if (d.is_reliable) ++above;
  }
  CHECK(between > 0);
  CHECK(above > 0);
}
