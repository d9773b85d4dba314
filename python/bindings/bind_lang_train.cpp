#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "column.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/training/trainer.hpp"
#include "saring/text/lines.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using lang::Trainer;

struct Stopped : std::exception {};

// Adds each line of a text; returns the number of training lines of the label so far.
[[nodiscard]] std::uint64_t add(Trainer& trainer, const std::string& label, py::handle text) {
  const TextArg arg(text);
  py::gil_scoped_release release;
  text::LineScanner lines(arg.view());
  text::Line line;
  while (lines.next(line)) {
    trainer.add(label, arg.view().substr(line.begin, line.end - line.begin));
  }
  return trainer.lines(label);
}

// Trains in another thread, so that this one can report progress and handle Ctrl-C.
[[nodiscard]] py::bytes train(Trainer& trainer, const py::object& progress) {
  constexpr auto kPatience = std::chrono::milliseconds(100);
  std::atomic<bool> stop{false};
  std::atomic<std::size_t> done{0};
  std::atomic<std::size_t> total{0};
  auto model = std::async(std::launch::async, [&] {
    return trainer.train({}, [&](std::size_t lines, std::size_t of) {
      if (stop) throw Stopped();
      done = lines;
      total = of;
    });
  });
  const auto is_ready = [&] {
    py::gil_scoped_release release;
    return model.wait_for(kPatience) == std::future_status::ready;
  };
  try {
    while (!is_ready()) {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (!progress.is_none() && total > 0) progress(done.load(), total.load());
    }
  } catch (...) {
    stop = true;
    py::gil_scoped_release release;
    model.wait();
    throw;
  }
  return py::bytes(model.get());
}

[[nodiscard]] py::object held_out(const Trainer& trainer, std::size_t words) {
  std::vector<std::string> labels;
  std::vector<std::string> texts;
  for (lang::HeldOutText& item : trainer.held_out(words)) {
    labels.push_back(std::move(item.label));
    texts.push_back(std::move(item.text));
  }
  std::vector<std::pair<std::string, py::object>> columns;
  columns.emplace_back("label", make_string_column(labels));
  columns.emplace_back("text", make_string_column(texts));
  return make_table(std::move(columns));
}

[[nodiscard]] py::dict report(const Trainer& trainer) {
  const lang::TrainReport& r = trainer.report();
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

[[nodiscard]] Trainer make_trainer(double megabytes, unsigned epochs, unsigned refine_epochs,
                                   std::size_t max_lines, double learning_rate, std::uint64_t seed,
                                   unsigned num_threads) {
  lang::TrainOptions options = lang::with_size({}, megabytes);
  options.epochs = epochs;
  options.refine_epochs = refine_epochs;
  options.max_lines = max_lines;
  options.learning_rate = learning_rate;
  options.seed = seed;
  options.num_threads = num_threads;
  return Trainer(options);
}

}  // namespace

void bind_lang_train(py::module_& m) {
  m.def(
      "resolve_language",
      [](const std::string& code) { return lang::LanguageTable::builtin().resolve(code); },
      py::arg("code"), "Labels of the built-in table that a language code means.");
  m.def(
      "is_held_out", [](py::handle line) { return lang::is_held_out(TextArg(line).view()); },
      py::arg("line"), "Whether the trainer holds a line out from training.");
  const lang::TrainOptions defaults;
  py::class_<Trainer>(m, "LanguageTrainer",
                      "Trains a language model on labelled lines. See "
                      "saring.train_language_model. For one thread at a time.")
      .def(py::init(&make_trainer), py::kw_only(), py::arg("megabytes") = lang::kDefaultMegabytes,
           py::arg("epochs") = defaults.epochs, py::arg("refine_epochs") = defaults.refine_epochs,
           py::arg("max_lines") = defaults.max_lines,
           py::arg("learning_rate") = defaults.learning_rate, py::arg("seed") = defaults.seed,
           py::arg("num_threads") = defaults.num_threads)
      .def_static("check_label", &Trainer::check_label, py::arg("label"),
                  "Raises ValueError unless the label is like ``ind_Latn``.")
      .def("add", &add, py::arg("label"), py::arg("text"),
           "Adds the lines of a text; returns the number of training lines of the label so far.")
      .def("add_word", &Trainer::add_word, py::arg("label"), py::arg("word"), py::arg("frequency"),
           "Adds a word of a word list with its frequency, on any scale.")
      .def("train", &train, py::arg("progress") = py::none(),
           "The model as bytes; to be called once. ``progress(done, total)`` counts lines.")
      .def("held_out", &held_out, py::arg("words") = 0,
           "Columns label and text of the held-out lines; with ``words``, only their middle words.")
      .def("report", &report,
           "Size of the model, and scores of each stage alone on held-out lines: words, ngrams, "
           "entries, first_stage by length, close by group (accuracy on whole lines).");
}

}  // namespace saring::python
