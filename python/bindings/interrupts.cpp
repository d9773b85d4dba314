#include "interrupts.hpp"

#include <optional>
#include <utility>

#include "saring/base/cancel.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

// Asks Python whether a signal's handler raised an exception, and keeps that.
class SignalPoll {
 public:
  // Called without the GIL.
  bool operator()() {
    if (is_main_ == false) return false;
    const py::gil_scoped_acquire acquire;
    try {
      if (!is_main_) is_main_ = is_main_thread();
      if (*is_main_ && PyErr_CheckSignals() != 0) throw py::error_already_set();
    } catch (const py::error_already_set& error) {
      raised_ = error;
    }
    return raised_.has_value();
  }

  [[nodiscard]] std::optional<py::error_already_set>& raised() noexcept { return raised_; }

 private:
  // Runs Python, so that a handler may be called, and raise, in here already.
  static bool is_main_thread() {
    const py::object main = py::module_::import("threading").attr("main_thread")();
    return py::cast<unsigned long>(main.attr("ident")) == PyThread_get_thread_ident();
  }

  std::optional<bool> is_main_;  // found out at the first call: most work ends before
  std::optional<py::error_already_set> raised_;
};

}  // namespace

void run_interruptible(const std::function<void()>& work) {
  SignalPoll poll;
  {
    CancelToken token([&poll] { return poll(); });
    const py::gil_scoped_release release;
    const CancelScope scope(&token);
    try {
      work();
    } catch (const Cancelled&) {
    }
  }
  if (poll.raised()) throw std::move(*poll.raised());
}

}  // namespace saring::python
