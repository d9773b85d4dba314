#include "saring/dedup/star_clusters_internal.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "dedup/mixed_sets.hpp"

using namespace saring::dedup;

namespace {

// Every set is that of one text.
SetMembers one_text_each(std::size_t sets) {
  SetMembers members;
  members.begin.resize(sets + 1);
  members.texts.resize(sets);
  std::iota(members.begin.begin(), members.begin.end(), 0U);
  std::iota(members.texts.begin(), members.texts.end(), 0U);
  return members;
}

StarClusters join(const Stored& stored, const Measure& measure, double threshold, std::size_t limit,
                  unsigned threads) {
  return find_star_clusters(stored.all(), one_text_each(stored.places.size()),
                            keys_of(stored.all(), measure.least_share(threshold), threads),
                            {.rule = {.measure = &measure, .threshold = threshold},
                             .pair_limit = limit,
                             .num_threads = threads});
}

}  // namespace

TEST_CASE(
    "star clusters: finds exactly the similar pairs, by every measure and at every threshold") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Sets sets = mixed_sets(seed, 500);
    const Stored stored(sets);
    std::vector<std::pair<SetPair, Overlap>> all;
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
      for (std::uint32_t j = i + 1; j < sets.size(); ++j) {
        all.push_back({{i, j, 0}, overlap_of(sets[i], sets[j])});
      }
    }
    for (const Measure& measure : measures()) {
      for (const double threshold : {0.2, 0.5, 0.7, 0.8, 0.9, 1.0}) {
        std::vector<SetPair> expected;
        for (const auto& [pair, overlap] : all) {
          if (measure.similarity(overlap) >= threshold) expected.push_back(pair);
        }
        INFO(measure.name << " " << threshold);
        CHECK(sorted_pairs(join(stored, measure, threshold, sets.size(), 1).pairs) ==
              sorted_pairs(expected));
      }
    }
  }
}

TEST_CASE(
    "star clusters: representatives are the same whatever the limit of pairs and the number of "
    "threads") {
  const Sets sets = mixed_sets(4, 3000);
  const Stored stored(sets);
  const Measure& measure = measure_named("jaccard");
  const StarClusters all = join(stored, measure, 0.6, sets.size(), 1);
  for (const std::size_t limit : {0, 1, 2, 10}) {
    for (const unsigned threads : {1U, 3U}) {
      const StarClusters some = join(stored, measure, 0.6, limit, threads);
      CHECK(some.representative == all.representative);
      CHECK(some.similarity == all.similarity);
      CHECK(some.pairs.size() < all.pairs.size());
      if (limit > 0) continue;
      for (const SetPair& pair : some.pairs) REQUIRE(some.representative[pair.left] == pair.left);
    }
  }
  const StarClusters parallel = join(stored, measure, 0.6, sets.size(), 3);
  CHECK(sorted_pairs(parallel.pairs) == sorted_pairs(all.pairs));
}

TEST_CASE(
    "star clusters: each set joins the most similar representative, and they are not similar") {
  const Sets sets = mixed_sets(5, 1500);
  const Stored stored(sets);
  const Measure& measure = measure_named("jaccard");
  const StarClusters result = join(stored, measure, 0.5, 0, 2);
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    double best = 0;
    std::uint32_t representative = i;
    for (std::uint32_t j = 0; j < i; ++j) {
      if (result.representative[j] != j) continue;
      const double similarity = jaccard(overlap_of(sets[i], sets[j]));
      if (similarity >= 0.5 && similarity > best) {
        best = similarity;
        representative = j;
      }
    }
    REQUIRE(result.representative[i] == representative);
    CHECK(result.similarity[i] == (representative == i ? 1.0 : best));
  }
}

TEST_CASE("star clusters: sets that share much, but not enough, are passed over as a group") {
  // 46 values in common and 9 of their own: a Jaccard similarity of 46 / 64, below the threshold,
  // with common values in every prefix. Looking at each entry of their lists would take at least
  // 10^7 steps.
  std::mt19937_64 random(8);
  Sets sets;
  for (std::size_t i = 0; i < 5000; ++i) {
    std::set<std::uint64_t> values;
    for (std::uint64_t k = 1; k <= 46; ++k) values.insert(0x123456789abcdefULL * k);
    while (values.size() < 55) values.insert(random());
    sets.emplace_back(values.begin(), values.end());
  }
  const Stored stored(sets);
  const StarClusters result = join(stored, measure_named("jaccard"), 0.8, 256, 1);
  CHECK(result.pairs.empty());
  CHECK(result.num_visits < 100 * sets.size());
}

TEST_CASE("star clusters: of two equally similar representatives the preferred one is joined") {
  const Sets sets = {{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14},
                     {1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23, 24},
                     {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 21, 22}};
  const Stored stored(sets);
  const StarClusters result = join(stored, measure_named("jaccard"), 0.7, 0, 1);
  CHECK(result.representative == std::vector<std::uint32_t>{0, 1, 0});
  CHECK(result.pairs.size() == 2);
}
