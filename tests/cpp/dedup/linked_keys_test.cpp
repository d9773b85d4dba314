#include "saring/dedup/linked_keys_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <vector>

#include "dedup/mixed_sets.hpp"

using namespace saring::dedup;

namespace {

using Key = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>;

}  // namespace

TEST_CASE("linked keys: batches hold whole components and every shared key, whatever the memory") {
  const Sets sets(300, std::vector<std::uint64_t>(10, 1));
  const Stored stored(sets);
  std::mt19937_64 random(5);
  std::vector<SetKey> keys;
  for (std::uint32_t set = 0; set < 300; ++set) {
    if (set % 7 == 0) continue;
    // Neighbours share keys, in groups of ten sets; the first hash of each set is its own.
    keys.push_back({random(), set, 0});
    for (std::uint32_t k = 1; k < 4; ++k) {
      keys.push_back({(set / 10 * 3 + random() % 3) * 0x9e3779b97f4a7c15ULL, set, k});
    }
  }
  std::map<std::uint64_t, std::set<std::uint32_t>> sets_of;
  for (const SetKey& key : keys) sets_of[key.hash].insert(key.set);
  std::vector<std::vector<Key>> found;
  for (const std::size_t memory : {std::size_t{0}, std::size_t{20'000}, std::size_t{1} << 30}) {
    LinkedKeys linked(stored.all(), memory, {});
    for (std::size_t at = 0; at < keys.size(); at += 50) {
      linked.add(std::span(keys).subspan(at, std::min<std::size_t>(50, keys.size() - at)));
    }
    linked.link(memory, 2);
    if (memory == 0) CHECK(linked.num_batches() >= 30);
    if (memory > 20'000) CHECK(linked.num_batches() == 1);
    std::vector<Key> all;
    std::set<std::uint32_t> components_before;
    for (std::size_t batch = 0; batch < linked.num_batches(); ++batch) {
      std::set<std::uint32_t> components;
      for (const SetKey& key : linked.take_batch(batch)) {
        all.emplace_back(key.hash, key.set, key.position);
        components.insert(linked.component(key.set));
      }
      for (const std::uint32_t component : components) {
        REQUIRE(components_before.insert(component).second);
      }
    }
    for (const auto& [hash, holders] : sets_of) {
      for (const std::uint32_t set : holders) {
        REQUIRE(linked.component(set) == linked.component(*holders.begin()));
        REQUIRE(linked.component(set) <= set);
      }
    }
    std::sort(all.begin(), all.end());
    found.push_back(all);
  }
  std::vector<Key> shared;
  for (const SetKey& key : keys) {
    if (sets_of[key.hash].size() > 1) shared.emplace_back(key.hash, key.set, key.position);
  }
  std::sort(shared.begin(), shared.end());
  for (auto& some : found) CHECK(some == shared);
}

TEST_CASE("linked keys: none, or none that two sets share, make no batch") {
  const Sets sets(3, std::vector<std::uint64_t>(10, 1));
  const Stored stored(sets);
  LinkedKeys none(stored.all(), 0, {});
  none.link(0, 1);
  CHECK(none.num_batches() == 0);
  LinkedKeys alone(stored.all(), 0, {});
  const std::vector<SetKey> keys = {{1, 0, 0}, {2, 1, 0}, {3, 2, 0}};
  alone.add(keys);
  alone.link(0, 1);
  CHECK(alone.num_batches() == 0);
  CHECK(alone.component(2) == 2);
}
