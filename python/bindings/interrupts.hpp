#pragma once

#include <pybind11/pybind11.h>

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

// The GIL is released and taken back here and nowhere else. Python ends a daemon thread that asks
// for the GIL while the interpreter shuts down, by unwinding its stack: through frames that own
// Python objects, and through destructors, where that aborts the process. A thread that asks here
// waits for the end of the process instead, as with Python 3.14.
namespace saring::python {

// Runs `work`, which uses nothing of Python, without the GIL, on this thread. Signals wait: for
// what takes milliseconds.
void run_without_gil(const std::function<void()>& work);

// The same for long work. Called by the main thread, it lets Python handle signals every
// CancelToken::kPollInterval: where a handler raises, as that of Ctrl-C does, `work` is cancelled
// and the handler's exception is thrown once it has ended. Other threads never receive signals from
// Python.
void run_interruptible(const std::function<void()>& work);

// Both with the result of `work`.
template <typename Work>
auto with_result(void (&run)(const std::function<void()>&), Work work) {
  if constexpr (std::is_void_v<decltype(work())>) {
    run(work);
  } else {
    std::optional<decltype(work())> result;
    run([&] { result.emplace(work()); });
    return std::move(*result);
  }
}
template <typename Work>
auto without_gil(Work work) {
  return with_result(run_without_gil, std::move(work));
}
template <typename Work>
auto interruptible(Work work) {
  return with_result(run_interruptible, std::move(work));
}

// Calls a function that may be written in Python, which lets other threads run and so can meet the
// shutdown, too.
pybind11::object call_python(pybind11::handle function, const pybind11::tuple& arguments);

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

// Notes which thread is the main one. To be called while the module is imported.
void bind_interrupts();

}  // namespace saring::python
