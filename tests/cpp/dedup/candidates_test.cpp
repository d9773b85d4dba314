#include "saring/dedup/candidates_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>
#include <vector>

#include "dedup/mixed_sets.hpp"
#include "saring/base/parallel.hpp"

using namespace saring::dedup;

namespace {

constexpr double kThresholds[] = {1e-300, 0.2, 0.5, 0.8, 1.0};

// The pairs of a set of the first corpus and a set of the second, found by comparing all with all.
Pairs naive_pairs(const Sets& first, const Sets& second, SimilarityRule rule) {
  Pairs out;
  for (std::uint32_t i = 0; i < first.size(); ++i) {
    for (std::uint32_t j = 0; j < second.size(); ++j) {
      if (rule.accepts(overlap_of(first[i], second[j]))) out.emplace_back(i, j);
    }
  }
  return out;
}

struct Corpora {
  Sets first;
  Sets second;
};

// Two corpora with similar sets across them.
Corpora two_corpora(std::uint64_t seed) {
  Corpora out;
  for (const auto& set : mixed_sets(seed, 700)) {
    (out.first.size() < 300 ? out.first : out.second).push_back(set);
  }
  return out;
}

KeyLists filled_lists(StoredSets sets, KeyParts keys, KeyLists::Queries queries,
                      std::uint32_t count) {
  KeyLists lists(sets, std::move(keys), queries, 1);
  for (std::uint32_t set = 0; set < count; ++set) lists.insert(set);
  return lists;
}

}  // namespace

TEST_CASE("candidates: those of two corpora in one collection are what comparing all gives") {
  for (const std::uint64_t seed : {1, 2}) {
    const Corpora corpora = two_corpora(seed);
    Sets both = corpora.first;
    both.insert(both.end(), corpora.second.begin(), corpora.second.end());
    const Stored stored(both);
    const auto size = static_cast<std::uint32_t>(corpora.first.size());
    for (const Measure& measure : measures()) {
      for (const double threshold : kThresholds) {
        const SimilarityRule rule{.measure = &measure, .threshold = threshold};
        const KeyLists lists =
            filled_lists(stored.all(), keys_of(stored.all(), measure.least_share(threshold)),
                         KeyLists::Queries::kOwnSets, size);
        const CandidateFinder finder(stored.all(), lists, rule);
        CandidateScratch scratch;
        std::vector<Match> found;
        Pairs pairs;
        for (std::uint32_t j = 0; j < corpora.second.size(); ++j) {
          finder.find_before(size + j, scratch, found);
          for (const Match& match : found) {
            pairs.emplace_back(match.set, j);
            REQUIRE(match.shared == overlap_of(both[match.set], corpora.second[j]).shared);
          }
        }
        std::sort(pairs.begin(), pairs.end());
        INFO(measure.name << " " << threshold);
        CHECK(pairs == naive_pairs(corpora.first, corpora.second, rule));
      }
    }
  }
}

TEST_CASE("candidates: sets from elsewhere are found by an order that no set changes") {
  // As in an index: the keys of the first corpus do not depend on the second.
  const Corpora corpora = two_corpora(3);
  const Stored stored(corpora.first);
  const ShingleOrder by_hash;
  for (const Measure& measure : measures()) {
    for (const double threshold : kThresholds) {
      const SimilarityRule rule{.measure = &measure, .threshold = threshold};
      const double share = measure.least_share(threshold);
      const KeyLists lists = filled_lists(
          stored.all(),
          prefix_keys(stored.all(), stored.all().in_order_of_storage(), by_hash, share, 1),
          KeyLists::Queries::kAnySets, static_cast<std::uint32_t>(corpora.first.size()));
      const CandidateFinder finder(stored.all(), lists, rule);
      PrefixFinder prefix(by_hash);
      CandidateScratch scratch;
      std::vector<SetKey> keys;
      std::vector<Match> found;
      Pairs pairs;
      for (std::uint32_t j = 0; j < corpora.second.size(); ++j) {
        prefix.find(corpora.second[j], share, j, keys);
        finder.find(corpora.second[j], keys, scratch, found);
        REQUIRE(std::is_sorted(found.begin(), found.end(),
                               [](const Match& a, const Match& b) { return a.set < b.set; }));
        for (const Match& match : found) pairs.emplace_back(match.set, j);
      }
      std::sort(pairs.begin(), pairs.end());
      INFO(measure.name << " " << threshold);
      CHECK(pairs == naive_pairs(corpora.first, corpora.second, rule));
    }
  }
}

