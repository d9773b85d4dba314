#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <exception>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/training/trainer.hpp"
#include "saring/text/lines.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using lang::Trainer;

struct Stopped : std::exception {};

// A trainer that only one call at a time may use. An interrupted training uses it until it ends.
class SharedTrainer {
 public:
  explicit SharedTrainer(const lang::TrainOptions& options) : trainer_(options) {}

  [[nodiscard]] static std::unique_lock<std::mutex> lock(SharedTrainer& self) {
    std::unique_lock lock(self.mutex_, std::try_to_lock);
    if (!lock) throw std::runtime_error("the trainer is in use by another call");
    return lock;
  }
  [[nodiscard]] Trainer& get() noexcept { return trainer_; }

 private:
  Trainer trainer_;
  std::mutex mutex_;
};

using TrainerPointer = std::shared_ptr<SharedTrainer>;

// Adds each line of a text. Returns the number of training lines of the label so far.
[[nodiscard]] std::uint64_t add(SharedTrainer& shared, const std::string& label, py::handle text) {
  const TextArg arg(text);
  const auto lock = SharedTrainer::lock(shared);
  Trainer& trainer = shared.get();
  return without_gil([&] {
    text::LineScanner lines(arg.view());
    text::Line line;
    while (lines.next(line)) {
      trainer.add(label, arg.view().substr(line.start, line.end - line.start));
    }
    return trainer.lines(label);
  });
}

void add_word(SharedTrainer& shared, const std::string& label, const std::string& word,
              double frequency) {
  const auto lock = SharedTrainer::lock(shared);
  shared.get().add_word(label, word, frequency);
}

struct Progress {
  std::atomic<bool> stop{false};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> total{0};
};

using Model = std::future<std::string>;

// Nobody owns the thread. A cancelled training reaches its next line in the background, and a
// training that runs at the end of the process ends with it.
[[nodiscard]] Model start_training(TrainerPointer trainer, std::shared_ptr<Progress> progress) {
  std::packaged_task<std::string()> task([trainer = std::move(trainer), progress]() mutable {
    // Released at the end of the training, not with the future.
    const TrainerPointer mine = std::move(trainer);
    const auto lock = SharedTrainer::lock(*mine);
    return mine->get().train({}, [&](std::size_t lines, std::size_t of) {
      if (progress->stop) throw Stopped();
      progress->done = lines;
      progress->total = of;
    });
  });
  Model model = task.get_future();
  std::thread(std::move(task)).detach();
  return model;
}

// Trains in another thread, so that this one can report progress and handle Ctrl-C. The training
// itself may take seconds between two reports.
[[nodiscard]] py::bytes train(const TrainerPointer& trainer, const py::object& callback) {
  constexpr auto kPatience = std::chrono::milliseconds(50);
  const auto progress = std::make_shared<Progress>();
  Model model = start_training(trainer, progress);
  const auto is_ready = [&] {
    return without_gil([&] { return model.wait_for(kPatience) == std::future_status::ready; });
  };
  try {
    while (!is_ready()) {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!callback.is_none() && progress->total > 0)
        call_python(callback, py::make_tuple(progress->done.load(), progress->total.load()));
    }
  } catch (...) {
    progress->stop = true;
    throw;
  }
  return py::bytes(model.get());
}

[[nodiscard]] std::size_t held_out_count(SharedTrainer& shared) {
  const auto lock = SharedTrainer::lock(shared);
  return shared.get().held_out_count();
}

[[nodiscard]] py::object held_out(SharedTrainer& shared, std::size_t words, std::size_t start,
                                  std::size_t end) {
  const auto lock = SharedTrainer::lock(shared);
  std::vector<std::string> labels;
  std::vector<std::string> texts;
  for (lang::HeldOutText& item : shared.get().held_out(words, start, end)) {
    labels.push_back(std::move(item.label));
    texts.push_back(std::move(item.text));
  }
  std::vector<std::pair<std::string, py::object>> columns;
  columns.emplace_back("label", make_string_column(labels));
  columns.emplace_back("text", make_string_column(texts));
  return make_table(std::move(columns));
}

