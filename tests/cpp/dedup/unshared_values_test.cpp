#include "saring/dedup/unshared_values_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>
#include <random>
#include <vector>

#include "dedup/mixed_sets.hpp"

using namespace saring::dedup;

TEST_CASE("unshared values: none that two sets hold, and most that one holds") {
  std::mt19937_64 random(3);
  std::vector<std::uint64_t> own(60'000);
  for (auto& value : own) value = random();
  std::vector<std::uint64_t> shared(5'000);
  for (auto& value : shared) value = random();
  std::vector<std::uint32_t> counts;
  for (const std::size_t memory : {std::size_t{1} << 20, std::size_t{4000}, std::size_t{0}}) {
    UnsharedValues seen(own.size() + 3 * shared.size(), memory);
    CHECK((seen.num_segments() == 1) == (memory > 4000));
    std::uint32_t of_own = 0;
    for (unsigned segment = 0; segment < seen.num_segments(); ++segment) {
      seen.start(segment);
      seen.add(own);
      for (int i = 0; i < 3; ++i) seen.add(shared);
      of_own += seen.count(own);
      REQUIRE(seen.count(shared) == 0);
    }
    counts.push_back(of_own);
  }
  CHECK(counts[0] > own.size() * 4 / 10);
  CHECK(counts[0] < own.size());
  CHECK(counts[1] == counts[0]);
  CHECK(counts[2] == counts[0]);
}

TEST_CASE("sets with partners: none of a similar or containing set is left out") {
  for (const std::uint64_t seed : {1, 2}) {
    const Sets sets = mixed_sets(seed, 600);
    const Stored stored(sets);
    std::vector<std::uint32_t> all(sets.size());
    std::iota(all.begin(), all.end(), 0U);
    std::vector<std::uint32_t> tested;
    for (std::uint32_t i = 0; i < sets.size(); i += 2) tested.push_back(i);
    for (const double share : {0.3, 0.8, 1.0}) {
      std::vector<std::uint32_t> needed;
      for (const std::uint32_t i : tested) {
        for (std::uint32_t j = 0; j < sets.size(); ++j) {
          const Overlap overlap = overlap_of(sets[i], sets[j]);
          const double of_set =
              static_cast<double>(overlap.shared) / static_cast<double>(overlap.left);
          if (i == j || of_set < share) continue;
          needed.push_back(i);
          break;
        }
      }
      const auto found = sets_with_partners(stored.all(), all, tested, share, 0, 2);
      CHECK(std::includes(found.begin(), found.end(), needed.begin(), needed.end()));
      CHECK(found == sets_with_partners(stored.all(), all, tested, share, 1 << 20, 1));
    }
  }
}

TEST_CASE("sets with partners: nearly all texts of their own are left out") {
  std::mt19937_64 random(9);
  Sets sets(2000);
  for (auto& set : sets) {
    for (int i = 0; i < 200; ++i) set.push_back(random());
    std::sort(set.begin(), set.end());
  }
  sets.push_back(sets[7]);
  sets.back()[0] /= 2;
  const Stored stored(sets);
  std::vector<std::uint32_t> all(sets.size());
  std::iota(all.begin(), all.end(), 0U);
  CHECK(sets_with_partners(stored.all(), all, all, 0.8, 0, 1) ==
        std::vector<std::uint32_t>{7, 2000});
}
