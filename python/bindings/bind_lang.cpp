#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "args.hpp"
#include "column.hpp"
#include "interrupts.hpp"
#include "saring/lang/detector.hpp"
#include "saring/lang/language.hpp"
#include "saring/text/utf8.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using lang::Detection;
using lang::DetectOptions;
using lang::Detector;
using lang::LanguageSpan;

using Prior = std::vector<std::pair<std::int32_t, float>>;
using Numbers = std::vector<std::int32_t>;
using Merged = std::vector<Numbers>;

[[nodiscard]] py::tuple to_python(const Detection& d) {
  py::tuple top(d.top.size());
  for (std::size_t i = 0; i < d.top.size(); ++i)
    top[i] = py::make_tuple(d.top[i].label, d.top[i].probability);
  return py::make_tuple(d.label, d.confidence, d.is_reliable, std::move(top));
}

[[nodiscard]] py::tuple detect(const Detector& detector, py::handle text, Numbers languages,
                               Prior prior, std::size_t top, Merged merged) {
  const TextArg arg(text);
  const DetectOptions options{std::move(languages), std::move(prior), top, std::move(merged)};
  // For a shorter text, releasing the GIL would take longer than the detection.
  constexpr std::size_t kShortText = 1024;
  if (arg.view().size() <= kShortText) return to_python(detector.detect(arg.view(), options));
  Detection d;
  run_interruptible([&] { d = detector.detect(arg.view(), options); });
  return to_python(d);
}

// Labels as dictionary codes: the labels of the model, then zxx and und.
[[nodiscard]] std::int32_t dictionary_code(std::int32_t label, std::size_t label_count) {
  if (label >= 0) return label;
  return static_cast<std::int32_t>(label_count) + (label == lang::kZxx ? 0 : 1);
}

using Columns = std::vector<std::pair<std::string, py::object>>;

// The most probable labels of each text as lists; empty if there is no language.
void add_top(const std::vector<Detection>& found, const std::vector<std::string>& names,
             const Validity& validity, Columns& columns) {
  std::vector<std::int64_t> ends = {0};
  std::vector<std::string> labels;
  std::vector<float> probabilities;
  for (const Detection& d : found) {
    for (const lang::Candidate& candidate : d.top) {
      labels.push_back(names[static_cast<std::size_t>(candidate.label)]);
      probabilities.push_back(candidate.probability);
    }
    ends.push_back(static_cast<std::int64_t>(labels.size()));
  }
  columns.emplace_back("top_lang", make_list_column(ends, make_string_column(labels), validity));
  columns.emplace_back(
      "top_probability",
      make_list_column(std::move(ends), make_column(std::move(probabilities)), validity));
}

[[nodiscard]] py::object detect_batch(const Detector& detector, const py::object& texts,
                                      Numbers languages, Prior prior,
                                      IntArg<std::size_t, "top"> top, NumThreads num_threads,
                                      Merged merged, const std::vector<std::string>& merged_names) {
  const TextColumn column(texts);
  const DetectOptions options{std::move(languages), std::move(prior), top, std::move(merged)};
  std::vector<Detection> found;
  run_interruptible([&] { found = detector.detect_batch(column.texts(), options, num_threads); });
  std::vector<std::string> names;
  for (const auto& label : detector.labels()) names.push_back(label.code);
  const std::size_t label_count = names.size();
  for (std::size_t i = 0; i < options.merged.size(); ++i) {
    names.at(static_cast<std::size_t>(options.merged[i].front())) = merged_names.at(i);
  }
  names.insert(names.end(), {"zxx", "und"});
  const std::size_t rows = found.size();
  Numbers codes(rows);
  std::vector<float> confidence(rows);
  std::vector<std::uint8_t> reliable(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    codes[i] = column.is_null(i) ? -1 : dictionary_code(found[i].label, label_count);
    confidence[i] = found[i].confidence;
    reliable[i] = found[i].is_reliable;
  }
  Columns columns;
  columns.emplace_back("lang", make_dictionary_column(std::move(codes), names));
  columns.emplace_back("confidence", make_column(std::move(confidence), column.validity()));
  columns.emplace_back("is_reliable", make_bool_column(std::move(reliable), column.validity()));
  if (top > 0) add_top(found, names, column.validity(), columns);
  return make_table(std::move(columns));
}

