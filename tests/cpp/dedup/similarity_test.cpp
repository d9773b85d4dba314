#include "saring/dedup/similarity.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

using namespace saring::dedup;

namespace {

std::vector<std::uint64_t> random_set(std::mt19937_64& random, std::size_t size,
                                      std::uint64_t range) {
  std::vector<std::uint64_t> set(size);
  for (auto& v : set) v = random() % range;
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  return set;
}

std::size_t by_standard_library(const std::vector<std::uint64_t>& a,
                                const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both.size();
}

}  // namespace

TEST_CASE("count_shared: equals std::set_intersection at all ratios of sizes") {
  std::mt19937_64 random(3);
  for (const std::size_t left : {0, 1, 5, 63, 64, 65, 300, 4000}) {
    for (const std::size_t right : {0, 1, 7, 64, 129, 500, 6000}) {
      const auto a = random_set(random, left, 3000);
      const auto b = random_set(random, right, 3000);
      CHECK(count_shared(a, b) == by_standard_library(a, b));
    }
  }
}

TEST_CASE("count_shared: an early stop never reports the goal wrongly") {
  std::mt19937_64 random(4);
  for (int round = 0; round < 300; ++round) {
    const auto a = random_set(random, 200, 400);
    const auto b = random_set(random, 200, 400);
    const std::size_t exact = by_standard_library(a, b);
    for (const std::size_t goal : {exact - 1, exact, exact + 1, exact + 40}) {
      const std::size_t counted = count_shared(a, b, goal);
      if (exact >= goal) {
        CHECK(counted == exact);
      } else {
        CHECK(counted < goal);
      }
    }
  }
}

TEST_CASE(
    "measures: in [0, 1], 1 for equal sets, 0 for disjoint and empty ones, symmetric, growing") {
  for (const Measure& m : measures()) {
    INFO(m.name);
    CHECK(m.similarity({0, 0, 0}) == 0);
    CHECK(m.similarity({0, 0, 9}) == 0);
    CHECK(m.similarity({0, 4, 9}) == 0);
    for (std::size_t a = 1; a < 40; ++a) {
      CHECK(m.similarity({a, a, a}) == 1);
      for (std::size_t b = 1; b < 40; ++b) {
        double before = -1;
        for (std::size_t shared = 0; shared <= std::min(a, b); ++shared) {
          const double now = m.similarity({shared, a, b});
          CHECK(now > before);
          CHECK(now <= 1);
          CHECK(now == m.similarity({shared, b, a}));
          before = now;
        }
      }
    }
  }
}

TEST_CASE("measures: the bounds hold for every overlap that reaches the threshold") {
  for (const Measure& m : measures()) {
    for (const double t : {0.1, 0.3, 0.5, 0.75, 0.8, 0.9, 1.0}) {
      for (std::size_t a = 1; a < 60; ++a) {
        for (std::size_t b = 1; b < 60; ++b) {
          for (std::size_t shared = 1; shared <= std::min(a, b); ++shared) {
            if (m.similarity({shared, a, b}) < t) continue;
            const auto s = static_cast<double>(shared) + 1e-9;
            INFO(m.name << " " << t << " " << a << " " << b << " " << shared);
            CHECK(s >= m.least_shared(t, static_cast<double>(a), static_cast<double>(b)));
            CHECK(s >= m.least_share(t) * static_cast<double>(a));
            CHECK(s >= m.least_share(t) * static_cast<double>(b));
          }
        }
      }
    }
  }
}

TEST_CASE("containment: the share of the left set") {
  CHECK(containment({3, 4, 30}) == 0.75);
  CHECK(containment({3, 30, 4}) == 0.1);
  CHECK(containment({0, 0, 4}) == 0);
}

TEST_CASE("jaccard, dice, cosine: by hand") {
  CHECK(jaccard({4, 6, 8}) == 0.4);
  CHECK(dice({4, 6, 10}) == 0.5);
  CHECK(cosine({4, 4, 16}) == 0.5);
}

TEST_CASE("measure_named: knows all, and lists them where it does not") {
  for (const Measure& m : measures()) CHECK(measure_named(m.name).name == m.name);
  CHECK_THROWS_WITH(measure_named("hamming"),
                    Catch::Contains("hamming") && Catch::Contains("jaccard, dice, cosine"));
}
