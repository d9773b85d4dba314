#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "saring/dedup/frequency_sketch_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/set_join_internal.hpp"

using namespace saring::dedup;

namespace {

using Sets = std::vector<std::vector<std::uint64_t>>;

// Sets that are mixtures of earlier ones, so that overlaps of all degrees occur, some in large
// groups; all different.
Sets mixed_sets(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::set<std::vector<std::uint64_t>> seen;
  Sets sets;
  while (sets.size() < count) {
    std::set<std::uint64_t> values;
    if (!sets.empty() && random() % 4 != 0) {
      for (const std::uint64_t v : sets[random() % sets.size()]) {
        if (random() % 16 != 0) values.insert(v);
      }
    }
    const std::size_t more = values.empty() ? 1 + random() % 60 : random() % 12;
    for (std::size_t i = 0; i < more; ++i) {
      // Some values are in very many sets, as a site's furniture is.
      values.insert(random() % 3 == 0 ? 0x123456789abcdefULL * (1 + random() % 40) : random());
    }
    std::vector<std::uint64_t> set(values.begin(), values.end());
    if (!set.empty() && seen.insert(set).second) sets.push_back(set);
  }
  return sets;
}

struct Stored {
  explicit Stored(const Sets& sets) : store(std::size_t{1} << 30, "") {
    for (const auto& set : sets) refs.push_back({store.append(set), 1});
  }
  ShingleStore store;
  std::vector<JoinSet> refs;
};

Overlap overlap_of(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  return {count_shared(a, b), a.size(), b.size()};
}

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs sorted_pairs(const std::vector<JoinPair>& pairs) {
  Pairs out;
  for (const JoinPair& p : pairs) out.emplace_back(p.left, p.right);
  std::sort(out.begin(), out.end());
  return out;
}

JoinResult join(const Stored& stored, const Measure& measure, double threshold, std::size_t limit,
                unsigned threads) {
  auto keys = prefix_keys(stored.store, stored.refs, measure.least_share(threshold), threads);
  return join_sets(
      stored.store, stored.refs, std::move(keys),
      {.measure = &measure, .threshold = threshold, .pair_limit = limit, .num_threads = threads});
}

}  // namespace

