#pragma once

#ifdef __linux__
#include <sched.h>
#endif
#ifndef _WIN32
#include <csignal>
#endif

// Thread functions that differ between operating systems: system_threads.cpp. On macOS a program
// cannot choose the CPUs of a thread. On Windows this is not implemented.
namespace saring {

// The CPUs that a thread may use.
class ThreadCpus {
 public:
  // Unknown CPUs.
  ThreadCpus() = default;
  // The CPUs of this thread. Unknown if the system does not report them, or if there are more than
  // it can report.
  [[nodiscard]] static ThreadCpus of_this_thread() noexcept;
  // How many CPUs; at least 1. If they are unknown: all CPUs of the machine.
  [[nodiscard]] unsigned count() const noexcept;
  // Lets this thread use these CPUs, unless they are unknown. `now`: the CPUs that this thread uses
  // at present.
  void use_in_this_thread(ThreadCpus& now) const noexcept;

 private:
#ifdef __linux__
  cpu_set_t cpus_{};
#endif
};

// While it lives, blocks signals in this thread and in threads that it starts, except signals
// raised by faults of the thread. Windows has no such signals.
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

// Sets the name that debuggers show; at most 15 bytes.
void name_this_thread(const char* name) noexcept;

// From now on, calls `function` in each child of fork(). Windows has no fork(). Returns 0, so that
// it can initialize static variables.
int call_in_forked_children(void (*function)()) noexcept;

}  // namespace saring
