#include "saring/dedup/minhash.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "saring/dedup/lsh.hpp"

using namespace saring::dedup;

namespace {

struct TwoSets {
  std::vector<std::uint64_t> left;
  std::vector<std::uint64_t> right;
};

// Two sets of `size` values each, with `shared` values in common.
TwoSets two_sets(std::mt19937_64& random, std::size_t size, std::size_t shared) {
  TwoSets sets;
  for (std::size_t i = 0; i < size; ++i) {
    sets.left.push_back(random());
    sets.right.push_back(i < shared ? sets.left.back() : random());
  }
  std::sort(sets.left.begin(), sets.left.end());
  std::sort(sets.right.begin(), sets.right.end());
  return sets;
}

std::vector<std::uint32_t> sign(const MinHasher& hasher, const std::vector<std::uint64_t>& set) {
  std::vector<std::uint32_t> signature(hasher.num_perm());
  hasher.sign(set, signature);
  return signature;
}

}  // namespace

TEST_CASE("minhash: estimate is within 3 sigma of exact Jaccard, its mean within a tenth of that") {
  std::mt19937_64 random(11);
  constexpr unsigned kPerm = 256;
  for (const std::size_t size : {20, 100, 1000}) {
    for (const double share : {0.2, 0.5, 0.8, 0.95}) {
      double sum = 0;
      int outside = 0;
      constexpr int kRounds = 300;
      const auto shared = static_cast<std::size_t>(share * static_cast<double>(size));
      const double exact = static_cast<double>(shared) / static_cast<double>(2 * size - shared);
      // Sets smaller than the signature have fewer independent values than it has positions.
      const double values = std::min<double>(kPerm, static_cast<double>(size));
      const double sigma = std::sqrt(exact * (1 - exact) / values);
      for (int round = 0; round < kRounds; ++round) {
        const MinHasher hasher(kPerm, static_cast<std::uint64_t>(round));
        const TwoSets sets = two_sets(random, size, shared);
        const double estimate = estimate_jaccard(sign(hasher, sets.left), sign(hasher, sets.right));
        sum += estimate;
        outside += std::abs(estimate - exact) > 3 * sigma ? 1 : 0;
      }
      INFO("size " << size << " share " << share << " mean " << sum / kRounds << " exact "
                   << exact);
      CHECK(outside <= kRounds / 50);
      CHECK(std::abs(sum / kRounds - exact) < 4 * sigma / std::sqrt(kRounds));
    }
  }
}

TEST_CASE("minhash: equal sets agree everywhere, sets without shingles nowhere") {
  std::mt19937_64 random(12);
  const MinHasher hasher;
  const TwoSets sets = two_sets(random, 3, 3);
  CHECK(estimate_jaccard(sign(hasher, sets.left), sign(hasher, sets.right)) == 1);
  const auto nothing = sign(hasher, {});
  CHECK(estimate_jaccard(nothing, nothing) == 0);
  CHECK(estimate_jaccard(nothing, sign(hasher, sets.left)) == 0);
}

TEST_CASE("minhash: one shingle fills the whole signature") {
  const auto signature = sign(MinHasher(512), {42});
  CHECK(std::count(signature.begin(), signature.end(), MinHasher::kEmpty) == 0);
}

TEST_CASE("minhash: golden values; they change only together with kMinHashVersion") {
  CHECK(kMinHashVersion == 1);
  CHECK(sign(MinHasher(8, 1), {1, 2, 3, 4, 5}) ==
        std::vector<std::uint32_t>{0xde2513cd, 0x26e3daad, 0x33477d2c, 0x26e3daad, 0xde2513cd,
                                   0xc1f3ba28, 0x33477d2c, 0xde2513cd});
  std::vector<std::uint64_t> keys;
  band_keys(sign(MinHasher(8, 1), {1, 2, 3, 4, 5}), {2, 4}, keys);
  CHECK(keys == std::vector<std::uint64_t>{0x923064e7fca5e78a, 0x7c4780e6604ee6ab});
}

TEST_CASE("minhash: rejects lengths out of range and signatures of another length") {
  CHECK_THROWS_AS(MinHasher(0), std::invalid_argument);
  CHECK_THROWS_AS(MinHasher(4097), std::invalid_argument);
  std::vector<std::uint32_t> wrong(7);
  CHECK_THROWS_AS(MinHasher(8).sign({}, wrong), std::invalid_argument);
}

TEST_CASE("choose_bands: reaches the recall asked for, with as many rows as it can") {
  for (const unsigned perm : {16U, 64U, 128U, 256U}) {
    for (const double threshold : {0.5, 0.7, 0.8, 0.9, 1.0}) {
      const LshBands bands = choose_bands(perm, threshold);
      CHECK(bands.num_bands * bands.num_rows <= perm);
      if (bands.num_rows > 1) CHECK(bands.recall(threshold) >= 0.99);
      const LshBands more{perm / (bands.num_rows + 1), bands.num_rows + 1};
      if (more.num_bands > 0) CHECK(more.recall(threshold) < 0.99);
    }
  }
  CHECK_THROWS_AS(choose_bands(128, 0), std::invalid_argument);
  CHECK_THROWS_AS(choose_bands(128, std::nan("")), std::invalid_argument);
}

TEST_CASE("band_keys: equal bands give equal keys, and bands are not mixed up") {
  std::vector<std::uint64_t> keys;
  band_keys(std::vector<std::uint32_t>{1, 2, 1, 2, 3, 4}, {3, 2}, keys);
  REQUIRE(keys.size() == 3);
  CHECK(keys[0] != keys[1]);
  std::vector<std::uint64_t> other;
  band_keys(std::vector<std::uint32_t>{1, 2, 9, 2, 3, 4}, {3, 2}, other);
  CHECK(keys[0] == other[0]);
  CHECK(keys[1] != other[1]);
  CHECK(keys[2] == other[2]);
}
