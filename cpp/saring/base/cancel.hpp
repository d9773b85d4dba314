#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <thread>

namespace saring {

// Thrown by check_cancelled() if the caller no longer needs the result.
class Cancelled : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "cancelled"; }
};

// Says whether the work of one call must stop. Any thread may call cancel(). Only the thread that
// made the token calls `poll`, if there is one: often enough to notice a Ctrl-C at once, rarely
// enough to cost nothing.
class CancelToken {
 public:
  static constexpr std::chrono::milliseconds kPollInterval{50};

  // `poll` returns true if the work must stop. It must not throw.
  explicit CancelToken(std::function<bool()> poll = {});
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;

  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  // Calls `poll` first, if it is due and this thread made the token.
  [[nodiscard]] bool is_cancelled() noexcept;

 private:
  std::atomic<bool> cancelled_{false};
  std::function<bool()> poll_;
  std::thread::id owner_;
  std::chrono::steady_clock::time_point next_poll_;  // used by the owner alone
};

// Makes a token the current token of this thread while the scope lives; null: no token.
// parallel_for passes the token on to its threads.
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

// Throws Cancelled if the token of this thread is cancelled. Reads the clock, so call it once per
// text, or once per thousands of lines or words.
void check_cancelled();

// The same for tight loops: checks once in `kEvery` calls.
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
