// The first pass of a run: reads and cleans documents.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "args.hpp"
#include "bind_run.hpp"
#include "interrupts.hpp"
#include "saring/text/visible.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using boilerplate::SharedSiteProfile;
using pipeline::BatchOptions;
using pipeline::Cleaner;

pipeline::OnHeavyLoss on_heavy_loss_of(const std::string& name) {
  if (name == "keep") return pipeline::OnHeavyLoss::kKeep;
  if (name == "drop") return pipeline::OnHeavyLoss::kDrop;
  if (name == "quarantine") return pipeline::OnHeavyLoss::kQuarantine;
  throw py::value_error("on_heavy_loss: expected 'keep', 'drop' or 'quarantine', got '" +
                        text::visible(name) + "'");
}

// Steps of a condition from Python: operation, number, index, texts.
using StepTuple = std::tuple<std::uint8_t, double, std::size_t, std::vector<std::string>>;
std::vector<pipeline::ConditionStep> condition_steps(const std::vector<StepTuple>& given) {
  std::vector<pipeline::ConditionStep> steps;
  for (const auto& [op, number, index, texts] : given) {
    steps.push_back({static_cast<pipeline::ConditionOp>(op), number, index, texts});
  }
  return steps;
}

std::size_t count(const RunCleaner& cleaner, const py::list& given, SharedSiteProfile& sites) {
  const Pieces pieces(given);
  return interruptible(
      [&] { return count_pieces(cleaner.cleaner, pieces.pieces, cleaner.options, sites); });
}

}  // namespace

void bind_run_cleaner(py::module_& m, py::class_<CleanedBatch>& cleaned) {
  py::class_<RunCleaner, std::shared_ptr<RunCleaner>>(
      m, "Cleaner", "Strips documents, detects their language, decides which are kept.")
      .def(py::init([](const std::filesystem::path& model_path, bool strip, std::string encoding,
                       std::string language, const py::object& keep_roles, const NamedBytes& files,
                       const py::bytes& line_model, std::string line_model_name,
                       std::vector<std::string> languages, double min_confidence,
                       std::size_t min_chars, const std::string& on_heavy_loss, bool signals,
                       const std::vector<StepTuple>& where, bool filter, std::string text_field,
                       std::string id_field, std::string site_field, std::string lang_field,
                       std::string rank_field, std::vector<std::string> site_order,
                       std::size_t max_document, bool has_pages, std::string date_field) {
             pipeline::CleanerOptions options;
             options.encoding = std::move(encoding);
             options.model_path = model_path.string();
             options.strip = strip;
             options.language = std::move(language);
             if (!keep_roles.is_none()) options.keep_roles = role_set(keep_roles);
             options.rule_files = rule_files(files);
             options.line_model = std::string(line_model);
             options.line_model_name = std::move(line_model_name);
             options.languages = std::move(languages);
             options.min_confidence = min_confidence;
             options.min_chars = min_chars;
             options.on_heavy_loss = on_heavy_loss_of(on_heavy_loss);
             options.signals = signals;
             options.where = condition_steps(where);
             options.filter = filter;
             pipeline::JsonFields fields{.text = std::move(text_field),
                                         .id = std::move(id_field),
                                         .site = std::move(site_field),
                                         .lang = std::move(lang_field),
                                         .rank = std::move(rank_field),
                                         .date = std::move(date_field)};
             return std::make_shared<RunCleaner>(RunCleaner{
                 Cleaner(std::move(options)),
                 BatchOptions{std::move(fields), std::move(site_order), max_document, has_pages}});
           }),
           py::kw_only(), py::arg("model_path"), py::arg("strip") = true, py::arg("encoding") = "",
           py::arg("language") = "", py::arg("keep_roles") = py::none(),
           py::arg("rule_files") = NamedBytes(), py::arg("line_model") = py::bytes(),
           py::arg("line_model_name") = "line model",
           py::arg("languages") = std::vector<std::string>(), py::arg("min_confidence") = 0.0,
           py::arg("min_chars") = 0, py::arg("on_heavy_loss") = "keep", py::arg("signals") = false,
           py::arg("where") = std::vector<StepTuple>(), py::arg("filter") = true,
           py::arg("text_field") = "text", py::arg("id_field") = "", py::arg("site_field") = "",
           py::arg("lang_field") = "", py::arg("rank_field") = "",
           py::arg("site_order") = std::vector<std::string>(),
           py::arg("max_document") = std::size_t{64} << 20U, py::arg("has_pages") = false,
           py::arg("date_field") = "")
      .def(
          "clean",
          [](const std::shared_ptr<RunCleaner>& cleaner, const py::list& pieces, const Table& table,
             std::optional<const SharedSiteProfile*> sites) {
            return std::make_unique<CleanedBatch>(cleaner, pieces, table, sites.value_or(nullptr));
          },
          py::arg("pieces"), py::arg("table"), py::arg("sites") = py::none(),
          "Clean pieces: tuples of kind (0 text, 1 HTML, 2 lines of text, 3 JSON Lines), source, "
          "first record, first line (0: none), bytes or str, id as JSON or None, site or None, "
          "date or score as JSON or None, date for the report as JSON or None.")
      .def("count", &count, py::arg("pieces"), py::arg("sites"),
           "Count the documents of pieces by their sites; how many there are.");

  cleaned.def_buffer([](const CleanedBatch& batch) { return buffer_of(batch.batch().stored); });
  cleaned.def("__len__", &CleanedBatch::size)
      .def(
          "audit",
          [](const CleanedBatch& batch) {
            const std::string& audit = batch.batch().audit;
            return py::memoryview::from_memory(audit.data(),
                                               static_cast<py::ssize_t>(audit.size()));
          },
          py::keep_alive<0, 1>())
      .def("problems", &CleanedBatch::problems,
           "Tuples of source, line, kind, reason, raw bytes, outcome, and "
           "the record if there is no line.")
      .def("samples", &CleanedBatch::samples, py::arg("most"), py::arg("max_chars"),
           "Key and position of documents to show: the smallest keys.")
      .def("notable", &CleanedBatch::notable,
           "Documents by the percent that they lost (101 counts); (rank, position, removal) of "
           "those "
           "that lost most; (name, rank, position, removal) of each rule and of each site.")
      .def("excerpt", &CleanedBatch::excerpt, py::arg("position"), py::arg("removal"),
           py::arg("max_bytes"),
           "The part of a text around a removal: text, removals in it, whether there is more "
           "before, "
           "and after.")
      .def("markup", &CleanedBatch::markup,
           "(source, record, line or None) of each document whose text is HTML.")
      .def("heavy_losses", &CleanedBatch::heavy_losses,
           "Tuples of source, record, line or None, id as JSON or None, reason, language, "
           "characters before and after, beginnings of the text as read and of what is left.")
      .def("described", &CleanedBatch::described, py::arg("position"),
           "Source, record, line or None, id as JSON or None, language, characters before and "
           "after.")
      .def("removals", &CleanedBatch::removals)
      .def("source_text", &CleanedBatch::source_text)
      .def("lang", [](const CleanedBatch& batch, std::size_t i) { return batch.at(i).lang; });
}

}  // namespace saring::python
