#include "saring/dedup/repeated_hashes_internal.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <vector>

#include "saring/base/hash.hpp"

using namespace saring::dedup;

TEST_CASE("repeated hashes: those that came often enough, in memory or not") {
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> hashes;
  std::map<std::uint64_t, std::uint64_t> counts;
  for (int i = 0; i < 5000; ++i) hashes.push_back(saring::mix64(random() % 3000));
  for (const std::uint64_t hash : hashes) ++counts[hash];
  for (const std::uint64_t min_count : {2U, 4U}) {
    for (const std::size_t budget : {std::size_t{0}, std::size_t{4096}, std::size_t{1} << 20}) {
      RepeatedHashes collected(budget, {});
      for (std::size_t at = 0; at < hashes.size(); at += 500) {
        collected.add(std::span(hashes).subspan(at, 500));
      }
      const HashIndex index = collected.finish(min_count, 2);
      std::size_t expected = 0;
      bool agrees = true;
      for (const auto& [hash, count] : counts) {
        if (count >= min_count) ++expected;
        agrees = agrees && (index.find(hash) != HashIndex::kNone) == (count >= min_count);
      }
      CHECK(expected > 100);
      CHECK(index.size() == expected);
      CHECK(agrees);
      CHECK(index.find(saring::mix64(3001)) == HashIndex::kNone);
    }
  }
}

TEST_CASE("repeated hashes: places are the order of the hashes") {
  const HashIndex index({3, std::uint64_t{1} << 40, std::uint64_t{1} << 63, UINT64_MAX});
  CHECK(index.find(3) == 0);
  CHECK(index.find(std::uint64_t{1} << 40) == 1);
  CHECK(index.find(std::uint64_t{1} << 63) == 2);
  CHECK(index.find(UINT64_MAX) == 3);
  CHECK(index.find(0) == HashIndex::kNone);
  CHECK(index.find(UINT64_MAX - 1) == HashIndex::kNone);
  CHECK(HashIndex().find(5) == HashIndex::kNone);
}
