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
// Less than 5 ms counts as that much. It compares run(size) and run(4 * size); where that seems too
// slow, it is measured again, twice at most, with run(16 * size): a step between two sizes (a cache
// that is full, another program) weighs less there. The least of them.
template <typename Run>
double growth_of_time(Run&& run, std::size_t size) {
  constexpr double kFloor = 5e-3;
  double least = 1e9;
  for (int i = 0; i < 3 && least >= kMaxLinearGrowth; ++i) {
    const std::size_t factor = i == 0 ? 4 : 16;
    const double one = std::max(best_cpu_seconds(2, [&] { run(size); }), kFloor);
    const double many = best_cpu_seconds(i == 0 ? 1 : 2, [&] { run(factor * size); });
    least = std::min(least, std::log(many / one) / std::log(static_cast<double>(factor)));
  }
  return least;
}

}  // namespace reference
