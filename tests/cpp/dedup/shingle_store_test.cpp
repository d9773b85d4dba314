#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>
#include <system_error>
#include <vector>

#include "saring/dedup/shingle_store_internal.hpp"

using saring::dedup::ShingleStore;
using saring::dedup::StoredSet;

namespace {

// Sets of many sizes, with one that is larger than a block.
std::vector<std::vector<std::uint64_t>> some_sets() {
  std::mt19937_64 random(21);
  std::vector<std::vector<std::uint64_t>> sets;
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::size_t size = i == 1000 ? 1'300'000 : i % 7 == 0 ? 0 : random() % 1500;
    sets.emplace_back(size);
    for (auto& v : sets.back()) v = random();
  }
  return sets;
}

bool gives_back_all(std::size_t budget, bool& on_disk) {
  const auto sets = some_sets();
  ShingleStore store(budget, "");
  std::vector<StoredSet> stored;
  for (const auto& set : sets) stored.push_back(store.append(set));
  std::vector<std::uint64_t> buffer;
  bool same = true;
  for (std::size_t i = sets.size(); i-- > 0;) {
    const auto loaded = store.load(stored[i], buffer);
    same = same && std::equal(loaded.begin(), loaded.end(), sets[i].begin(), sets[i].end());
  }
  on_disk = store.on_disk();
  return same;
}

}  // namespace

TEST_CASE("shingle store: gives back what was put in, from memory") {
  bool on_disk = true;
  CHECK(gives_back_all(std::size_t{1} << 30, on_disk));
  CHECK(!on_disk);
}

TEST_CASE("shingle store: gives back what was put in, from disk") {
  bool on_disk = false;
  CHECK(gives_back_all(0, on_disk));
  CHECK(on_disk);
  CHECK(gives_back_all(std::size_t{10} << 20, on_disk));
  CHECK(on_disk);
}

TEST_CASE("shingle store: leaves no file") {
  const auto folder = std::filesystem::temp_directory_path() / "saring_store_test";
  std::filesystem::create_directories(folder);
  {
    ShingleStore store(0, folder.string());
    for (int i = 0; i < 3; ++i) (void)store.append(std::vector<std::uint64_t>(400'000, 7));
    CHECK(store.on_disk());
    CHECK(std::filesystem::is_empty(folder));
  }
  std::filesystem::remove(folder);
}

TEST_CASE("shingle store: says where it could not write") {
  ShingleStore store(0, "/no/such/folder");
  const std::vector<std::uint64_t> set(400'000, 7);
  (void)store.append(set);
  CHECK_THROWS_WITH(store.append(set), Catch::Contains("/no/such/folder"));
}
