#include "saring/lang/training/rejection_trainer_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "lang/tiny_model.hpp"

using namespace saring;
using namespace saring::lang;
using namespace saring::lang::test;

namespace {

std::vector<std::uint64_t> ngrams_of(std::size_t words) {
  GroupCorpus corpus(text::Script::kGreek);
  const std::uint32_t label = corpus.label_number("ell_Grek");
  // Words with mostly different n-grams: numbers, with the letters of the alphabet as digits.
  for (std::size_t i = 0; i < words; ++i) {
    std::string word;
    for (std::size_t n = i * 2654435761U % 4294967291U; word.size() < 20; n /= 17) {
      const auto letter = static_cast<char>(0xB1 + n % 14);  // alpha to xi
      word += '\xCE';
      word += letter;
    }
    corpus.add(label, word);
  }
  return common_ngrams(corpus);
}

}  // namespace

TEST_CASE("rejection trainer: each n-gram of the words is listed once, up to a number") {
  const std::vector<std::uint64_t> few = ngrams_of(20);
  CHECK(few.size() > 20);
  CHECK(few.size() < 1000);
  CHECK(std::set<std::uint64_t>(few.begin(), few.end()).size() == few.size());
  CHECK(std::find(few.begin(), few.end(), 0U) == few.end());
  CHECK(ngrams_of(5000).size() == 2500);
}
