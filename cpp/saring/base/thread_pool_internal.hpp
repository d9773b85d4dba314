#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/system_threads_internal.hpp"

namespace saring {

// The ranges of one call of parallel_for, which any number of threads take in turn.
class RangeJob {
 public:
  using Body = std::function<void(std::size_t begin, std::size_t end, unsigned worker)>;

  // `grain` of at least 1. `body` must outlive the job. The token is that of this thread.
  RangeJob(std::size_t count, std::size_t grain, const Body& body);

  [[nodiscard]] std::size_t num_ranges() const noexcept { return num_ranges_; }
  [[nodiscard]] bool has_more() const noexcept { return next_.load() < num_ranges_; }

  // Takes ranges until there are no more, or until one failed.
  void run(unsigned worker) noexcept;
  // Lets the owner's token ask whether to cancel.
  void poll() noexcept;
  // Makes rethrow() throw `failure`, unless something else was thrown before.
  void fail(std::exception_ptr failure) noexcept;
  // Called once no thread runs the job any more.
  void rethrow() const;

 private:
  friend class ThreadPool;

  [[nodiscard]] bool wants_worker() const noexcept { return next_worker_ < workers_ && has_more(); }

  const std::size_t count_;
  const std::size_t grain_;
  const std::size_t num_ranges_;
  const Body& body_;
  CancelToken* const token_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> has_failed_{false};
  std::exception_ptr failure_;

  // Used by the pool, under its mutex.
  ThreadCpus cpus_;       // of the owner
  unsigned workers_ = 1;  // the owner counts as one
  unsigned next_worker_ = 1;
  unsigned active_ = 0;  // threads of the pool that run it
  std::condition_variable left_;
};

// Threads that wait for jobs and serve those of any number of owners. Each owner runs its job
// itself and in the end waits for those alone that took a part in it; so no job waits for a free
// thread, a body may run jobs of its own, and a thread that wakes too late costs no time. Idle
// threads sleep.
//
// The threads block all signals but those that their own faults raise, so that signals reach the
// threads of the program, and they run a job on the CPUs that its owner may use.
class ThreadPool {
 public:
  ThreadPool() = default;
  // Ends the threads; no job may be running.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // The pool of this process. It is never destroyed: at the end of a process its threads may still
  // be at work for other threads. A child made by fork() gets a pool of its own, since none of the
  // threads exist there and a lock may be held for ever.
  [[nodiscard]] static ThreadPool& of_process();

  // Runs a job by up to `workers` threads, this one included; for that the pool may grow to
  // `max_threads` threads. Where the system gives no more threads, those that there are do the
  // work. In a child that `poll` of the job's token made by fork(), the job fails: parts of it are
  // done by threads of the parent.
  void run(RangeJob& job, unsigned workers, unsigned max_threads);

  // Threads started so far.
  [[nodiscard]] std::size_t num_threads() const;

 private:
  void grow(std::size_t max_threads);
  void serve();
  [[nodiscard]] RangeJob* wanting_job() const noexcept;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::thread> threads_;
  std::size_t num_busy_ = 0;
  std::vector<RangeJob*> jobs_;  // in the order of their arrival
  bool is_ending_ = false;
};

}  // namespace saring