[[nodiscard]] py::dict report(SharedTrainer& shared) {
  const auto lock = SharedTrainer::lock(shared);
  const lang::TrainReport& r = shared.get().report();
  py::dict close;
  for (const auto& [name, accuracy] : r.close) close[py::str(name)] = accuracy;
  py::list first_stage;
  for (const lang::TrainScore& score : r.scores) {
    py::dict row;
    row["words"] = score.words == 0 ? py::object(py::none()) : py::int_(score.words);
    row["lines"] = score.lines;
    row["accuracy"] = score.accuracy;
    row["macro_f1"] = score.macro_f1;
    first_stage.append(row);
  }
  py::dict out;
  out["words"] = r.words;
  out["ngrams"] = r.ngrams;
  out["entries"] = r.entries;
  out["close"] = close;
  out["first_stage"] = first_stage;
  return out;
}

[[nodiscard]] TrainerPointer make_trainer(double size, unsigned epochs, unsigned refine_epochs,
                                          std::size_t max_lines, double learning_rate,
                                          std::uint64_t seed, unsigned num_threads) {
  lang::TrainOptions options = lang::with_size({}, size);
  options.epochs = epochs;
  options.refine_epochs = refine_epochs;
  options.max_lines = max_lines;
  options.learning_rate = learning_rate;
  options.seed = seed;
  options.num_threads = num_threads;
  return std::make_shared<SharedTrainer>(options);
}

}  // namespace

void bind_lang_train(py::module_& m) {
  m.def(
      "resolve_language",
      [](const StrArg<"code">& code) { return lang::LanguageTable::builtin().resolve(code.value); },
      py::arg("code"), "Labels of the built-in table that a language code means.");
  m.def(
      "is_held_out", [](py::handle line) { return lang::is_held_out(TextArg(line).view()); },
      py::arg("line"), "Whether the trainer holds a line out from training.");
  const lang::TrainOptions defaults;
  py::class_<SharedTrainer, TrainerPointer>(
      m, "LanguageTrainer",
      "Trains a language model on labelled lines. See saring.train_language_model. A call while "
      "another thread's goes on, or after a training was interrupted, is a RuntimeError.")
      .def(py::init(&make_trainer), py::kw_only(), py::arg("size") = lang::kDefaultMegabytes,
           py::arg("epochs") = defaults.epochs, py::arg("refine_epochs") = defaults.refine_epochs,
           py::arg("max_lines") = defaults.max_lines,
           py::arg("learning_rate") = defaults.learning_rate, py::arg("seed") = defaults.seed,
           py::arg("num_threads") = defaults.num_threads)
      .def_static("check_label", &Trainer::check_label, py::arg("label"),
                  "Raises ValueError unless the label is like ``ind_Latn``.")
      .def("add", &add, py::arg("label"), py::arg("text"),
           "Adds the lines of a text; returns the number of training lines of the label so far.")
      .def("add_word", &add_word, py::arg("label"), py::arg("word"), py::arg("frequency"),
           "Adds a word of a word list with its frequency, on any scale.")
      .def("train", &train, py::arg("progress") = py::none(),
           "The model as bytes; to be called once. ``progress(done, total)`` counts lines; what it "
           "raises, and Ctrl-C, ends the training.")
      .def("held_out_count", &held_out_count, "Number of held-out lines.")
      .def("held_out", &held_out, py::arg("words"), py::arg("start"), py::arg("end"),
           "Columns label and text of a range of the held-out lines; with ``words`` over 0, only "
           "their middle words.")
      .def("report", &report,
           "Size of the model, and scores of each stage alone on held-out lines: words, ngrams, "
           "entries, first_stage by length, close by group (accuracy on whole lines).");
}

}  // namespace saring::python
