#pragma once

#ifdef __linux__
#include <sched.h>
#endif
#ifndef _WIN32
#include <csignal>
#endif

// What every operating system does with threads in a way of its own: system_threads.cpp. macOS does
// not let a program choose the CPUs of a thread, and on Windows that is not done either.
namespace saring {

// The CPUs that a thread may use.
class ThreadCpus {
 public:
  // Unknown.
  ThreadCpus() = default;
  // Those of this thread; unknown where the system does not tell, or where there are more than it
  // tells of.
  [[nodiscard]] static ThreadCpus of_this_thread() noexcept;
  // How many; at least 1. All of the machine where they are unknown.
  [[nodiscard]] unsigned count() const noexcept;
  // Makes them those of this thread, whose own are `now`, unless they are unknown.
  void use_in_this_thread(ThreadCpus& now) const noexcept;

 private:
#ifdef __linux__
  cpu_set_t cpus_{};
#endif
};

// Blocks signals in this thread, and in those that it starts, while it lives: all but those that
// faults of the thread raise. Windows has none.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept;
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
#ifndef _WIN32
  sigset_t previous_{};
#endif
};

// What debuggers show; at most 15 bytes.
void name_this_thread(const char* name) noexcept;

// Calls it in each child of fork(), from then on. Windows has none. Returns 0, for static
// variables.
int call_in_forked_children(void (*function)()) noexcept;

}  // namespace saring
