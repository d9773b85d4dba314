#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace saring {

// Threads to use for a request: 0 means as many as this process may use at once, by its CPU
// affinity and by the quota of its control groups (versions 1 and 2; a part of a CPU counts as
// one).
[[nodiscard]] unsigned resolve_threads(unsigned requested) noexcept;

// Calls body(begin, end, worker) on disjoint ranges that cover [0, count), each at most `grain`
// long, from up to `num_threads` threads (0: see resolve_threads); worker <
// resolve_threads(num_threads) numbers the threads from the calling one on, so that bodies can keep
// scratch space per worker. Returns when all is done. Ranges begin at multiples of `grain`,
// whatever the thread count. Where the system gives no more threads, those that there are do the
// work.
//
// The first exception is rethrown, and Cancelled is thrown where the calling thread's CancelToken
// says so; it is looked at before each range.
void parallel_for(
    std::size_t count, std::size_t grain, unsigned num_threads,
    const std::function<void(std::size_t begin, std::size_t end, unsigned worker)>& body);

class ThreadPool;

// While it lives, calls of parallel_for from this thread share their threads; without it each call
// starts its own and joins them. For work that calls it many times, with little to do each time.
// One inside another shares with the outer one.
class ThreadScope {
 public:
  ThreadScope();
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  std::unique_ptr<ThreadPool> pool_;  // null inside another scope
};

}  // namespace saring
