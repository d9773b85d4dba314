#include "saring/dedup/overlap.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "reference/naive_dedup.hpp"

using namespace saring::dedup;

namespace {

using Strings = std::vector<std::string>;

std::vector<std::string_view> views(const Strings& texts) { return {texts.begin(), texts.end()}; }

// The overlap of `test` with `other`, whichever of them is indexed, with `batch` texts at once.
std::vector<TextOverlap> overlap_of(const Strings& test, const Strings& other,
                                    OverlapOptions options, std::size_t batch = 1000) {
  const bool indexes_test = options.side == OverlapSide::kIndexed;
  OverlapFinder finder(options);
  const auto indexed = views(indexes_test ? test : other);
  const auto streamed = views(indexes_test ? other : test);
  finder.index(indexed);
  std::vector<TextOverlap> out;
  for (std::size_t at = 0; at < streamed.size(); at += batch) {
    const auto part = std::span(streamed).subspan(at, std::min(batch, streamed.size() - at));
    const auto more = finder.compare(part);
    out.insert(out.end(), more.begin(), more.end());
  }
  CHECK(finder.all_found());
  return indexes_test ? finder.report(indexed) : out;
}

// Texts that share runs of words: cut out of a pool, with changes.
Strings random_texts(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  std::mt19937 pool_random(77);
  Strings pool;
  for (int i = 0; i < 12; ++i) {
    std::string text;
    for (int w = 0; w < 60; ++w) text += "w" + std::to_string(pool_random() % 300) + " ";
    pool.push_back(text);
  }
  Strings out;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text;
    for (auto parts = random() % 3; parts > 0; --parts) {
      const std::string& from = pool[random() % pool.size()];
      const std::size_t start = random() % 3 == 0 ? from.find(' ', random() % 100) + 1 : 0;
      text += from.substr(start, from.find(' ', from.size() - 1 - random() % 100) + 1 - start);
    }
    for (auto words = random() % 8; words > 0; --words) {
      text += "x" + std::to_string(random() % 1000) + " ";
    }
    out.push_back(text);
  }
  return out;
}

bool same(const TextOverlap& a, const TextOverlap& b) {
  const auto place = [](const Repeat& r) {
    return std::tuple(r.text, r.start, r.end, r.words, r.first_text, r.first_start, r.first_end);
  };
  return a.other == b.other && a.relation == b.relation && a.similarity == b.similarity &&
         a.containment == b.containment && a.containment_other == b.containment_other &&
         a.num_others == b.num_others && a.words == b.words && a.shared_words == b.shared_words &&
         place(a.passage) == place(b.passage);
}

}  // namespace

TEST_CASE("overlap: relations are those of all pairs") {
  const Strings test = random_texts(1, 60);
  const Strings other = random_texts(2, 150);
  constexpr std::size_t kMinShingles = 10;
  const auto found = overlap_of(test, other, {.threshold = 0.6, .containment = 0.7});
  REQUIRE(found.size() == test.size());
  std::size_t with_relation = 0;
  for (std::size_t i = 0; i < test.size(); ++i) {
    CAPTURE(i);
    const auto a = saring::reference::naive_shingles(test[i], 5);
    std::uint32_t best = TextOverlap::kNone;
    std::uint32_t count = 0;
    std::pair<double, double> best_score;
    for (std::size_t j = 0; j < other.size(); ++j) {
      const auto b = saring::reference::naive_shingles(other[j], 5);
      if (a.empty() || b.empty()) continue;
      const auto shared = static_cast<double>(saring::reference::naive_shared(a, b));
      const double similarity = saring::reference::naive_jaccard(a, b);
      const std::size_t smaller = std::min(a.size(), b.size());
      const bool contained =
          smaller >= kMinShingles && shared >= 0.7 * static_cast<double>(smaller);
      if (similarity < 0.6 && !contained) continue;
      ++count;
      const std::pair score(shared / static_cast<double>(a.size()), similarity);
      if (best == TextOverlap::kNone || score > best_score) {
        best = static_cast<std::uint32_t>(j);
        best_score = score;
      }
    }
    CHECK(found[i].other == best);
    CHECK(found[i].num_others == count);
    CHECK(found[i].containment == Approx(best_score.first));
    CHECK(found[i].similarity == Approx(best_score.second));
    if (best != TextOverlap::kNone) ++with_relation;
  }
  CHECK(with_relation > 20);
}

