#include "saring/base/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/cpu_quota_internal.hpp"

namespace saring {

namespace {

using Body = std::function<void(std::size_t begin, std::size_t end, unsigned worker)>;

// Read once: a process is hardly ever moved to a group of another quota.
unsigned quota_of_process() noexcept {
  static const unsigned quota = []() noexcept {
    try {
      return cpu_quota();
    } catch (...) {
      return 0U;
    }
  }();
  return quota;
}

unsigned cpus_by_affinity() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) {
    return std::max(1U, static_cast<unsigned>(CPU_COUNT(&set)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

// The ranges of one call, which any number of threads take in turn.
class Job {
 public:
  Job(std::size_t count, std::size_t grain, const Body& body)
      : count_(count),
        grain_(std::max<std::size_t>(grain, 1)),
        chunks_(count / grain_ + (count % grain_ != 0 ? 1 : 0)),
        body_(body),
        token_(current_cancel_token()) {}

  [[nodiscard]] std::size_t chunks() const noexcept { return chunks_; }
  [[nodiscard]] CancelToken* token() const noexcept { return token_; }
  [[nodiscard]] bool has_more() const noexcept { return next_.load() < chunks_; }

  void run(unsigned worker) noexcept {
    const CancelScope scope(token_);
    for (std::size_t chunk; has_more() && (chunk = next_.fetch_add(1)) < chunks_;) {
      try {
        check_cancelled();
        body_(chunk * grain_, std::min(count_, (chunk + 1) * grain_), worker);
      } catch (...) {
        const std::lock_guard lock(failure_mutex_);
        if (!failure_) failure_ = std::current_exception();
        next_ = chunks_;
      }
    }
  }

  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  const std::size_t count_;
  const std::size_t grain_;
  const std::size_t chunks_;
  const Body& body_;
  CancelToken* const token_;
  std::atomic<std::size_t> next_{0};
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
};

}  // namespace

// Threads that wait for the jobs of one owner, one job at a time. The owner works too, and in the
// end waits for those alone that took a part: a thread that wakes too late finds nothing and costs
// no time.
class ThreadPool {
 public:
  ThreadPool() = default;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  ~ThreadPool() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  // Whether run() is on its way: its body may call parallel_for itself.
  [[nodiscard]] bool is_busy() const noexcept { return is_busy_; }

  void run(Job& job, unsigned workers) {
    is_busy_ = true;
    grow(workers - 1);
    {
      const std::lock_guard lock(mutex_);
      job_ = &job;
      next_worker_ = 1;
      workers_ = workers;
    }
    wake_.notify_one();
    job.run(0);
    std::unique_lock lock(mutex_);
    job_ = nullptr;
    while (!left_.wait_for(lock, CancelToken::kPollInterval, [this] { return active_ == 0; })) {
      // Only this thread asks whether to cancel.
      lock.unlock();
      if (job.token() != nullptr) (void)job.token()->is_cancelled();
      lock.lock();
    }
    is_busy_ = false;
  }

 private:
  void grow(unsigned size) {
    try {
      while (threads_.size() < size) threads_.emplace_back([this] { serve(); });
    } catch (const std::exception&) {
      // The system gives no more threads, or no more memory for them: fewer do.
    }
  }

  void serve() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return is_ending_ || is_wanted(); });
      if (is_ending_) return;
      Job& job = *job_;
      const unsigned worker = next_worker_++;
      ++active_;
      const bool more_wanted = is_wanted();
      lock.unlock();
      // One wakes the next: short jobs are done before many threads were woken for them.
      if (more_wanted) wake_.notify_one();
      job.run(worker);
      lock.lock();
      if (--active_ == 0) left_.notify_one();
    }
  }

  [[nodiscard]] bool is_wanted() const noexcept {
    return job_ != nullptr && next_worker_ < workers_ && job_->has_more();
  }

  bool is_busy_ = false;  // used by the owner alone
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable left_;
  Job* job_ = nullptr;
  unsigned next_worker_ = 0;
  unsigned workers_ = 0;
  unsigned active_ = 0;
  bool is_ending_ = false;
};

namespace {

constinit thread_local ThreadPool* shared_pool = nullptr;

}  // namespace

unsigned resolve_threads(unsigned requested) noexcept {
  if (requested != 0) return requested;
  const unsigned cpus = cpus_by_affinity();
  const unsigned quota = quota_of_process();
  return quota == 0 ? cpus : std::min(cpus, quota);
}

void parallel_for(std::size_t count, std::size_t grain, unsigned num_threads, const Body& body) {
  Job job(count, grain, body);
  const auto workers =
      static_cast<unsigned>(std::min<std::size_t>(resolve_threads(num_threads), job.chunks()));
  if (workers <= 1) {
    job.run(0);
  } else if (shared_pool != nullptr && !shared_pool->is_busy()) {
    shared_pool->run(job, workers);
  } else {
    ThreadPool().run(job, workers);
  }
  job.rethrow();
}

ThreadScope::ThreadScope() {
  if (shared_pool != nullptr) return;
  pool_ = std::make_unique<ThreadPool>();
  shared_pool = pool_.get();
}

ThreadScope::~ThreadScope() {
  if (pool_) shared_pool = nullptr;
}

}  // namespace saring