TEST_CASE("join_sets: finds exactly the similar pairs, by every measure and at every threshold") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Sets sets = mixed_sets(seed, 500);
    const Stored stored(sets);
    std::vector<std::pair<JoinPair, Overlap>> all;
    for (std::uint32_t i = 0; i < sets.size(); ++i) {
      for (std::uint32_t j = i + 1; j < sets.size(); ++j) {
        all.push_back({{i, j, 0}, overlap_of(sets[i], sets[j])});
      }
    }
    for (const Measure& measure : measures()) {
      for (const double threshold : {0.2, 0.5, 0.7, 0.8, 0.9, 1.0}) {
        std::vector<JoinPair> expected;
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

TEST_CASE("join_sets: leaders are the same whatever the limit of pairs and the number of threads") {
  const Sets sets = mixed_sets(4, 3000);
  const Stored stored(sets);
  const Measure& measure = measure_named("jaccard");
  const JoinResult all = join(stored, measure, 0.6, sets.size(), 1);
  for (const std::size_t limit : {0, 1, 2, 10}) {
    for (const unsigned threads : {1U, 3U}) {
      const JoinResult some = join(stored, measure, 0.6, limit, threads);
      CHECK(some.leader == all.leader);
      CHECK(some.similarity == all.similarity);
      CHECK(some.pairs.size() < all.pairs.size());
      if (limit > 0) continue;
      for (const JoinPair& pair : some.pairs) REQUIRE(some.leader[pair.left] == pair.left);
    }
  }
  const JoinResult parallel = join(stored, measure, 0.6, sets.size(), 3);
  CHECK(sorted_pairs(parallel.pairs) == sorted_pairs(all.pairs));
}

TEST_CASE("join_sets: each set joins the most similar kept set, and kept sets are not similar") {
  const Sets sets = mixed_sets(5, 1500);
  const Stored stored(sets);
  const Measure& measure = measure_named("jaccard");
  const JoinResult result = join(stored, measure, 0.5, 0, 2);
  for (std::uint32_t i = 0; i < sets.size(); ++i) {
    double best = 0;
    std::uint32_t leader = i;
    for (std::uint32_t j = 0; j < i; ++j) {
      if (result.leader[j] != j) continue;
      const double similarity = jaccard(overlap_of(sets[i], sets[j]));
      if (similarity >= 0.5 && similarity > best) {
        best = similarity;
        leader = j;
      }
    }
    REQUIRE(result.leader[i] == leader);
    CHECK(result.similarity[i] == (leader == i ? 1.0 : best));
  }
}

TEST_CASE("join_sets: sets that share much, but not enough, are passed over as a group") {
  // 46 values in common and 9 of their own: a Jaccard similarity of 46 / 64, under the threshold,
  // with common values in every prefix. Looking at each entry of their lists would take 10^7 steps
  // and more.
  std::mt19937_64 random(8);
  Sets sets;
  for (std::size_t i = 0; i < 5000; ++i) {
    std::set<std::uint64_t> values;
    for (std::uint64_t k = 1; k <= 46; ++k) values.insert(0x123456789abcdefULL * k);
    while (values.size() < 55) values.insert(random());
    sets.emplace_back(values.begin(), values.end());
  }
  const Stored stored(sets);
  const JoinResult result = join(stored, measure_named("jaccard"), 0.8, 256, 1);
  CHECK(result.pairs.empty());
  CHECK(result.visits < 100 * sets.size());
}

TEST_CASE("join_sets: of two equally similar kept sets the preferred one is joined") {
  const Sets sets = {{1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14},
                     {1, 2, 3, 4, 5, 6, 7, 8, 21, 22, 23, 24},
                     {1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 21, 22}};
  const Stored stored(sets);
  const JoinResult result = join(stored, measure_named("jaccard"), 0.7, 0, 1);
  CHECK(result.leader == std::vector<std::uint32_t>{0, 1, 0});
  CHECK(result.pairs.size() == 2);
}

TEST_CASE("contained_sets: finds exactly the contained pairs") {
  for (const double share : {0.3, 0.7, 0.9, 1.0}) {
    const Sets sets = mixed_sets(6, 600);
    const Stored stored(sets);
    std::vector<std::uint32_t> among;
    for (std::uint32_t i = 0; i < sets.size(); i += 1 + i % 2) among.push_back(i);
    Pairs expected;
    for (const std::uint32_t i : among) {
      for (const std::uint32_t j : among) {
        const bool smaller =
            sets[i].size() < sets[j].size() || (sets[i].size() == sets[j].size() && i < j);
        if (i == j || !smaller || sets[i].size() < 10) continue;
        if (containment(overlap_of(sets[i], sets[j])) >= share) expected.emplace_back(i, j);
      }
    }
    std::sort(expected.begin(), expected.end());
    CHECK(!expected.empty());
    const auto search = [&](std::size_t limit, unsigned threads) {
      return contained_sets(
          stored.store, stored.refs, among,
          {.share = share, .min_size = 10, .limit = limit, .num_threads = threads});
    };
    const ContainmentResult all = search(sets.size(), 1);
    CHECK(all.all);
    CHECK(sorted_pairs(all.pairs) == expected);
    // Of every smaller set the first larger ones stay.
    const ContainmentResult few = search(2, 1);
    Pairs first;
    for (const auto& pair : expected) {
      const auto same = [&](const auto& p) { return p.first == pair.first; };
      if (std::count_if(first.begin(), first.end(), same) < 2) first.push_back(pair);
    }
    CHECK(sorted_pairs(few.pairs) == first);
    CHECK(few.all == (first.size() == expected.size()));
    CHECK(sorted_pairs(search(2, 3).pairs) == first);
  }
}

TEST_CASE("frequency sketch: never counts too low, is exact on average, and stops at its maximum") {
  FrequencySketch sketch(10'000);
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> values(5000);
  for (auto& v : values) v = random();
  sketch.add(values);
  sketch.add(std::span(values).first(1000));
  std::size_t exact = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const unsigned truth = i < 1000 ? 2 : 1;
    REQUIRE(sketch.count(values[i]) >= truth);
    exact += sketch.count(values[i]) == truth ? 1 : 0;
  }
  CHECK(exact > values.size() * 6 / 10);
  const std::vector<std::uint64_t> often(1024, 99);
  sketch.add(often);
  CHECK(sketch.count(99) == FrequencySketch::kMax);
}