TEST_CASE("candidates: one finder serves many threads") {
  const Corpora corpora = two_corpora(4);
  const Stored stored(corpora.first);
  const ShingleOrder by_hash;
  const SimilarityRule rule{.measure = &measure_named("jaccard"), .threshold = 0.5};
  const KeyLists lists = filled_lists(
      stored.all(), prefix_keys(stored.all(), stored.all().in_order_of_storage(), by_hash, 0.5, 1),
      KeyLists::Queries::kAnySets, static_cast<std::uint32_t>(corpora.first.size()));
  const CandidateFinder finder(stored.all(), lists, rule);
  std::vector<Pairs> of_query(corpora.second.size());
  saring::parallel_for(of_query.size(), 1, 4, [&](std::size_t begin, std::size_t end, unsigned) {
    PrefixFinder prefix(by_hash);
    CandidateScratch scratch;
    std::vector<SetKey> keys;
    std::vector<Match> found;
    for (std::size_t j = begin; j < end; ++j) {
      prefix.find(corpora.second[j], 0.5, 0, keys);
      finder.find(corpora.second[j], keys, scratch, found);
      for (const Match& match : found) {
        of_query[j].emplace_back(match.set, static_cast<std::uint32_t>(j));
      }
    }
  });
  Pairs pairs;
  for (const Pairs& some : of_query) pairs.insert(pairs.end(), some.begin(), some.end());
  std::sort(pairs.begin(), pairs.end());
  CHECK(pairs == naive_pairs(corpora.first, corpora.second, rule));
}

TEST_CASE("candidates: only sets that were entered and come before are found") {
  const Sets sets = {{1, 2, 3}, {1, 2, 3, 4}, {1, 2, 3, 5}, {1, 2, 3, 6}};
  const Stored stored(sets);
  const SimilarityRule rule{.measure = &measure_named("jaccard"), .threshold = 0.5};
  KeyLists lists(stored.all(), keys_of(stored.all(), 0.5), KeyLists::Queries::kOwnSets, 1);
  const CandidateFinder finder(stored.all(), lists, rule);
  CandidateScratch scratch;
  std::vector<Match> found;
  const auto before = [&](std::uint32_t set) {
    finder.find_before(set, scratch, found);
    std::vector<std::uint32_t> numbers;
    for (const Match& match : found) numbers.push_back(match.set);
    return numbers;
  };
  CHECK(before(3).empty());
  lists.insert(0);
  lists.insert(2);
  CHECK(before(3) == std::vector<std::uint32_t>{0, 2});
  CHECK(before(2) == std::vector<std::uint32_t>{0});
  CHECK(before(0).empty());
  lists.remove_last(2);
  CHECK(before(3) == std::vector<std::uint32_t>{0});
}

TEST_CASE("id set: equals std::set, through growing and emptying") {
  std::mt19937 random(6);
  IdSet ids;
  for (int round = 0; round < 200; ++round) {
    ids.clear();
    std::set<std::uint32_t> expected;
    const unsigned range = 1U << (random() % 14);
    for (unsigned i = 0; i < range; ++i) {
      const auto below = static_cast<std::uint32_t>(random() % range);
      const std::uint32_t id = random() % 4 == 0 ? UINT32_MAX - below : below;
      REQUIRE(ids.insert(id) == expected.insert(id).second);
    }
    for (const std::uint32_t id : expected) REQUIRE_FALSE(ids.insert(id));
  }
}
