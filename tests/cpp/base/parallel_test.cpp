#include "saring/base/parallel.hpp"

#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <climits>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

#include "saring/base/cancel.hpp"
#include "saring/base/cpu_quota_internal.hpp"
#include "saring/base/hash.hpp"

using saring::parallel_for;

TEST_CASE("parallel_for: every index is visited once, whatever the threads and the grain") {
  for (const unsigned threads : {1U, 2U, 3U, 8U}) {
    for (const std::size_t grain : {1U, 7U, 64U, 5000U}) {
      std::vector<std::atomic<int>> visits(1000);
      parallel_for(visits.size(), grain, threads,
                   [&](std::size_t begin, std::size_t end, unsigned) {
                     for (std::size_t i = begin; i < end; ++i) ++visits[i];
                   });
      for (const auto& n : visits) REQUIRE(n == 1);
    }
  }
}

TEST_CASE("parallel_for: ranges are the same for any number of threads") {
  const auto ranges = [](unsigned threads) {
    std::vector<std::size_t> ends(103);
    parallel_for(ends.size(), 10, threads, [&](std::size_t begin, std::size_t end, unsigned) {
      for (std::size_t i = begin; i < end; ++i) ends[i] = saring::mix64(begin * 1000 + end);
    });
    return ends;
  };
  CHECK(ranges(1)[57] == saring::mix64(50 * 1000 + 60));
  CHECK(ranges(1) == ranges(4));
}

TEST_CASE("parallel_for: worker numbers index scratch space of resolve_threads() entries") {
  const unsigned threads = saring::resolve_threads(3);
  std::vector<std::size_t> sums(threads);
  parallel_for(10000, 16, threads, [&](std::size_t begin, std::size_t end, unsigned worker) {
    for (std::size_t i = begin; i < end; ++i) sums.at(worker) += i;
  });
  CHECK(std::accumulate(sums.begin(), sums.end(), std::size_t{0}) == 10000U * 9999 / 2);
}

TEST_CASE("parallel_for: an exception of any worker reaches the caller, once all have stopped") {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<int> running{0};
    const auto body = [&](std::size_t begin, std::size_t, unsigned) {
      ++running;
      if (begin == 50) {
        --running;
        throw std::runtime_error("at 50");
      }
      --running;
    };
    CHECK_THROWS_WITH(parallel_for(100000, 1, threads, body), "at 50");
    CHECK(running == 0);
  }
}

TEST_CASE("parallel_for: nothing to do calls nothing, and a grain of 0 counts as 1") {
  parallel_for(0, 8, 4, [](std::size_t, std::size_t, unsigned) { FAIL("called"); });
  std::atomic<std::size_t> calls{0};
  parallel_for(5, 0, 1, [&](std::size_t begin, std::size_t end, unsigned) {
    CHECK(end == begin + 1);
    ++calls;
  });
  CHECK(calls == 5);
}

TEST_CASE("resolve_threads: 0 means all CPUs, and more than these are not used") {
  const unsigned cpus = saring::resolve_threads(0);
  CHECK(cpus >= 1);
  CHECK(saring::resolve_threads(1) == 1);
  CHECK(saring::resolve_threads(cpus) == cpus);
  CHECK(saring::resolve_threads(cpus + 1) == cpus);
  CHECK(saring::resolve_threads(UINT_MAX) == cpus);
}

TEST_CASE("parallel_for: calls of different sizes and failing ones leave it in order") {
  for (std::size_t call = 0; call < 3000; ++call) {
    const auto threads = static_cast<unsigned>(1 + call % 5);
    std::atomic<std::size_t> sum{0};
    const auto body = [&](std::size_t begin, std::size_t end, unsigned worker) {
      if (worker >= threads) throw std::logic_error("no such worker");
      if (call % 7 == 0 && begin >= 30) throw std::runtime_error("at 30");
      for (std::size_t i = begin; i < end; ++i) sum += i;
    };
    if (call % 7 == 0) {
      REQUIRE_THROWS_WITH(parallel_for(100, 3, threads, body), "at 30");
    } else {
      parallel_for(100, 3, threads, body);
      REQUIRE(sum == 4950);
    }
  }
}

TEST_CASE("parallel_for: a body may call it") {
  std::atomic<int> calls{0};
  parallel_for(8, 1, 4, [&](std::size_t, std::size_t, unsigned) {
    parallel_for(8, 1, 4, [&](std::size_t, std::size_t, unsigned) { ++calls; });
  });
  CHECK(calls == 64);
}

TEST_CASE("parallel_for: a cancelled token ends it at the next range, in every thread") {
  for (const unsigned threads : {1U, 4U}) {
    saring::CancelToken token;
    const saring::CancelScope scope(&token);
    std::atomic<std::size_t> ranges{0};
    const auto body = [&](std::size_t begin, std::size_t, unsigned) {
      ++ranges;
      if (begin == 50) saring::current_cancel_token()->cancel();
    };
    CHECK_THROWS_AS(parallel_for(1'000'000, 1, threads, body), saring::Cancelled);
    CHECK(ranges < 1'000'000);
  }
}

