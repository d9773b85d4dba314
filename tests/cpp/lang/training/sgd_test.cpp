#include "saring/lang/training/sgd_internal.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "lang/tiny_model.hpp"
#include "saring/lang/training/vocabulary_internal.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

constexpr std::uint32_t kFirst = 0;
constexpr std::uint32_t kSecond = 1;
constexpr unsigned kLines = 400;  // of each label

// Two labels with lines of these languages, with this many words.
GroupCorpus two_labels(const TinyLanguage& first, const TinyLanguage& second, std::size_t words) {
  GroupCorpus corpus(text::Script::kLatin);
  REQUIRE(corpus.label_number("eng_Latn") == kFirst);
  REQUIRE(corpus.label_number("fra_Latn") == kSecond);
  for (unsigned i = 0; i < kLines; ++i) {
    corpus.add(kFirst, sentence(first, i, words));
    corpus.add(kSecond, sentence(second, i, words));
  }
  return corpus;
}

FeatureSet features_of(const GroupCorpus& corpus) {
  VocabularyLimits limits;
  limits.words = limits.ngrams = 500;
  return select_features(corpus, limits);
}

SgdOptions all_lines() {
  SgdOptions options;
  options.epoch_lines = options.epoch_min_lines = kLines;
  return options;
}

// The mean loss of the first epoch on two labels with lines of these languages.
double first_loss(const TinyLanguage& first, const TinyLanguage& second) {
  const GroupCorpus corpus = two_labels(first, second, 8);
  FeatureSet set = features_of(corpus);
  Random random(1);
  return Sgd(corpus, set, all_lines()).epoch(random);
}

// Two labels have the same lines, and the first has a word list. Returns the mean weight of its
// words for the first label minus the mean weight for the second, after training.
double advantage_of_list(bool are_close) {
  const TinyLanguage& language = tiny_languages()[0];
  GroupCorpus corpus = two_labels(language, language, 1);
  for (const std::string_view word : language.words) corpus.add_word(kFirst, word, 1);
  FeatureSet set = features_of(corpus);
  SgdOptions options = all_lines();
  if (are_close) options.close = {1, 1};
  Random random(1);
  Sgd sgd(corpus, set, options);
  for (int epoch = 0; epoch < 8; ++epoch) sgd.epoch(random);
  double sum = 0;
  std::vector<float> scores;
  for (const std::uint32_t type : corpus.words(kFirst).types) {
    sgd.score({&type, 1}, scores);
    sum += static_cast<double>(scores[kFirst] - scores[kSecond]);
  }
  return sum / static_cast<double>(corpus.words(kFirst).types.size());
}

}  // namespace

TEST_CASE("sgd: a word list is no evidence against a close language without a list") {
  CHECK(advantage_of_list(false) > 0.15);
  CHECK(std::abs(advantage_of_list(true)) < 0.05);
}

TEST_CASE("sgd: the lines of all labels are mixed, so that equal labels are never told apart") {
  const double chance = std::log(2.0);
  CHECK(first_loss(tiny_languages()[0], tiny_languages()[0]) > 0.95 * chance);
  CHECK(first_loss(tiny_languages()[0], tiny_languages()[2]) < 0.5 * chance);
}