[[nodiscard]] py::list detect_spans(const Detector& detector, py::handle text, Numbers languages,
                                    Prior prior, std::size_t top, bool by_line, Merged merged) {
  const TextArg arg(text);
  const DetectOptions options{std::move(languages), std::move(prior), top, std::move(merged)};
  std::vector<LanguageSpan> spans;
  run_interruptible([&] {
    spans = by_line ? detector.detect_lines(arg.view(), options)
                    : detector.detect_spans(arg.view(), options);
  });
  text::CodePointOffsets offset(arg.view());
  py::list out;
  SignalCheck check;
  for (const LanguageSpan& span : spans) {
    check();
    const std::size_t begin = offset(span.start);
    out.append(py::make_tuple(begin, offset(span.end), to_python(span.detection)));
  }
  return out;
}

[[nodiscard]] py::tuple explain(const Detector& detector, py::handle text, Numbers languages,
                                Prior prior) {
  const TextArg arg(text);
  const DetectOptions options{std::move(languages), std::move(prior), 0, {}};
  lang::Explanation e;
  run_interruptible([&] { e = detector.explain(arg.view(), options); });
  text::CodePointOffsets offset(arg.view());
  std::size_t word =
      std::string_view::npos;  // start of the current word; its parts are consecutive
  std::size_t begin = 0;
  std::size_t end = 0;
  static constexpr const char* kKinds[] = {"word", "n-gram", "pair", "scripts", "prior", "others"};
  py::list parts;
  for (const lang::Contribution& c : e.parts) {
    if (c.kind > lang::ContributionKind::kPair) {
      begin = end = 0;
    } else if (c.start != word) {
      word = c.start;
      begin = offset(c.start);
      end = offset(c.end);
    }
    parts.append(py::make_tuple(begin, end, kKinds[static_cast<std::size_t>(c.kind)], c.feature,
                                c.is_second_stage ? 2 : 1, c.winner, c.runner_up));
  }
  return py::make_tuple(e.winner, e.runner_up, parts);
}

[[nodiscard]] py::list label_infos(const Detector& detector) {
  py::list out;
  for (const auto& label : detector.labels()) {
    out.append(py::make_tuple(label.code, label.training_lines, label.training_bytes));
  }
  return out;
}

// (label, label numbers) of each script of a group.
[[nodiscard]] py::list resolve_group(const Detector& detector, const StrArg<"merge">& code) {
  py::list out;
  for (const lang::LabelGroup& group : detector.resolve_group(code.value)) {
    out.append(py::make_tuple(group.code, group.labels));
  }
  return out;
}

[[nodiscard]] py::list language_groups() {
  py::list out;
  for (const lang::LanguageGroup& group : lang::LanguageTable::builtin().groups()) {
    out.append(py::make_tuple(group.code, group.name, group.iso639_1));
  }
  return out;
}

[[nodiscard]] py::list language_rows() {
  py::list out;
  for (const lang::Language& row : lang::LanguageTable::builtin().rows()) {
    out.append(py::make_tuple(row.label, row.name, row.iso639_1, row.iso639_2b, row.macro,
                              row.bcp47, row.usual_script));
  }
  return out;
}

}  // namespace

void bind_lang(py::module_& m) {
  m.def("language_rows", &language_rows,
        "Every language that can be named: (label, name, ISO 639-1, ISO 639-2/B, macrolanguage, "
        "BCP 47, usual script of romanised text).");
  m.def("language_groups", &language_groups,
        "Groups of languages that ISO 639 has a code for: (code, name, ISO 639-1).");
  py::class_<Detector>(m, "LanguageDetector",
                       "The detector over one model file. See saring.Detector.")
      .def(py::init([](const std::filesystem::path& path, bool verify) {
             std::unique_ptr<Detector> detector;
             run_interruptible(
                 [&] { detector = std::make_unique<Detector>(path.string(), verify); });
             return detector;
           }),
           py::arg("path"), py::arg("verify") = true)
      .def("labels", &label_infos, "(code, training lines, training bytes) by label number.")
      .def(
          "resolve",
          [](const Detector& d, const StrArg<"code">& code) { return d.resolve(code.value); },
          py::arg("code"), "Label numbers that a code means.")
      .def("resolve_group", &resolve_group, py::arg("code"),
           "(label, label numbers) by script of the languages that the code of a group covers.")
      .def_property_readonly("fingerprint", &Detector::fingerprint, "Checksum of the model.")
      .def("detect", &detect, py::arg("text"), py::arg("languages"), py::arg("prior"),
           py::arg("top"), py::arg("merged"))
      .def("detect_batch", &detect_batch, py::arg("texts"), py::arg("languages"), py::arg("prior"),
           py::arg("top"), py::arg("num_threads"), py::arg("merged"), py::arg("merged_names"))
      .def("detect_spans", &detect_spans, py::arg("text"), py::arg("languages"), py::arg("prior"),
           py::arg("top"), py::arg("by_line"), py::arg("merged"))
      .def("explain", &explain, py::arg("text"), py::arg("languages"), py::arg("prior"));
}

}  // namespace saring::python
