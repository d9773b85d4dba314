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

// The ranges of one call of parallel_for. Any number of threads take ranges in turn.
class RangeJob {
 public:
  using Body = std::function<void(std::size_t begin, std::size_t end, unsigned worker)>;

  // `grain`: at least 1. `body` must outlive the job. The job uses the token of this thread.
  RangeJob(std::size_t count, std::size_t grain, const Body& body);

  [[nodiscard]] std::size_t num_ranges() const noexcept { return num_ranges_; }
  [[nodiscard]] bool has_more() const noexcept { return next_.load() < num_ranges_; }

  // Takes and runs ranges until none are left, or until one failed.
  void run(unsigned worker) noexcept;
  // Lets the owner's token ask whether to cancel.
  void poll() noexcept;
  // Makes rethrow() throw `failure`, unless another exception was stored before.
  void fail(std::exception_ptr failure) noexcept;
  // Called when no thread runs the job any more.
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
  ThreadCpus cpus_;       // CPUs of the owner
  unsigned workers_ = 1;  // includes the owner
  unsigned next_worker_ = 1;
  unsigned active_ = 0;  // threads of the pool that run it
  std::condition_variable left_;
};

// Threads that wait for jobs and serve any number of owners. Each owner also runs its job itself.
// At the end it waits only for threads that took a part of the job. So no job waits for a free
// thread, a body may run jobs of its own, and a thread that wakes too late costs no time. Idle
// threads sleep.
//
// The threads block all signals except those that their own faults raise, so that signals reach the
// threads of the program. They run a job on the CPUs that its owner may use.
class ThreadPool {
 public:
  ThreadPool() = default;
  // Ends the threads. No job may be running.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // The pool of this process. It is never destroyed, because at the end of a process its threads
  // may still work for other threads. A child made by fork() gets a new pool: the threads do not
  // exist there, and a lock could be held for ever.
  [[nodiscard]] static ThreadPool& of_process();

  // Runs a job with up to `workers` threads, including this one. The pool may grow to `max_threads`
  // threads for it. If the system gives no more threads, the existing ones do the work. If `poll`
  // of the job's token calls fork(), the job fails in the child, because threads of the parent do
  // parts of it.
  void run(RangeJob& job, unsigned workers, unsigned max_threads);

  // The number of threads started so far.
  [[nodiscard]] std::size_t num_threads() const;

 private:
  void grow(std::size_t max_threads);
  void serve();
  [[nodiscard]] RangeJob* wanting_job() const noexcept;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::thread> threads_;
  std::size_t num_busy_ = 0;
  std::vector<RangeJob*> jobs_;  // in the order of arrival
  bool is_ending_ = false;
};

}  // namespace saring
