#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/boilerplate/lines/line_training.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

// The bytes of a NumPy array, or of a similar object, as numbers.
template <typename T>
std::vector<T> numbers(py::handle source, const char* name) {
  const BytesArg arg(source, name);
  if (arg.view().size() % sizeof(T) != 0)
    throw py::value_error(std::string(name) + ": not a multiple of " + std::to_string(sizeof(T)) +
                          " bytes");
  std::vector<T> out(arg.view().size() / sizeof(T));
  if (!out.empty()) std::memcpy(out.data(), arg.view().data(), arg.view().size());
  return out;
}

py::tuple units(const py::object& texts, NumThreads num_threads) {
  const TextColumn column(texts);
  auto found =
      interruptible([&] { return boilerplate::training_units(column.texts(), num_threads); });
  return py::make_tuple(make_column(std::move(found.counts)), make_column(std::move(found.lines)),
                        make_column(std::move(found.chars)));
}

py::tuple words(const py::object& texts, NumThreads num_threads) {
  const TextColumn column(texts);
  auto found =
      interruptible([&] { return boilerplate::training_words(column.texts(), num_threads); });
  return py::make_tuple(make_column(std::move(found.counts)), make_column(std::move(found.slots)));
}

py::object rows(const py::object& texts, const py::object& counts, const py::object& words,
                const py::object& scores, NumThreads num_threads) {
  const TextColumn column(texts);
  const auto of_texts = numbers<std::uint32_t>(counts, "counts");
  const BytesArg weights(words, "words");
  const bool has_scores = !scores.is_none();
  const auto of_units = has_scores ? numbers<float>(scores, "scores") : std::vector<float>();
  return make_column(interruptible([&] {
    return has_scores
               ? boilerplate::training_rows(column.texts(), of_texts, weights.view(), of_units,
                                            num_threads)
               : boilerplate::training_rows(column.texts(), of_texts, weights.view(), num_threads);
  }));
}

py::bytes pack(const py::object& body) {
  const BytesArg arg(body, "body");
  return {without_gil([&] { return boilerplate::pack_line_model(arg.view()); })};
}

}  // namespace

void bind_line_training(py::module_& m) {
  const auto sizes = boilerplate::line_training_sizes();
  m.attr("LINE_FEATURES") = sizes.line_features;
  m.attr("DOCUMENT_FEATURES") = sizes.document_features;
  m.attr("WORD_SLOTS") = sizes.word_slots;
  m.attr("TREE_DEPTH") = sizes.tree_depth;
  m.def("line_training_units", &units, py::arg("texts"), py::arg("num_threads") = 0,
        "Of each text the number of its units; of each unit its line and its code points. See "
        "line_training.hpp.");
  m.def("line_training_words", &words, py::arg("texts"), py::arg("num_threads") = 0,
        "Of each unit the number of its word slots; the slots.");
  m.def("line_training_rows", &rows, py::arg("texts"), py::arg("counts"), py::arg("words"),
        py::arg("scores").none(true), py::arg("num_threads") = 0,
        "Features of units, row by row: of the line stage, or with its scores (float32, as bytes) "
        "of the document stage. ``counts`` (uint32, as bytes) and ``words`` (of a model's file).");
  m.def("pack_line_model", &pack, py::arg("body"),
        "The file of a line model; ModelError where it could not be used.");
}

}  // namespace saring::python
