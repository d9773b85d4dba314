#include "saring/lang/training/calibrate_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using namespace saring;
using namespace saring::lang;

namespace {

std::string line_of(std::size_t number, std::size_t words) {
  std::string line = "nomor";
  for (std::size_t digits = number; digits > 0; digits /= 26)
    line += static_cast<char>('a' + digits % 26);
  for (std::size_t w = 1; w < words; ++w) line += w % 2 == 0 ? " pasar" : " ramai";
  return line;
}

// Adds lines until `held_out` of them are held out.
void add_lines(GroupCorpus& corpus, std::uint32_t label, std::size_t words, std::size_t held_out) {
  const std::size_t wanted = corpus.held_out().size() + held_out;
  for (std::size_t i = 0; corpus.held_out().size() < wanted; ++i)
    corpus.add(label, line_of(i, words));
}

std::size_t count_of(const std::vector<Excerpt>& excerpts, std::uint32_t label) {
  return static_cast<std::size_t>(std::count_if(
      excerpts.begin(), excerpts.end(), [&](const Excerpt& e) { return e.label == label; }));
}

}  // namespace

TEST_CASE("calibrate: every long line counts, however many short ones there are") {
  GroupCorpus corpus(text::Script::kLatin);
  const std::uint32_t few = corpus.label_number("ind_Latn");
  const std::uint32_t many = corpus.label_number("zsm_Latn");
  add_lines(corpus, few, 12, kMinExcerpts);
  add_lines(corpus, many, 2, kMaxExcerpts + 1);
  const auto excerpts = excerpts_of_length(corpus, 12);
  CHECK(excerpts.size() == kMinExcerpts);
  CHECK(count_of(excerpts, few) == kMinExcerpts);
  CHECK(excerpts[0].types.size() == 12);
}

TEST_CASE("calibrate: of many lines of a length an even sample is taken") {
  GroupCorpus corpus(text::Script::kLatin);
  const std::uint32_t first = corpus.label_number("ind_Latn");
  const std::uint32_t second = corpus.label_number("zsm_Latn");
  add_lines(corpus, first, 3, kMaxExcerpts);
  add_lines(corpus, second, 3, kMaxExcerpts / 2);
  const auto excerpts = excerpts_of_length(corpus, 2);
  CHECK(excerpts.size() <= kMaxExcerpts);
  CHECK(count_of(excerpts, first) == kMaxExcerpts / 2);
  CHECK(count_of(excerpts, second) == kMaxExcerpts / 4);
}

TEST_CASE("calibrate: lines of one label are joined where too few are long") {
  GroupCorpus corpus(text::Script::kLatin);
  const std::uint32_t first = corpus.label_number("ind_Latn");
  const std::uint32_t second = corpus.label_number("zsm_Latn");
  add_lines(corpus, first, 4, 7);
  add_lines(corpus, second, 4, 8);
  const auto excerpts = excerpts_of_length(corpus, 10);
  // Seven lines of four words make two texts of ten words and a rest; eight lines make two texts.
  CHECK(count_of(excerpts, first) == 2);
  CHECK(count_of(excerpts, second) == 2);
  for (const Excerpt& excerpt : excerpts) CHECK(excerpt.types.size() == 10);
}

TEST_CASE("calibrate: no text of a length gives no excerpts") {
  GroupCorpus corpus(text::Script::kLatin);
  CHECK(excerpts_of_length(corpus, 1).empty());
  const std::uint32_t label = corpus.label_number("ind_Latn");
  add_lines(corpus, label, 2, 1);
  CHECK(excerpts_of_length(corpus, 3).empty());
}

TEST_CASE("calibrate: scores that are right half of the time are not sure") {
  std::vector<ScoredText> right;
  std::vector<ScoredText> half;
  for (std::uint32_t i = 0; i < 100; ++i) {
    right.push_back({{5, 0}, 0});
    half.push_back({{5, 0}, i % 2});
  }
  CHECK(fit_inverse_temperature(right) > 1.9F);
  CHECK(fit_inverse_temperature(half) < 0.03F);
  CHECK(fit_inverse_temperature({}) == 1.0F);
}
