#include "saring/base/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace saring {

unsigned resolve_threads(unsigned requested) noexcept {
  if (requested != 0) return requested;
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    return std::max(1U, static_cast<unsigned>(CPU_COUNT(&set)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

void parallel_for(
    std::size_t count, std::size_t grain, unsigned num_threads,
    const std::function<void(std::size_t begin, std::size_t end, unsigned worker)>& body) {
  grain = std::max<std::size_t>(grain, 1);
  const std::size_t chunks = (count + grain - 1) / grain;
  const auto workers =
      static_cast<unsigned>(std::min<std::size_t>(resolve_threads(num_threads), chunks));
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto run = [&](unsigned worker) {
    for (std::size_t chunk; (chunk = next.fetch_add(1)) < chunks;) {
      try {
        body(chunk * grain, std::min(count, (chunk + 1) * grain), worker);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (!failure) failure = std::current_exception();
        next = chunks;
      }
    }
  };
  std::vector<std::jthread> threads;
  for (unsigned worker = 1; worker < workers; ++worker) threads.emplace_back(run, worker);
  if (workers > 0) run(0);
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace saring
