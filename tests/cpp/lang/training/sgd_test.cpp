#include "saring/lang/training/sgd_internal.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "lang/tiny_model.hpp"
#include "saring/lang/training/vocabulary_internal.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

// The mean loss of the first epoch on two labels with lines of these languages.
double first_loss(const TinyLanguage& first, const TinyLanguage& second) {
  GroupCorpus corpus(text::Script::kLatin);
  const std::uint32_t one = corpus.label_number("eng_Latn");
  const std::uint32_t two = corpus.label_number("fra_Latn");
  for (unsigned i = 0; i < 400; ++i) {
    corpus.add(one, sentence(first, i, 8));
    corpus.add(two, sentence(second, i, 8));
  }
  VocabularyLimits limits;
  limits.words = limits.ngrams = 500;
  FeatureSet set = select_features(corpus, limits);
  SgdOptions options;
  options.epoch_lines = options.epoch_min_lines = 400;
  Random random(1);
  return Sgd(corpus, set, options).epoch(random);
}

// Of two labels with the same lines, the first has a word list: the mean weight of its words for
// the first over that for the second, after training.
double advantage_of_list(bool are_close) {
  const TinyLanguage& language = tiny_languages()[0];
  GroupCorpus corpus(text::Script::kLatin);
  const std::uint32_t one = corpus.label_number("eng_Latn");
  const std::uint32_t two = corpus.label_number("fra_Latn");
  for (unsigned i = 0; i < 400; ++i) {
    corpus.add(one, sentence(language, i, 1));
    corpus.add(two, sentence(language, i, 1));
  }
  for (const std::string_view word : language.words) corpus.add_word(one, word, 1);
  VocabularyLimits limits;
  limits.words = limits.ngrams = 500;
  FeatureSet set = select_features(corpus, limits);
  SgdOptions options;
  options.epoch_lines = options.epoch_min_lines = 400;
  if (are_close) options.close = {1, 1};
  Random random(1);
  Sgd sgd(corpus, set, options);
  for (int epoch = 0; epoch < 8; ++epoch) sgd.epoch(random);
  double sum = 0;
  std::vector<float> scores;
  for (const std::uint32_t type : corpus.words(one).types) {
    sgd.score({&type, 1}, scores);
    sum += static_cast<double>(scores[one] - scores[two]);
  }
  return sum / static_cast<double>(corpus.words(one).types.size());
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
