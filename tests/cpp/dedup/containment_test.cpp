#include "saring/dedup/containment_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "dedup/mixed_sets.hpp"

using namespace saring::dedup;

TEST_CASE("containment: finds exactly the contained pairs") {
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
      return find_contained(
          stored.all(), among,
          {.share = share, .min_size = 10, .limit = limit, .num_threads = threads});
    };
    const ContainmentResult all = search(sets.size(), 1);
    CHECK(all.all);
    CHECK(sorted_pairs(all.pairs) == expected);
    // The first larger sets of every smaller set are kept.
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

TEST_CASE("containment: sets that are cut may lack more") {
  const Sets sets = mixed_sets(7, 600);
  const Stored stored(sets);
  std::vector<std::uint32_t> among(sets.size());
  std::iota(among.begin(), among.end(), 0U);
  std::vector<bool> is_cut;
  for (std::size_t i = 0; i < sets.size(); ++i) is_cut.push_back(i % 3 == 0);
  Pairs expected;
  const ContainmentResult all = find_contained(
      stored.all(), among, {.share = 0.6, .min_size = 5, .limit = 600, .num_threads = 1});
  for (const SetPair& pair : all.pairs) {
    const double share = containment(overlap_of(sets[pair.left], sets[pair.right]));
    if (share >= (is_cut[pair.left] ? 0.6 : 0.9)) expected.emplace_back(pair.left, pair.right);
  }
  std::sort(expected.begin(), expected.end());
  CHECK(expected.size() < all.pairs.size());
  const ContainmentResult found = find_contained(stored.all(), among,
                                                 {.share = 0.9,
                                                  .share_of_cut = 0.6,
                                                  .is_cut = is_cut,
                                                  .min_size = 5,
                                                  .limit = 600,
                                                  .num_threads = 2});
  CHECK(sorted_pairs(found.pairs) == expected);
}
