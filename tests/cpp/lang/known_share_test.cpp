#include "saring/lang/known_share_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "lang/tiny_model.hpp"
#include "saring/lang/feature_lookup_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

constexpr std::size_t kSix = 2;  // the length of 4 to 7 words, fitted on six

// Two labels with words of their own and one that speaks against the second. A text of the first
// has at least half of its letters in its words, if it has six words.
ModelParts two_labels() {
  ModelParts parts;
  parts.labels = {{"aaa_Latn", text::Script::kLatin, 1, 1},
                  {"bbb_Latn", text::Script::kLatin, 1, 1}};
  parts.features = {{word_feature("kupa"), {{0, 90}, {1, -9}}}, {word_feature("west"), {{1, 90}}}};
  // Of any word that the model does not have, some n-gram is of the first label.
  for (const std::string word : {"zolmi", "trefu"}) {
    for_each_ngram(word, ngram_range(text::Script::kLatin), [&](std::uint64_t hash) {
      parts.features.push_back({hash, {{0, 90}}});
    });
  }
  parts.labels[0].least_share.fill(128);
  parts.labels[0].least_share[0] = parts.labels[0].least_share[1] = 0;
  parts.calibration.resize(1);
  std::fill_n(parts.calibration[0].inverse_temperature, kLengthBuckets, 1.0F);
  return parts;
}

std::string repeated(std::string_view word, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += std::string(word) + ' ';
  return out;
}

}  // namespace

TEST_CASE("known share: words of the label count, those against it and capitals do not") {
  const TemporaryFile file(serialise(two_labels()));
  const Model model(file.path());
  const FeatureLookup lookup(model);
  Scores scores;
  lookup.reset(scores);
  lookup.read_known("Kupa kupa west zolmi Zolmi KUPA", scores);
  const KnownShare first = known_share(scores.read, 0, 0);
  CHECK(first.words == 4);  // "kupa", "west", "zolmi", "KUPA"
  CHECK(first.bytes == 17);
  CHECK(first.known == 8);
  const KnownShare second = known_share(scores.read, 0, 1);
  CHECK(second.known == 4);
  CHECK(known_share(scores.read, 1, 0).words == 0);
}

TEST_CASE("known share: letters repeated for emphasis leave a word known") {
  const TemporaryFile file(serialise(two_labels()));
  const Model model(file.path());
  const FeatureLookup lookup(model);
  Scores scores;
  lookup.reset(scores);
  lookup.read_known("kupaaaaaa kuuuuupa", scores);
  CHECK(known_share(scores.read, 0, 0).share() == 1);
}

TEST_CASE("known share: the least share is linear between the lengths it was fitted on") {
  LabelRecord label{};
  label.least_share[kSix] = 51;       // .2 for six words
  label.least_share[kSix + 1] = 102;  // .4 for twelve
  std::fill(label.least_share + kSix + 2, std::end(label.least_share), std::uint8_t{102});
  CHECK(least_share(label, 0) == 0);
  CHECK(least_share(label, 3) == 0);
  CHECK(least_share(label, 6) == Approx(0.2));
  CHECK(least_share(label, 7) == Approx(0.2 + 0.2 / 6));
  CHECK(least_share(label, 8) == Approx(0.2 + 0.4 / 6));
  CHECK(least_share(label, 12) == Approx(0.4));
  CHECK(least_share(label, 100000) == Approx(0.4));
  for (std::uint32_t words = 1; words < 600; ++words)
    CHECK(least_share(label, words) >= least_share(label, words - 1));
}

TEST_CASE("detector: a text with few words of its label is not named surely") {
  const TemporaryFile file(serialise(two_labels()));
  const Detector detector(file.path());
  const auto sure = detector.detect(repeated("kupa", 6));
  REQUIRE(sure.label == 0);
  CHECK(sure.is_reliable);
  const Detection none = detector.detect(repeated("zolmi", 6), {{}, {}, 2});
  REQUIRE(none.label == 0);
  CHECK(none.confidence == Approx(0.475));
  CHECK(!none.is_reliable);
  REQUIRE(!none.top.empty());
  CHECK(none.top[0].probability == none.confidence);
  // Half of the least share.
  CHECK(detector.detect(repeated("zolmi zolmi zolmi kupa", 4)).confidence ==
        Approx(0.95 * (1 + (16.0 / 76.0) / (128.0 / 255.0)) / 2).margin(1e-5));
  CHECK(detector.detect(repeated("zolmi", 3)).is_reliable);  // of three words nothing is asked
}

TEST_CASE("detector: more words of the label never lower the confidence") {
  const TemporaryFile file(serialise(two_labels()));
  const Detector detector(file.path());
  float last = 0;
  for (std::size_t known = 0; known <= 12; ++known) {
    const std::string text = repeated("kupa", known) + repeated("zolmi", 12 - known);
    const float confidence = detector.detect(text).confidence;
    CHECK(confidence >= last);
    last = confidence;
  }
  CHECK(last > 0.99F);
}

TEST_CASE("detector: where the languages are given, the text is in one of them") {
  const TemporaryFile file(serialise(two_labels()));
  const Detector detector(file.path());
  CHECK(detector.detect(repeated("zolmi", 6), {{0, 1}, {}, 0}).is_reliable);
  CHECK(!detector.detect(repeated("zolmi", 6), {{}, {{0, 1.5F}}, 0}).is_reliable);
}

TEST_CASE("detector: of merged languages the one with most words decides") {
  ModelParts parts = two_labels();
  parts.labels[1].least_share = parts.labels[0].least_share;
  const TemporaryFile file(serialise(parts));
  const Detector detector(file.path());
  DetectOptions merged;
  merged.merged = {{0, 1}};
  CHECK(!detector.detect(repeated("zolmi", 6), merged).is_reliable);
  CHECK(detector.detect(repeated("kupa", 6), merged).is_reliable);
  CHECK(detector.detect(repeated("west", 6), merged).is_reliable);
}
