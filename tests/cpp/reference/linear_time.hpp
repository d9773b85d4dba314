#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>

namespace reference {

// CPU time of this thread, the best of three: other programs hardly change it.
template <typename Run>
double best_cpu_seconds(Run&& run) {
  const auto now = [] {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
  };
  double best = 1e9;
  for (int i = 0; i < 3; ++i) {
    const double start = now();
    run();
    best = std::min(best, now() - start);
  }
  return best;
}

// How many times as long run(4 * size) takes as run(size): 4 where time is linear, 16 where it is
// quadratic. Less than 5 ms counts as that much.
template <typename Run>
double growth_of_time(Run&& run, std::size_t size) {
  constexpr double kFloor = 5e-3;
  const double one = std::max(best_cpu_seconds([&] { run(size); }), kFloor);
  return best_cpu_seconds([&] { run(4 * size); }) / one;
}

inline constexpr double kMaxLinearGrowth = 8;

}  // namespace reference
