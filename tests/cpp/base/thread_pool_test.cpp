#include "saring/base/thread_pool_internal.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"

using saring::parallel_for;
using saring::ThreadPool;
using Body = saring::RangeJob::Body;

namespace {

// parallel_for on a pool of the test's own, which has more threads than a small machine has CPUs.
constexpr unsigned kMaxThreads = 3;

void run(ThreadPool& pool, std::size_t count, unsigned workers, const Body& body) {
  saring::RangeJob job(count, 1, body);
  pool.run(job, workers, kMaxThreads);
  job.rethrow();
}

std::size_t sum_below(ThreadPool& pool, std::size_t count, unsigned workers) {
  std::atomic<std::size_t> sum{0};
  run(pool, count, workers, [&](std::size_t begin, std::size_t, unsigned) { sum += begin; });
  return sum;
}

// Waits, at most 20 seconds, until `count` threads are here. Returns true if they were.
bool meet(std::atomic<unsigned>& met, unsigned count) {
  ++met;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (met < count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return met >= count;
}

// Runs `body` once in the calling thread and once in a thread of the pool.
void run_in_two(ThreadPool& pool, const std::function<void(unsigned worker)>& body) {
  std::atomic<unsigned> met{0};
  run(pool, 2, 2, [&](std::size_t, std::size_t, unsigned worker) {
    if (meet(met, 2)) body(worker);
  });
  REQUIRE(met == 2);
}

// Runs `work` in `count` threads and joins them.
void from_threads(unsigned count, const std::function<void(unsigned number)>& work) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

// The exit status of a child that runs `work`, or the status of a signal if it hangs.
int status_of_child(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(30);
    _exit(work());
  }
  int status = -1;
  if (child > 0) waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("ThreadPool: all jobs share the threads that the first one started") {
  ThreadPool pool;
  CHECK(pool.num_threads() == 0);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (unsigned job = 0; job < 20; ++job) {
    std::atomic<unsigned> met{0};
    run(pool, 3, 3, [&](std::size_t, std::size_t, unsigned) {
      (void)meet(met, 3);
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
    REQUIRE(met == 3);
  }
  CHECK(threads.size() == 3);
  CHECK(pool.num_threads() == 2);
}

TEST_CASE("ThreadPool: ten thousand short jobs start no more threads than one") {
  ThreadPool pool;
  for (std::size_t job = 0; job < 10'000; ++job) {
    REQUIRE(sum_below(pool, 2 + job % 5, 1 + kMaxThreads) == (2 + job % 5) * (1 + job % 5) / 2);
  }
  CHECK(pool.num_threads() <= kMaxThreads);
}

TEST_CASE("ThreadPool: jobs of many callers are done at once, each worker number by one thread") {
  ThreadPool pool;
  std::atomic<unsigned> wrong{0};
  from_threads(8, [&](unsigned caller) {
    for (std::size_t job = 0; job < 300; ++job) {
      const unsigned workers = 1 + (caller + static_cast<unsigned>(job)) % 5;
      std::array<std::atomic<bool>, 5> is_used{};
      std::atomic<std::size_t> sum{0};
      run(pool, 50, workers, [&](std::size_t begin, std::size_t, unsigned worker) {
        if (worker >= workers || is_used.at(worker).exchange(true)) ++wrong;
        sum += begin;
        is_used.at(worker) = false;
      });
      if (sum != 1225) ++wrong;
    }
  });
  CHECK(wrong == 0);
  CHECK(pool.num_threads() <= kMaxThreads);
}

TEST_CASE("ThreadPool: more jobs than threads, all waiting for one another, do not hang") {
  ThreadPool pool;
  std::atomic<unsigned> met{0};
  from_threads(8, [&](unsigned) {
    // Each caller is in its own job, whatever the pool's threads do.
    std::atomic<bool> has_met{false};
    const auto caller = std::this_thread::get_id();
    run(pool, 100, 4, [&](std::size_t, std::size_t, unsigned) {
      if (std::this_thread::get_id() == caller && !has_met.exchange(true)) (void)meet(met, 8);
    });
    if (!has_met) ++met;  // the pool did all of its ranges
  });
  CHECK(met == 8);
}

TEST_CASE("ThreadPool: bodies run jobs, whose bodies run jobs") {
  ThreadPool pool;
  std::atomic<unsigned> calls{0};
  from_threads(3, [&](unsigned) {
    run(pool, 5, 4, [&](std::size_t, std::size_t, unsigned) {
      run(pool, 5, 4, [&](std::size_t, std::size_t, unsigned) {
        run(pool, 5, 4, [&](std::size_t, std::size_t, unsigned) { ++calls; });
      });
    });
  });
  CHECK(calls == 3 * 5 * 5 * 5);
  CHECK(pool.num_threads() <= kMaxThreads);
}

TEST_CASE("ThreadPool: an exception ends its own job and leaves the others in order") {
  ThreadPool pool;
  std::atomic<unsigned> wrong{0};
  from_threads(4, [&](unsigned caller) {
    for (unsigned job = 0; job < 300; ++job) {
      if (caller % 2 == 0) {
        if (sum_below(pool, 50, 4) != 1225) ++wrong;
        continue;
      }
      try {
        run(pool, 1000, 4, [](std::size_t begin, std::size_t, unsigned) {
          if (begin == 20) throw std::runtime_error("at 20");
        });
        ++wrong;
      } catch (const std::runtime_error&) {
      }
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("ThreadPool: a body's exception in a thread of the pool reaches the owner") {
  ThreadPool pool;
  const auto fail = [&] {
    run_in_two(pool, [](unsigned worker) {
      if (worker == 1) throw std::runtime_error("in the pool");
    });
  };
  CHECK_THROWS_WITH(fail(), "in the pool");
  CHECK_THROWS_WITH(fail(), "in the pool");
}

TEST_CASE("ThreadPool: a token cancels the job of its owner alone") {
  ThreadPool pool;
  std::atomic<unsigned> wrong{0};
  from_threads(4, [&](unsigned caller) {
    saring::CancelToken token;
    const saring::CancelScope scope(&token);
    if (caller == 0) token.cancel();
    for (unsigned job = 0; job < 300; ++job) {
      try {
        if (sum_below(pool, 50, 4) != 1225 || caller == 0) ++wrong;
      } catch (const saring::Cancelled&) {
        if (caller != 0) ++wrong;
      }
    }
  });
  CHECK(wrong == 0);
}

TEST_CASE("ThreadPool: its threads leave signals to the program, but not those of faults") {
  ThreadPool pool;
  sigset_t of_thread;
  run_in_two(pool, [&](unsigned worker) {
    if (worker == 1) pthread_sigmask(SIG_SETMASK, nullptr, &of_thread);
  });
  for (const int signal : {SIGINT, SIGTERM, SIGALRM, SIGCHLD, SIGUSR1}) {
    CHECK(sigismember(&of_thread, signal) == 1);
  }
  CHECK(sigismember(&of_thread, SIGSEGV) == 0);
  sigset_t of_caller;
  pthread_sigmask(SIG_SETMASK, nullptr, &of_caller);
  CHECK(sigismember(&of_caller, SIGINT) == 0);
}

TEST_CASE("ThreadPool: a thread runs a job on the CPUs that its owner may use at the time") {
  cpu_set_t before;
  REQUIRE(sched_getaffinity(0, sizeof(before), &before) == 0);
  ThreadPool pool;
  unsigned same = 0;
  unsigned tried = 0;
  const auto check = [&](const cpu_set_t& wanted) {
    ++tried;
    sched_setaffinity(0, sizeof(wanted), &wanted);
    run_in_two(pool, [&](unsigned worker) {
      cpu_set_t found;
      sched_getaffinity(0, sizeof(found), &found);
      if (worker == 1) same += CPU_EQUAL(&found, &wanted) ? 1U : 0U;
    });
  };
  for (int cpu = 0; cpu < CPU_SETSIZE && tried < 4; ++cpu) {
    if (!CPU_ISSET(cpu, &before)) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    check(one);
  }
  check(before);
  CHECK(same == tried);
}

namespace {

// While it lives no thread can be created, because its stack would exceed the address space.
class NoThreads {
 public:
  NoThreads() {
    pthread_attr_t attributes;
    pthread_getattr_default_np(&usual_);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, std::size_t{1} << 48);
    pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&usual_);
    pthread_attr_destroy(&usual_);
  }

 private:
  pthread_attr_t usual_;
};

}  // namespace

TEST_CASE("ThreadPool: where the system gives no thread, the calling one does the work") {
  const NoThreads none;
  REQUIRE_THROWS_AS(std::thread([] {}), std::system_error);
  ThreadPool pool;
  CHECK(sum_below(pool, 100, 4) == 4950);
  CHECK(pool.num_threads() == 0);
}

TEST_CASE("ThreadPool: that of the process starts no more threads than there are CPUs to use") {
  const unsigned cpus = saring::resolve_threads(0);
  CHECK(saring::resolve_threads(cpus + 100) == cpus);
  std::atomic<unsigned> most{0};
  std::atomic<unsigned> wrong{0};
  from_threads(4, [&](unsigned) {
    for (unsigned call = 0; call < 100; ++call) {
      std::atomic<std::size_t> sum{0};
      parallel_for(200, 1, cpus + 100, [&](std::size_t begin, std::size_t, unsigned worker) {
        sum += begin;
        if (worker > most) most = worker;
      });
      if (sum != 19900) ++wrong;
    }
  });
  CHECK(wrong == 0);
  CHECK(most < cpus);
  CHECK(ThreadPool::of_process().num_threads() < cpus);
}

TEST_CASE("fork: children made while other threads run jobs start threads of their own") {
  const bool starts_threads = saring::resolve_threads(0) > 1;
  std::atomic<bool> is_over{false};
  std::thread callers([&] {
    from_threads(3, [&](unsigned) {
      std::atomic<std::size_t> sum{0};
      while (!is_over) {
        parallel_for(64, 1, 0, [&](std::size_t begin, std::size_t, unsigned) { sum += begin; });
      }
    });
  });
  unsigned wrong = 0;
  for (unsigned i = 0; i < 40; ++i) {
    const int status = status_of_child([&] {
      if (ThreadPool::of_process().num_threads() != 0) return 1;
      for (unsigned call = 0; call < 20; ++call) {
        std::atomic<std::size_t> sum{0};
        parallel_for(64, 1, 0, [&](std::size_t begin, std::size_t, unsigned) { sum += begin; });
        if (sum != 2016) return 2;
      }
      return starts_threads == (ThreadPool::of_process().num_threads() != 0) ? 0 : 3;
    });
    if (status != 0) ++wrong;
  }
  is_over = true;
  callers.join();
  CHECK(wrong == 0);
}

TEST_CASE("fork: in a child that a token's poll makes, the job fails; in the parent it goes on") {
  ThreadPool pool;
  int status = -1;
  const auto job_with_fork = [&] {
    pid_t child = -1;
    saring::CancelToken token([&] {
      if (child == -1) child = fork();
      if (child == 0) alarm(30);
      return false;
    });
    const saring::CancelScope scope(&token);
    std::atomic<std::size_t> sum{0};
    std::string error;
    try {
      // Longer than the interval of the polls, in the pool's thread too.
      run_in_two(pool, [&](unsigned worker) {
        std::this_thread::sleep_for(saring::CancelToken::kPollInterval * (1 + 3 * worker));
        ++sum;
      });
    } catch (const std::runtime_error& caught) {
      error = caught.what();
    }
    if (child == 0) _exit(error.find("forked") != std::string::npos ? 0 : 1);
    REQUIRE(child > 0);
    REQUIRE(waitpid(child, &status, 0) == child);
    return sum.load();
  };
  CHECK(job_with_fork() == 2);
  CHECK(status == 0);
}

TEST_CASE("fork: a job that another thread failed before says in the child that it was forked") {
  ThreadPool pool;
  pid_t child = -1;
  saring::CancelToken token([&] {
    if (child == -1) child = fork();
    return false;
  });
  const saring::CancelScope scope(&token);
  std::string error;
  try {
    run_in_two(pool, [&](unsigned worker) {
      if (worker != 0) throw std::runtime_error("thrown before");
      std::this_thread::sleep_for(saring::CancelToken::kPollInterval * 2);
      saring::check_cancelled();
    });
  } catch (const std::runtime_error& caught) {
    error = caught.what();
  }
  if (child == 0) _exit(error.find("forked") != std::string::npos ? 0 : 1);
  REQUIRE(child > 0);
  int status = -1;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(error == "thrown before");
}

// Hidden: the next test runs it in a separate process.
TEST_CASE("exit in the middle of jobs", "[.]") {
  std::atomic<unsigned> met{0};
  std::thread([&met] {
    for (;;) parallel_for(100, 1, 0, [&](std::size_t, std::size_t, unsigned) { ++met; });
  }).detach();
  (void)meet(met, 1000);
  std::exit(0);
}

TEST_CASE("exit: the process ends in order while threads of the pool are at work") {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  CHECK(std::system(("'" + program + "' 'exit in the middle of jobs'").c_str()) == 0);
}