TEST_CASE("overlap: whichever corpus is indexed, in any batches, on any threads") {
  const Strings test = random_texts(3, 80);
  const Strings other = random_texts(4, 120);
  const auto expected = overlap_of(test, other, {.num_threads = 1});
  for (const OverlapSide side : {OverlapSide::kIndexed, OverlapSide::kStreamed}) {
    for (const std::size_t batch : {std::size_t{1}, std::size_t{50}}) {
      const auto found = overlap_of(test, other, {.side = side, .num_threads = 2}, batch);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i, batch);
        CHECK(same(found[i], expected[i]));
      }
    }
  }
}

TEST_CASE("overlap: passages are told by their words and places") {
  const Strings test = {"Apa yang diperbaiki: jembatan bambu di tepi desa yang rusak?",
                        "Lain lagi"};
  const Strings other = {
      "Tidak ada.", "“Mereka” memperbaiki JEMBATAN bambu, di tepi desa yang rusak pekan lalu."};
  for (const OverlapSide side : {OverlapSide::kIndexed, OverlapSide::kStreamed}) {
    const auto found = overlap_of(test, other, {.side = side, .passage_words = 4});
    REQUIRE(found.size() == 2);
    CHECK(found[0].other == TextOverlap::kNone);
    CHECK(found[0].words == 10);
    CHECK(found[0].shared_words == 7);
    CHECK(found[0].passage.words == 7);
    CHECK(found[0].passage.text == 0);
    CHECK(found[0].passage.first_text == 1);
    CHECK(test[0].substr(found[0].passage.start, found[0].passage.end - found[0].passage.start) ==
          "jembatan bambu di tepi desa yang rusak");
    // Offsets are code points: there are two quotes of three bytes before.
    CHECK(other[1].substr(found[0].passage.first_start + 4,
                          found[0].passage.first_end - found[0].passage.first_start) ==
          "JEMBATAN bambu, di tepi desa yang rusak");
    CHECK(found[1].passage.words == 0);
    CHECK(found[1].shared_words == 0);
  }
}

TEST_CASE("overlap: short copies are exact, texts without words are copies of none") {
  const auto found = overlap_of({"Ya, benar", "", "..."}, {"ya benar!", "", "?"}, {});
  CHECK(found[0].other == 0);
  CHECK(found[0].relation == Relation::kExact);
  CHECK(found[1].other == TextOverlap::kNone);
  CHECK(found[2].other == TextOverlap::kNone);
}

TEST_CASE("overlap: a shingle of very many texts does not make time quadratic, and is told") {
  Strings test(3000, "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh ");
  for (std::size_t i = 0; i < test.size(); ++i) test[i] += "x" + std::to_string(i);
  OverlapFinder finder({.budget = {.of_text = 100, .of_shingle = 1}});
  finder.index(views(test));
  static_cast<void>(finder.compare(views(Strings(5, test[7]))));
  const auto found = finder.report(views(test));
  CHECK(!finder.all_found());
  CHECK(found[7].other == 0);
  CHECK(found[7].relation == Relation::kExact);
}

TEST_CASE("overlap: wrong options and calls") {
  CHECK_THROWS_AS(OverlapFinder({.threshold = 0}), std::invalid_argument);
  CHECK_THROWS_AS(OverlapFinder({.containment = 1.5}), std::invalid_argument);
  CHECK_THROWS_AS(OverlapFinder({.passage_words = 0}), std::invalid_argument);
  CHECK_THROWS_AS(OverlapFinder({.measure = "other"}), std::invalid_argument);
  const Strings texts = {"satu dua"};
  OverlapFinder finder;
  finder.index(views(texts));
  static_cast<void>(finder.compare(views(texts)));
  CHECK_THROWS_AS(finder.index(views(texts)), std::logic_error);
  CHECK_THROWS_AS(finder.report({}), std::logic_error);
}
