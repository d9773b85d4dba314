#include "saring/base/thread_pool_internal.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace saring {

namespace {

constinit std::atomic<ThreadPool*> process_pool{nullptr};
constinit std::atomic<unsigned> num_forks{0};  // how many forks led to this process

void forget_threads() noexcept {
  process_pool.store(nullptr);
  num_forks.fetch_add(1);
}

// Set at start, not at the first use: the initialization of a function's static variable would hang
// in a child if fork() happened during it.
[[maybe_unused]] const int fork_handlers = call_in_forked_children(forget_threads);

}  // namespace

RangeJob::RangeJob(std::size_t count, std::size_t grain, const Body& body)
    : count_(count),
      grain_(grain),
      num_ranges_(count / grain + (count % grain != 0 ? 1 : 0)),
      body_(body),
      token_(current_cancel_token()) {}

void RangeJob::run(unsigned worker) noexcept {
  const CancelScope scope(token_);
  for (std::size_t range; has_more() && (range = next_.fetch_add(1)) < num_ranges_;) {
    try {
      check_cancelled();
      body_(range * grain_, std::min(count_, (range + 1) * grain_), worker);
    } catch (...) {
      fail(std::current_exception());
    }
  }
}

void RangeJob::poll() noexcept {
  if (token_ != nullptr) (void)token_->is_cancelled();
}

void RangeJob::fail(std::exception_ptr failure) noexcept {
  // Not a mutex: a fork() might leave it locked.
  if (!has_failed_.exchange(true)) failure_ = std::move(failure);
  next_ = num_ranges_;
}

void RangeJob::rethrow() const {
  if (failure_) std::rethrow_exception(failure_);
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

ThreadPool& ThreadPool::of_process() {
  ThreadPool* pool = process_pool.load();
  if (pool == nullptr) {
    auto made = std::make_unique<ThreadPool>();
    if (process_pool.compare_exchange_strong(pool, made.get())) pool = made.release();
  }
  return *pool;
}

void ThreadPool::run(RangeJob& job, unsigned workers, unsigned max_threads) {
  const unsigned forks = num_forks.load();
  const auto is_in_child = [&] { return num_forks.load() != forks; };
  const auto fail_in_child = [&] {
    // Even if something else was thrown before: a thread of the parent may have been storing it.
    job.failure_ = std::make_exception_ptr(
        std::runtime_error("the process was forked by a call that used several threads"));
  };
  job.cpus_ = ThreadCpus::of_this_thread();
  job.workers_ = workers;
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(&job);
    grow(max_threads);
  }
  wake_.notify_one();
  job.run(0);
  if (is_in_child()) return fail_in_child();
  std::unique_lock lock(mutex_);
  std::erase(jobs_, &job);
  while (!job.left_.wait_for(lock, CancelToken::kPollInterval, [&] { return job.active_ == 0; })) {
    lock.unlock();
    job.poll();
    if (is_in_child()) return fail_in_child();
    lock.lock();
  }
}

std::size_t ThreadPool::num_threads() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

// Starts as many threads as the waiting jobs want.
void ThreadPool::grow(std::size_t max_threads) {
  std::size_t wanted = num_busy_;
  for (const RangeJob* job : jobs_) {
    if (job->wants_worker()) wanted += job->workers_ - job->next_worker_;
  }
  wanted = std::min(wanted, max_threads);
  if (threads_.size() >= wanted) return;
  const SignalsBlocked blocked;
  try {
    while (threads_.size() < wanted) threads_.emplace_back([this] { serve(); });
  } catch (const std::exception&) {
    // The system has no more threads, or no memory for them.
  }
}

RangeJob* ThreadPool::wanting_job() const noexcept {
  const auto found =
      std::find_if(jobs_.begin(), jobs_.end(), [](const RangeJob* j) { return j->wants_worker(); });
  return found == jobs_.end() ? nullptr : *found;
}

void ThreadPool::serve() {
  name_this_thread("saring-pool");
  ThreadCpus cpus = ThreadCpus::of_this_thread();
  std::unique_lock lock(mutex_);
  for (;;) {
    // Ask once: a job that wants a worker now may want none a moment later.
    RangeJob* found = nullptr;
    wake_.wait(lock, [&] { return is_ending_ || (found = wanting_job()) != nullptr; });
    if (is_ending_) return;
    RangeJob& job = *found;
    const unsigned worker = job.next_worker_++;
    ++job.active_;
    ++num_busy_;
    const bool more_wanted = wanting_job() != nullptr;
    lock.unlock();
    // Each thread wakes the next one: short jobs are done before many threads could wake.
    if (more_wanted) wake_.notify_one();
    job.cpus_.use_in_this_thread(cpus);
    job.run(worker);
    lock.lock();
    --num_busy_;
    if (--job.active_ == 0) job.left_.notify_one();
  }
}

}  // namespace saring
