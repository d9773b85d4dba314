#include "saring/dedup/star_join_internal.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "dedup/mixed_sets.hpp"

using namespace saring::dedup;

namespace {

SetMembers one_text_each(std::size_t sets) {
  SetMembers members;
  members.begin.resize(sets + 1);
  members.texts.resize(sets);
  std::iota(members.begin.begin(), members.begin.end(), 0U);
  std::iota(members.texts.begin(), members.texts.end(), 0U);
  return members;
}

// If the budget is small, all sets except the last are on disk.
struct StoredAgain {
  StoredAgain(const Sets& sets, std::size_t budget) : store(budget, "") {
    const std::vector<std::uint64_t> filler(budget < SIZE_MAX ? std::size_t{1} << 19 : 0);
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (i == sets.size() / 2 || i + 1 == sets.size()) (void)store.append(filler);
      places.push_back(store.append(sets[i]));
    }
    REQUIRE(store.on_disk() == (budget < SIZE_MAX));
  }
  ShingleStore store;
  std::vector<StoredSet> places;
};

}  // namespace

TEST_CASE("star join: equals one search of all sets, whatever the memory and the threads") {
  for (const std::uint64_t seed : {1, 2}) {
    const Sets sets = mixed_sets(seed, 700);
    const SetMembers members = one_text_each(sets.size());
    for (const Measure& measure : measures()) {
      for (const double threshold : {0.3, 0.8, 1.0}) {
        StarOptions stars{.rule = {.measure = &measure, .threshold = threshold}, .pair_limit = 20};
        const StoredAgain in_memory(sets, SIZE_MAX);
        const StoredSets all(in_memory.store, in_memory.places);
        const StarClusters expected =
            find_star_clusters(all, members, keys_of(all, measure.least_share(threshold)), stars);
        for (const std::size_t memory : {std::size_t{0}, std::size_t{30'000}, SIZE_MAX}) {
          const StoredAgain stored(sets, memory);
          stars.num_threads = memory == 0 ? 1 : 3;
          const StarClusters found =
              join_similar_sets({stored.store, stored.places}, members,
                                {.stars = stars, .memory = memory, .temp_folder = {}});
          INFO(measure.name << " " << threshold << " " << memory);
          CHECK(found.representative == expected.representative);
          CHECK(found.similarity == expected.similarity);
          CHECK(sorted_pairs(found.pairs) == sorted_pairs(expected.pairs));
          CHECK(found.expected_recall == 1);
          CHECK(found.num_by_bands == 0);
        }
      }
    }
  }
}

TEST_CASE("star join: under a small budget of work the memory and the threads change nothing") {
  const Sets sets = mixed_sets(3, 1200);
  const SetMembers members = one_text_each(sets.size());
  for (const Search search : {Search::kExact, Search::kMinHash}) {
    StarOptions stars{.rule = {.measure = &measure_named("jaccard"), .threshold = 0.5},
                      .pair_limit = 20,
                      .budget = {.of_text = 40, .of_shingle = 1, .of_search = 500}};
    const StoredAgain in_memory(sets, SIZE_MAX);
    const StarClusters expected = join_similar_sets(
        {in_memory.store, in_memory.places}, members,
        {.stars = stars, .search = search, .memory = SIZE_MAX, .temp_folder = {}});
    CHECK(expected.num_by_bands > 0);
    CHECK(expected.expected_recall < 1);
    CHECK(expected.expected_misses > 0);
    for (const std::size_t memory : {std::size_t{0}, std::size_t{100'000}}) {
      const StoredAgain stored(sets, memory);
      stars.num_threads = memory == 0 ? 3 : 1;
      const StarClusters found = join_similar_sets(
          {stored.store, stored.places}, members,
          {.stars = stars, .search = search, .memory = memory, .temp_folder = {}});
      CHECK(found.representative == expected.representative);
      CHECK(sorted_pairs(found.pairs) == sorted_pairs(expected.pairs));
      CHECK(found.expected_recall == expected.expected_recall);
      CHECK(found.expected_misses == expected.expected_misses);
      CHECK(found.num_by_bands == expected.num_by_bands);
      CHECK(found.num_visits == expected.num_visits);
    }
  }
}
