#include "interrupts.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "saring/base/cancel.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

// Python's identifier of the thread that runs signal handlers.
std::atomic<unsigned long> main_thread{0};

[[noreturn]] void wait_for_the_end() {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// Makes a call that may end the thread. That is not an exception but an unwinding of the stack. It
// is caught at the call, and goes no further as long as this function does not return.
template <typename Call>
auto held(Call call) {
  try {
    return call();
  } catch (...) {
    wait_for_the_end();
  }
}

void take_gil(PyThreadState* state) {
  held([state] { PyEval_RestoreThread(state); });
}

// Asks Python whether a signal handler raised an exception, and stores it.
class SignalPoll {
 public:
  // `state`: the state of this thread, which has released the GIL.
  explicit SignalPoll(PyThreadState* state)
      : state_(state), is_main_(PyThread_get_thread_ident() == main_thread) {}

  bool operator()() {
    // Only the main thread receives signals, so no other thread asks for the GIL.
    if (!is_main_) return false;
    take_gil(state_);
    if (PyErr_CheckSignals() != 0) raised_.emplace();
    PyEval_SaveThread();
    return raised_.has_value();
  }

  [[nodiscard]] std::optional<py::error_already_set>& raised() noexcept { return raised_; }

 private:
  PyThreadState* state_;
  bool is_main_;
  std::optional<py::error_already_set> raised_;
};

}  // namespace

void run_without_gil(const std::function<void()>& work) {
  PyThreadState* const state = PyEval_SaveThread();
  try {
    work();
  } catch (...) {
    take_gil(state);
    throw;
  }
  take_gil(state);
}

void run_interruptible(const std::function<void()>& work) {
  PyThreadState* const state = PyEval_SaveThread();
  SignalPoll poll(state);
  try {
    CancelToken token([&poll] { return poll(); });
    const CancelScope scope(&token);
    work();
  } catch (const Cancelled&) {
  } catch (...) {
    take_gil(state);
    throw;
  }
  take_gil(state);
  if (poll.raised()) throw std::move(*poll.raised());
}

py::object call_python(py::handle function, const py::tuple& arguments) {
  PyObject* const result =
      held([&] { return PyObject_CallObject(function.ptr(), arguments.ptr()); });
  if (result == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(result);
}

void bind_interrupts() {
  const py::object main = py::module_::import("threading").attr("main_thread")();
  main_thread = py::cast<unsigned long>(main.attr("ident"));
  const py::module_ os = py::module_::import("os");
  if (!py::hasattr(os, "register_at_fork")) return;
  // A thread that forks is the main thread of the new process.
  os.attr("register_at_fork")(py::arg("after_in_child") = py::cpp_function(
                                  [] { main_thread = PyThread_get_thread_ident(); }));
}

}  // namespace saring::python