TEST_CASE("parallel_for: the caller's poll is called while other threads still work") {
  std::atomic<bool> is_wanted{true};
  saring::CancelToken token([&] {
    is_wanted = false;
    return true;
  });
  const saring::CancelScope scope(&token);
  const auto caller = std::this_thread::get_id();
  std::atomic<bool> timed_out{false};
  const auto body = [&](std::size_t, std::size_t, unsigned) {
    if (std::this_thread::get_id() == caller) {  // leaves once the other has begun
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return;
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (is_wanted) {
      if (std::chrono::steady_clock::now() > end) {
        timed_out = true;
        return;
      }
      std::this_thread::yield();
    }
    saring::check_cancelled();
  };
  CHECK_THROWS_AS(parallel_for(1000, 1, 2, body), saring::Cancelled);
  CHECK_FALSE(timed_out);
}

TEST_CASE("cancel: without a token nothing is thrown, and a scope restores the one before") {
  saring::check_cancelled();
  saring::CancelToken outer;
  outer.cancel();
  {
    const saring::CancelScope scope(&outer);
    CHECK_THROWS_AS(saring::check_cancelled(), saring::Cancelled);
    const saring::CancelScope none(nullptr);
    saring::check_cancelled();
  }
  CHECK(saring::current_cancel_token() == nullptr);
}

TEST_CASE("cancel: poll is called once in an interval, and by the thread of the token alone") {
  int asked = 0;
  saring::CancelToken token([&] { return ++asked == 2; });
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < saring::CancelToken::kPollInterval * 1.5) {
    REQUIRE_FALSE(token.is_cancelled());
  }
  CHECK(asked == 1);
  std::this_thread::sleep_for(saring::CancelToken::kPollInterval);
  std::thread([&] { CHECK_FALSE(token.is_cancelled()); }).join();
  CHECK(asked == 1);
  CHECK(token.is_cancelled());
}

namespace {

// A file system with control groups, below a temporary folder.
class FakeRoot {
 public:
  FakeRoot() {
    char name[] = "/tmp/saring-cgroup-XXXXXX";
    root_ = mkdtemp(name);
  }
  ~FakeRoot() { std::filesystem::remove_all(root_); }

  FakeRoot& file(const std::string& path, const std::string& content) {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << content;
    return *this;
  }
  [[nodiscard]] unsigned quota() const { return saring::cpu_quota(root_); }

 private:
  std::filesystem::path root_;
};

}  // namespace

TEST_CASE("cpu_quota: no control groups, no limit and damaged files are no quota") {
  CHECK(FakeRoot().quota() == 0);
  CHECK(FakeRoot()
            .file("proc/self/cgroup", "0::/\n")
            .file("sys/fs/cgroup/cpu.max", "max 100000\n")
            .quota() == 0);
  CHECK(FakeRoot()
            .file("proc/self/cgroup", "4:cpu:/\n")
            .file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n")
            .file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n")
            .quota() == 0);
  CHECK(FakeRoot()
            .file("proc/self/cgroup", "nonsense\n0::/a\n")
            .file("sys/fs/cgroup/a/cpu.max", "many\n")
            .quota() == 0);
}

TEST_CASE("cpu_quota: version 2 takes the least of the group and those above it, rounded up") {
  FakeRoot root;
  root.file("proc/self/cgroup", "0::/batch/job\n");
  CHECK(root.file("sys/fs/cgroup/batch/job/cpu.max", "350000 100000\n").quota() == 4);
  CHECK(root.file("sys/fs/cgroup/batch/cpu.max", "200000 100000\n").quota() == 2);
  CHECK(root.file("sys/fs/cgroup/cpu.max", "10000 100000\n").quota() == 1);
}

TEST_CASE("cpu_quota: version 1 reads the quota of the controller cpu, by any name of its folder") {
  FakeRoot root;
  root.file("proc/self/cgroup", "5:memory:/job\n4:cpu,cpuacct:/job\n");
  root.file("sys/fs/cgroup/memory/job/cpu.cfs_quota_us", "100000\n");
  root.file("sys/fs/cgroup/memory/job/cpu.cfs_period_us", "100000\n");
  root.file("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "300000\n");
  root.file("sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  CHECK(root.quota() == 3);
  // The view inside a container: the path is the host's path, and only the mounted folder exists.
  FakeRoot container;
  container.file("proc/self/cgroup", "4:cpu,cpuacct:/docker/0123\n");
  container.file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
  container.file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "25000\n");
  CHECK(container.quota() == 2);
}
