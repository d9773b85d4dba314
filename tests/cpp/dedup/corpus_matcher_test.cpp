#include "saring/dedup/corpus_matcher.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "reference/naive_dedup.hpp"

using namespace saring::dedup;

namespace {

using Strings = std::vector<std::string>;

std::vector<std::string_view> views(const Strings& texts) { return {texts.begin(), texts.end()}; }

// The matches of `texts` in `other`, whichever is indexed, with `batch` texts at once.
std::vector<CorpusMatch> matches_of(const Strings& texts, const Strings& other,
                                    MatchOptions options, std::size_t batch = 1000,
                                    bool* all_found = nullptr) {
  const bool indexes_texts = options.side == OverlapSide::kIndexed;
  CorpusMatcher matcher(options);
  matcher.index(views(indexes_texts ? texts : other));
  const auto streamed = views(indexes_texts ? other : texts);
  std::vector<CorpusMatch> out;
  for (std::size_t at = 0; at < streamed.size(); at += batch) {
    const auto part = std::span(streamed).subspan(at, std::min(batch, streamed.size() - at));
    const auto more = matcher.compare(part);
    out.insert(out.end(), more.begin(), more.end());
  }
  if (all_found != nullptr) *all_found = matcher.all_found();
  return indexes_texts ? matcher.report() : out;
}

auto row(const CorpusMatch& m) {
  return std::tuple(m.text, m.other, m.relation, m.similarity, m.containment, m.containment_other);
}

auto rows(const std::vector<CorpusMatch>& matches) {
  std::vector<decltype(row(matches[0]))> out;
  for (const CorpusMatch& match : matches) out.push_back(row(match));
  return out;
}

// Texts out of a pool of twelve, with up to eight words changed, some in another case.
Strings random_texts(unsigned seed, std::size_t count) {
  std::mt19937 random(seed);
  Strings out;
  for (std::size_t i = 0; i < count; ++i) {
    std::mt19937 pool(random() % 12);
    std::string text;
    const std::size_t changed = random() % 4 == 0 ? 0 : random() % 8;
    for (std::size_t w = 0; w < 70; ++w) {
      const bool is_changed = random() % 70 < changed;
      const auto word = pool();
      text += (is_changed ? "X" : "w") + std::to_string((is_changed ? random() : word) % 500) + " ";
    }
    out.push_back(random() % 10 == 0 ? "" : text);
  }
  return out;
}

}  // namespace

TEST_CASE("corpus matcher: matches are those of all pairs") {
  const Strings texts = random_texts(1, 60);
  const Strings other = random_texts(2, 150);
  for (const double threshold : {0.3, 0.8, 1.0}) {
    CAPTURE(threshold);
    std::vector<CorpusMatch> expected;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      const auto a = saring::reference::naive_shingles(texts[i], 5);
      const std::size_t first = expected.size();
      for (std::uint32_t j = 0; j < other.size(); ++j) {
        const auto b = saring::reference::naive_shingles(other[j], 5);
        if (a.empty() || b.empty()) continue;
        const double similarity = saring::reference::naive_jaccard(a, b);
        if (similarity < threshold) continue;
        const auto shared = static_cast<double>(saring::reference::naive_shared(a, b));
        expected.push_back({i, j, texts[i] == other[j] ? Relation::kExact : Relation::kNear,
                            similarity, shared / static_cast<double>(a.size()),
                            shared / static_cast<double>(b.size())});
      }
      std::sort(expected.begin() + static_cast<std::ptrdiff_t>(first), expected.end(),
                [](const CorpusMatch& x, const CorpusMatch& y) {
                  return std::tuple(-x.similarity, x.other) < std::tuple(-y.similarity, y.other);
                });
    }
    REQUIRE(expected.size() > 10);
    for (const OverlapSide side : {OverlapSide::kIndexed, OverlapSide::kStreamed}) {
      for (const std::size_t batch : {std::size_t{1}, std::size_t{1000}}) {
        const auto found = matches_of(
            texts, other, {.side = side, .threshold = threshold, .num_threads = 2}, batch);
        CHECK(rows(found) == rows(expected));
      }
    }
  }
}

TEST_CASE("corpus matcher: case and punctuation do not count, words and their order do") {
  const Strings other = {"satu dua tiga empat lima enam", "SATU, dua: tiga empat lima enam!"};
  const auto found = matches_of({"Satu dua tiga empat lima enam."}, other, {.threshold = 1.0});
  REQUIRE(found.size() == 2);
  CHECK(found[0].relation == Relation::kExact);
  CHECK(found[1].relation == Relation::kExact);
  CHECK(matches_of({"satu dua tiga empat lima tujuh"}, other, {.threshold = 0.5}).empty());
}

TEST_CASE("corpus matcher: the most similar matches are reported, of equal ones the first") {
  Strings other(40, "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh");
  other[0] += " sebelas";
  const Strings texts = {other[1]};
  for (const OverlapSide side : {OverlapSide::kIndexed, OverlapSide::kStreamed}) {
    const auto found =
        matches_of(texts, other, {.side = side, .threshold = 0.5, .match_limit = 3}, 7);
    REQUIRE(found.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(found[i].other == i + 1);
    CHECK(matches_of(texts, other, {.side = side, .threshold = 0.5}).size() == 40);
  }
}

TEST_CASE("corpus matcher: thousands of equal texts are looked at as one, others within a budget") {
  const WorkBudget small{.of_text = 64, .of_shingle = 0, .of_search = 0};
  const std::string story = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh";
  bool all_found = false;
  Strings other(2000, story);
  auto found = matches_of({story}, other, {.side = OverlapSide::kStreamed, .budget = small}, 1000,
                          &all_found);
  CHECK(found.size() == 256);
  CHECK(all_found);
  for (std::size_t i = 0; i < other.size(); ++i) other[i] += " w" + std::to_string(i);
  found = matches_of({story}, other, {.side = OverlapSide::kStreamed, .budget = small}, 1000,
                     &all_found);
  CHECK(found.empty());
  CHECK_FALSE(all_found);
  found = matches_of({story}, other, {.side = OverlapSide::kStreamed}, 1000, &all_found);
  CHECK(found.size() == 256);
  CHECK(all_found);
}

TEST_CASE("corpus matcher: wrong use is told") {
  CHECK_THROWS_AS(CorpusMatcher({.threshold = 0}), std::invalid_argument);
  CHECK_THROWS_AS(CorpusMatcher({.threshold = 1.5}), std::invalid_argument);
  CHECK_THROWS_AS(CorpusMatcher({.measure = "x"}), std::invalid_argument);
  CorpusMatcher matcher({.side = OverlapSide::kStreamed});
  const std::vector<std::string_view> texts = {"a"};
  static_cast<void>(matcher.compare(texts));
  CHECK_THROWS_AS(matcher.index(texts), std::logic_error);
  CHECK_THROWS_AS(matcher.report(), std::logic_error);
}
