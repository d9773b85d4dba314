#include "saring/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <limits>

#include "saring/base/cpu_quota_internal.hpp"
#include "saring/base/system_threads_internal.hpp"
#include "saring/base/thread_pool_internal.hpp"

namespace saring {

namespace {

// The quota in CPUs; 0: none. Read once, because a process is hardly ever moved to a group with
// another quota.
unsigned quota_of_process() noexcept {
  constexpr unsigned kUnread = std::numeric_limits<unsigned>::max();
  // Not a static with an initializer: in a child made by fork() its lock might be held for ever.
  static constinit std::atomic<unsigned> quota{kUnread};
  unsigned value = quota.load();
  if (value != kUnread) return value;
  try {
    value = cpu_quota();
  } catch (...) {
    value = 0;
  }
  quota = value;
  return value;
}

unsigned usable_cpus() noexcept {
  const unsigned cpus = ThreadCpus::of_this_thread().count();
  const unsigned quota = quota_of_process();
  return quota == 0 ? cpus : std::min(cpus, quota);
}

}  // namespace

unsigned resolve_threads(unsigned requested) noexcept {
  if (requested == 1) return 1;
  const unsigned cpus = usable_cpus();
  return requested == 0 ? cpus : std::min(requested, cpus);
}

void parallel_for(std::size_t count, std::size_t grain, unsigned num_threads,
                  const std::function<void(std::size_t, std::size_t, unsigned)>& body) {
  RangeJob job(count, std::max<std::size_t>(grain, 1), body);
  const std::size_t most =
      num_threads == 0 ? job.num_ranges() : std::min<std::size_t>(num_threads, job.num_ranges());
  const unsigned cpus = most > 1 ? usable_cpus() : 1;
  const auto workers = static_cast<unsigned>(std::min<std::size_t>(most, cpus));
  if (workers > 1) {
    ThreadPool::of_process().run(job, workers, cpus - 1);
  } else {
    job.run(0);
  }
  job.rethrow();
}

}  // namespace saring
