#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <thread>

namespace saring {

// Thrown by check_cancelled() where the caller no longer needs the result.
class Cancelled : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

// Whether the work of one call is to stop. cancel() may be called by any thread, and `poll`, where
// there is one, is called by the thread that made the token: often enough for a Ctrl-C to be
// noticed at once, rarely enough to cost nothing.
class CancelToken {
 public:
  static constexpr std::chrono::milliseconds kPollInterval{50};

  // `poll` returns true where the work is to stop; it must not throw.
  explicit CancelToken(std::function<bool()> poll = {});
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  // Calls `poll` first, where it is due and this is its thread.
  [[nodiscard]] bool is_cancelled() noexcept;

 private:
  std::atomic<bool> cancelled_{false};
  std::function<bool()> poll_;
  std::thread::id owner_;
  std::chrono::steady_clock::time_point next_poll_;  // used by the owner alone
};

// Makes a token that of this thread while it lives; null: none. parallel_for hands it on to its
// threads.
class CancelScope {
 public:
  explicit CancelScope(CancelToken* token) noexcept;
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  CancelToken* previous_;
};

// The token of this thread; null if there is none.
[[nodiscard]] CancelToken* current_cancel_token() noexcept;

// Throws Cancelled where the token of this thread says so. Costs a reading of the clock: loops over
// texts call it for each, loops over lines or words once in thousands.
void check_cancelled();

// The same inside tight loops: looks once in `kEvery` calls.
class CancelCheck {
 public:
  void operator()() {
    if (++calls_ % kEvery == 0) check_cancelled();
  }

 private:
  static constexpr unsigned kEvery = 1024;
  unsigned calls_ = 0;
};

}  // namespace saring
