#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>

namespace reference {

// CPU time of this thread, the best of `runs`: other programs hardly change it.
template <typename Run>
double best_cpu_seconds(int runs, Run&& run) {
  const auto now = [] {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  };
  double best = 1e9;
  for (int i = 0; i < runs; ++i) {
    const double start = now();
    run();
    best = std::min(best, now() - start);
  }
  return best;
}

// Linear time becomes more than four times as long where memory no longer fits the caches.
inline constexpr double kMaxLinearGrowth = 13;

// How many times as long run(4 * size) takes as run(size): 4 where time is linear, 16 where it is
// quadratic. Less than 5 ms counts as that much. Where it is much, it is measured again with four
// times the size, as there may be a step between the two sizes (a cache that is full, work that
// small texts are spared), or another program was in the way: the least of three. The long run is
// made once at first, and more often only where it seems too slow.
template <typename Run>
double growth_of_time(Run&& run, std::size_t size) {
  constexpr double kFloor = 5e-3;
  double least = 1e9;
  for (int i = 0; i < 3 && least >= kMaxLinearGrowth; ++i) {
    if (i == 1) size *= 4;
    const double one = std::max(best_cpu_seconds(2, [&] { run(size); }), kFloor);
    least = std::min(least, best_cpu_seconds(i == 0 ? 1 : 3, [&] { run(4 * size); }) / one);
  }
  return least;
}

}  // namespace reference
