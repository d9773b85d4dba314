#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "run_batches.hpp"
#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/language_words.hpp"
#include "saring/pipeline/condition.hpp"
#include "saring/text/signals.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using text::LanguageWords;
using text::SignalMeter;
using text::Signals;

// The number of texts that a thread takes at once.
constexpr std::size_t kGrain = 16;

// The words of a language by any code or name, looked up once per code. Null for no code, "und" and
// "zxx".
class WordsOfCodes {
 public:
  // Throws std::invalid_argument for an unknown code.
  const LanguageWords* find(std::string_view code) {
    if (code.empty() || code == "und" || code == "zxx") return nullptr;
    const auto known = words_.find(code);
    if (known != words_.end()) return &known->second;
    const auto labels = lang::LanguageTable::builtin().resolve(code);
    return &words_.emplace(code, lang::language_words(labels)).first->second;
  }

 private:
  std::map<std::string, LanguageWords, std::less<>> words_;
};

py::dict measure(py::handle text, std::string_view code) {
  const TextArg arg(text);
  WordsOfCodes codes;
  const LanguageWords* const language = codes.find(code);
  Signals signals;
  run_interruptible([&] { signals = SignalMeter().measure(arg.view(), language); });
  py::dict out;
  for (std::size_t i = 0; i < text::kSignals; ++i) {
    out[py::str(text::kSignalNames[i])] = signal_value(signals, i);
  }
  return out;
}

// The words of each text's language. A str gives the language of all texts, a column the language
// of each.
std::vector<const LanguageWords*> words_of_each(const py::object& languages, std::size_t rows,
                                                WordsOfCodes& codes) {
  std::vector<const LanguageWords*> words(rows, nullptr);
  if (languages.is_none()) return words;
  if (py::isinstance<py::str>(languages)) {
    words.assign(rows, codes.find(TextArg(languages, "languages").view()));
    return words;
  }
  const TextColumn column(languages, "languages");
  if (column.size() != rows) {
    throw py::value_error("languages: " + std::to_string(column.size()) + " for " +
                          std::to_string(rows) + " texts");
  }
  for (std::size_t i = 0; i < rows; ++i) words[i] = codes.find(column.texts()[i]);
  return words;
}

// The column of a signal. Null if the text is null or the signal is unknown.
py::object column_of(const std::vector<Signals>& found, std::size_t signal, Validity validity) {
  std::vector<double> values(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    values[i] = found[i].values[signal];
    if (!std::isnan(values[i])) continue;
    if (validity.empty()) validity.assign(found.size(), 1);
    validity[i] = 0;
    values[i] = 0;
  }
  if (signal >= text::kCountSignals) return make_column(std::move(values), std::move(validity));
  return make_column(std::vector<std::int64_t>(values.begin(), values.end()), std::move(validity));
}

py::object measure_batch(const py::object& texts, const py::object& languages,
                         NumThreads num_threads) {
  const TextColumn column(texts);
  WordsOfCodes codes;
  const auto words = words_of_each(languages, column.size(), codes);
  std::vector<Signals> found(column.size());
  run_interruptible([&] {
    std::vector<SignalMeter> meters(resolve_threads(num_threads));
    parallel_for(column.size(), kGrain, static_cast<unsigned>(meters.size()),
                 [&](std::size_t begin, std::size_t end, unsigned thread) {
                   for (std::size_t i = begin; i < end; ++i) {
                     check_cancelled();
                     found[i] = meters[thread].measure(column.texts()[i], words[i]);
                   }
                 });
  });
  std::vector<std::pair<std::string, py::object>> columns;
  for (std::size_t i = 0; i < text::kSignals; ++i) {
    columns.emplace_back(text::kSignalNames[i], column_of(found, i, column.validity()));
  }
  return make_table(std::move(columns));
}

}  // namespace

py::object signal_value(const Signals& signals, std::size_t number) {
  const double value = signals.values[number];
  if (std::isnan(value)) return py::none();
  if (number < text::kCountSignals) return py::int_(static_cast<std::int64_t>(value));
  return py::float_(value);
}

void bind_signals(py::module_& m) {
  m.attr("SIGNALS") = py::tuple(
      py::cast(std::vector<std::string>(text::kSignalNames.begin(), text::kSignalNames.end())));
  m.attr("COUNT_SIGNALS") = text::kCountSignals;
  std::vector<std::string> others(pipeline::kDocumentNumbers.begin(),
                                  pipeline::kDocumentNumbers.end());
  m.attr("DOCUMENT_NUMBERS") = py::tuple(py::cast(others));
  m.attr("DOCUMENT_TEXTS") = py::tuple(py::cast(
      std::vector<std::string>(pipeline::kDocumentTexts.begin(), pipeline::kDocumentTexts.end())));
  m.attr("MAX_CONDITION_DEPTH") = pipeline::Condition::kMaxDepth;
  m.def(
      "signals",
      [](py::handle text, const StrArg<"language">& language) {
        return measure(text, language.value);
      },
      py::arg("text"), py::arg("language"), "See saring.signals.");
  m.def("signals_batch", &measure_batch, py::arg("texts"), py::arg("languages"),
        py::arg("num_threads"), "See saring.signals_batch.");
  m.def(
      "stop_word_languages",
      [] {
        std::vector<std::string> labels;
        for (const lang::Language& row : lang::LanguageTable::builtin().rows()) {
          if (lang::has_stop_words(row.label)) labels.push_back(row.label);
        }
        return labels;
      },
      "Labels of the languages of which stop words are known.");
}

}  // namespace saring::python
