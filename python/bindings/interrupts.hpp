#pragma once

#include <pybind11/pybind11.h>

#include <functional>

namespace saring::python {

// Runs `work` without the GIL, on this thread. Called by the main thread, it lets Python handle
// signals every CancelToken::kPollInterval: where a handler raises, as that of Ctrl-C does, `work`
// is cancelled and the handler's exception is thrown once it has ended. Other threads never receive
// signals from Python.
void run_interruptible(const std::function<void()>& work);

// Called in each turn of a loop that makes Python objects, with the GIL held: throws what the
// handler of a signal raises.
class SignalCheck {
 public:
  void operator()() {
    if (++calls_ % kEvery == 0 && PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
  }

 private:
  static constexpr unsigned kEvery = 4096;
  unsigned calls_ = 0;
};

}  // namespace saring::python
