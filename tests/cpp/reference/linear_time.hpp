#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
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

// Linear time becomes more than n times as long for n times the size where memory no longer fits
// the caches, or where an allocator (that of a sanitizer too) takes fresh memory for every large
// block.
inline constexpr double kMaxLinearGrowth = 1.7;

// The exponent e of a time that grows like size^e: 1 where it is linear, 2 where it is quadratic.
// The least over the steps from `size` to 4, and from 4 to 16 times as much: fresh memory or
// another program makes one step seem too slow, not both. Measured again, twice at most, where it
// is above kMaxLinearGrowth. Less than 5 ms counts as that much. Choose a size of about 10 ms, and
// of few megabytes: a machine that has to find more memory first takes its time for that.
template <typename Run>
double growth_of_time(Run&& run, std::size_t size) {
  constexpr double kFloor = 5e-3;
  const double step = std::log(4.0);
  double least = 1e9;
  for (int i = 0; i < 3 && least >= kMaxLinearGrowth; ++i) {
    const double one = std::max(best_cpu_seconds(2, [&] { run(size); }), kFloor);
    const double four = std::max(best_cpu_seconds(2, [&] { run(4 * size); }), kFloor);
    least = std::min(least, std::log(four / one) / step);
    if (least < kMaxLinearGrowth) break;
    const double many = best_cpu_seconds(1, [&] { run(16 * size); });
    least = std::min(least, std::log(many / four) / step);
  }
  return least;
}

}  // namespace reference
