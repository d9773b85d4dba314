#include "saring/lang/training/corpus_internal.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "lang/tiny_model.hpp"
#include "saring/lang/features_internal.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

GroupCorpus latin() { return GroupCorpus(text::Script::kLatin); }

std::vector<std::string> words_of(const GroupCorpus& corpus, std::uint32_t label) {
  std::vector<std::string> out;
  for (const std::uint32_t type : corpus.words(label).types) out.emplace_back(corpus.type(type));
  return out;
}

}  // namespace

TEST_CASE("corpus: words of a list are folded, and share types with the lines") {
  GroupCorpus corpus = latin();
  const std::uint32_t label = corpus.label_number("ind_Latn");
  corpus.add(label, "pasar itu ramai");
  const std::size_t before = corpus.type_count();
  corpus.add_word(label, "PASAR", 3);
  CHECK(corpus.type_count() == before);
  corpus.add_word(label, "Nelayan", 1);
  CHECK(corpus.type_count() == before + 1);
  CHECK(words_of(corpus, label) == std::vector<std::string>{"pasar", "nelayan"});
  CHECK(corpus.words(label).frequencies == std::vector<double>{3, 1});
}

TEST_CASE("corpus: anything but a single word of the group is ignored") {
  GroupCorpus corpus = latin();
  const std::uint32_t label = corpus.label_number("ind_Latn");
  for (const char* word : {"", " ", "dua kata", " spasi", "titik.", "123", "слово", "%"}) {
    INFO(word);
    corpus.add_word(label, word, 1);
    CHECK(corpus.words(label).types.empty());
  }
  CHECK(corpus.type_count() == 0);
}

TEST_CASE("corpus: each label has its own word list, and lists are not counted as lines") {
  GroupCorpus corpus = latin();
  const std::uint32_t ind = corpus.label_number("ind_Latn");
  const std::uint32_t zsm = corpus.label_number("zsm_Latn");
  corpus.add_word(ind, "kereta", 2);
  corpus.add_word(zsm, "kereta", 5);
  corpus.add_word(zsm, "wang", 1);
  CHECK(corpus.type_count() == 2);
  CHECK(words_of(corpus, ind) == std::vector<std::string>{"kereta"});
  CHECK(words_of(corpus, zsm) == std::vector<std::string>{"kereta", "wang"});
  CHECK(corpus.training().empty());
  CHECK(corpus.held_out().empty());
  CHECK(corpus.label_lines() == std::vector<std::uint64_t>{0, 0});
}

TEST_CASE("word list: words are drawn by frequency to the power of three quarters") {
  WordList list;
  const std::array<double, 4> frequencies{16, 1, 81, 256};
  double total = 0;
  for (std::uint32_t i = 0; i < 4; ++i) {
    list.add(10 + i, frequencies[i]);
    total += std::pow(frequencies[i], 0.75);
  }
  constexpr std::uint32_t kDrawn = 100'000;
  Random random(5);
  std::vector<std::uint32_t> drawn;
  list.draw(kDrawn, random, drawn);
  REQUIRE(drawn.size() == kDrawn);
  std::array<double, 4> share{};
  for (const std::uint32_t type : drawn) share.at(type - 10) += 1.0 / kDrawn;
  for (std::size_t i = 0; i < 4; ++i) {
    INFO(frequencies[i]);
    CHECK(share[i] == Approx(std::pow(frequencies[i], 0.75) / total).margin(0.006));
  }
}

TEST_CASE("word list: a draw replaces the output, and the same seed draws the same words") {
  WordList list;
  list.add(7, 1e-9);
  std::vector<std::uint32_t> drawn{1, 2, 3};
  Random random(1);
  list.draw(2, random, drawn);
  CHECK(drawn == std::vector<std::uint32_t>{7, 7});
  list.draw(0, random, drawn);
  CHECK(drawn.empty());
  list.add(8, 2e-9);
  Random one(3);
  Random two(3);
  std::vector<std::uint32_t> again;
  list.draw(50, one, drawn);
  list.draw(50, two, again);
  CHECK(drawn == again);
}

TEST_CASE("trainer: a word list needs a label and a frequency over 0") {
  Trainer trainer(tiny_options());
  CHECK_THROWS_AS(trainer.add_word("english", "house", 1), std::invalid_argument);
  for (const double bad : {0.0, -1.0, std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()}) {
    INFO(bad);
    CHECK_THROWS_AS(trainer.add_word("eng_Latn", "house", bad), std::invalid_argument);
  }
}

TEST_CASE("trainer: words that only a list has are known, and are not training lines") {
  const auto train = [](bool with_lists) {
    Trainer trainer(tiny_options());
    for (const TinyLanguage& language : tiny_languages()) {
      for (unsigned i = 0; i < 150; ++i) trainer.add(language.label, sentence(language, i, 8));
    }
    const std::uint64_t lines = trainer.lines("fra_Latn");
    if (with_lists) {
      for (const char* word : {"quelque", "toujours", "fromage"}) {
        trainer.add_word("fra_Latn", word, 100);
      }
      for (const char* word : {"something", "always", "cheese"}) {
        trainer.add_word("eng_Latn", word, 100);
      }
    }
    CHECK(trainer.lines("fra_Latn") == lines);
    return trainer.train();
  };
  const TemporaryFile file(train(true));
  const Detector detector(file.path());
  const auto code = [&](const char* text) {
    return detector.label_code(detector.detect(text).label);
  };
  CHECK(code("fromage toujours quelque fromage") == "fra_Latn");
  CHECK(code("cheese always something cheese") == "eng_Latn");
  CHECK(train(true) == train(true));
  CHECK(train(true) != train(false));
}
