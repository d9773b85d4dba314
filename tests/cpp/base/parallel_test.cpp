#include "saring/base/parallel.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "saring/base/hash.hpp"

using saring::parallel_for;

TEST_CASE("parallel_for: every index is visited once, whatever the threads and the grain") {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    for (const std::size_t grain : {1U, 7U, 64U, 5000U}) {
      std::vector<std::atomic<int>> visits(1000);
      parallel_for(visits.size(), grain, threads,
                   [&](std::size_t begin, std::size_t end, unsigned) {
                     for (std::size_t i = begin; i < end; ++i) ++visits[i];
                   });
      for (const auto& n : visits) REQUIRE(n == 1);
    }
  }
}

TEST_CASE("parallel_for: ranges are the same for any number of threads") {
  const auto ranges = [](unsigned threads) {
    std::vector<std::size_t> ends(103);
    parallel_for(ends.size(), 10, threads, [&](std::size_t begin, std::size_t end, unsigned) {
      CHECK(begin % 10 == 0);
      for (std::size_t i = begin; i < end; ++i) ends[i] = saring::mix64(begin * 1000 + end);
    });
    return ends;
  };
  CHECK(ranges(1) == ranges(4));
}

TEST_CASE("parallel_for: worker numbers index scratch space of resolve_threads() entries") {
  const unsigned threads = saring::resolve_threads(3);
  REQUIRE(threads == 3);
  std::vector<std::size_t> sums(threads);
  parallel_for(10000, 16, 3, [&](std::size_t begin, std::size_t end, unsigned worker) {
    for (std::size_t i = begin; i < end; ++i) sums.at(worker) += i;
  });
  CHECK(std::accumulate(sums.begin(), sums.end(), std::size_t{0}) == 10000U * 9999 / 2);
}

TEST_CASE("parallel_for: an exception of any worker reaches the caller, once all have stopped") {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<int> running{0};
    const auto body = [&](std::size_t begin, std::size_t, unsigned) {
      ++running;
      if (begin == 50) {
        --running;
        throw std::runtime_error("at 50");
      }
      --running;
    };
    CHECK_THROWS_WITH(parallel_for(100000, 1, threads, body), "at 50");
    CHECK(running == 0);
  }
}

TEST_CASE("parallel_for: nothing to do calls nothing, and a grain of 0 counts as 1") {
  parallel_for(0, 8, 4, [](std::size_t, std::size_t, unsigned) { FAIL("called"); });
  std::atomic<std::size_t> calls{0};
  parallel_for(5, 0, 1, [&](std::size_t begin, std::size_t end, unsigned) {
    CHECK(end == begin + 1);
    ++calls;
  });
  CHECK(calls == 5);
}

TEST_CASE("resolve_threads: 0 means at least one core") { CHECK(saring::resolve_threads(0) >= 1); }
