#pragma once

#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace reference {

// The CPU time of this thread, the best of `runs`. Other programs hardly change it.
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

// Linear code can take more than n times as long for n times the size: memory may no longer fit
// into the caches, or an allocator (also a sanitizer's) may take fresh memory for every large
// block.
inline constexpr double kMaxLinearGrowth = 1.7;

// Returns the exponent e of a time that grows like size^e: 1 if it is linear, 2 if it is quadratic.
// It is the least over two steps, from `size` to 4 times and from 4 to 16 times as much: fresh
// memory or another program can make one step look too slow, but not both. If it is above
// kMaxLinearGrowth, it is measured again, at most twice. Times below 5 ms count as 5 ms. Choose a
// size that takes about 10 ms and a few megabytes: with more, the machine may first need time to
// find memory.
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
