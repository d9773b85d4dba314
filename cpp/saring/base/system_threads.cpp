// Tests: tests/cpp/base/thread_pool_test.cpp.
#ifndef _WIN32
#include <pthread.h>
#endif

#include <algorithm>
#include <thread>

#include "saring/base/system_threads_internal.hpp"

namespace saring {

#ifdef __linux__
ThreadCpus ThreadCpus::of_this_thread() noexcept {
  ThreadCpus found;
  if (sched_getaffinity(0, sizeof(found.cpus_), &found.cpus_) != 0) CPU_ZERO(&found.cpus_);
  return found;
}

unsigned ThreadCpus::count() const noexcept {
  const int known = CPU_COUNT(&cpus_);
  return known > 0 ? static_cast<unsigned>(known)
                   : std::max(1U, std::thread::hardware_concurrency());
}

void ThreadCpus::use_in_this_thread(ThreadCpus& now) const noexcept {
  if (CPU_COUNT(&cpus_) == 0 || CPU_EQUAL(&cpus_, &now.cpus_)) return;
  now = *this;
  (void)sched_setaffinity(0, sizeof(cpus_), &cpus_);
}
#else
ThreadCpus ThreadCpus::of_this_thread() noexcept { return {}; }

unsigned ThreadCpus::count() const noexcept {
  return std::max(1U, std::thread::hardware_concurrency());
}

void ThreadCpus::use_in_this_thread(ThreadCpus&) const noexcept {}
#endif

#ifdef _WIN32
SignalsBlocked::SignalsBlocked() noexcept = default;
SignalsBlocked::~SignalsBlocked() = default;
void name_this_thread(const char*) noexcept {}
int call_in_forked_children(void (*)()) noexcept { return 0; }
#else
SignalsBlocked::SignalsBlocked() noexcept {
  sigset_t signals;
  sigfillset(&signals);
  for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT}) {
    sigdelset(&signals, fault);
  }
  pthread_sigmask(SIG_SETMASK, &signals, &previous_);
}

SignalsBlocked::~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &previous_, nullptr); }

void name_this_thread(const char* name) noexcept {
#ifdef __APPLE__
  pthread_setname_np(name);
#else
  pthread_setname_np(pthread_self(), name);
#endif
}

int call_in_forked_children(void (*function)()) noexcept {
  return pthread_atfork(nullptr, nullptr, function);
}
#endif

}  // namespace saring
