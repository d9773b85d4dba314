#pragma once

#include <pybind11/pybind11.h>

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

// Only this file releases and takes the GIL. If a daemon thread asks for the GIL while the
// interpreter shuts down, Python ends the thread by unwinding its stack. That runs through frames
// that own Python objects, and through destructors, where it aborts the process. A thread that asks
// for the GIL here waits for the end of the process instead, as in Python 3.14.
namespace saring::python {

// Runs `work` on this thread without the GIL. It must not use Python. Signals wait, so use it for
// work that takes milliseconds.
void run_without_gil(const std::function<void()>& work);

// The same for long work. On the main thread, Python can handle signals every
// CancelToken::kPollInterval. If a handler raises an exception, as for Ctrl-C, `work` is cancelled,
// and the exception is thrown when it has ended. Other threads never receive signals from Python.
void run_interruptible(const std::function<void()>& work);

// Both return the result of `work`.
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

// Calls a function that may be written in Python. It can let other threads run, and so can also
// meet the shutdown.
pybind11::object call_python(pybind11::handle function, const pybind11::tuple& arguments);

// Call it in each turn of a loop that makes Python objects, with the GIL held. It throws the
// exception that the handler of a signal raises.
class SignalCheck {
 public:
  void operator()() {
    if (++calls_ % kEvery == 0 && PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
  }

 private:
  static constexpr unsigned kEvery = 4096;
  unsigned calls_ = 0;
};

// Records which thread is the main thread. Call it while the module is imported.
void bind_interrupts();

}  // namespace saring::python
