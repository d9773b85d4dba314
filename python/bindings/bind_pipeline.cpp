// The passes of a run: documents read and cleaned, copies found, kept documents rendered.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <array>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "args.hpp"
#include "bind_json.hpp"
#include "bind_origins.hpp"
#include "bind_sites.hpp"
#include "bind_table_rows.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "run_batches.hpp"
#include "saring/pipeline/audit.hpp"
#include "saring/pipeline/host_name.hpp"
#include "saring/pipeline/render.hpp"
#include "saring/pipeline/stored_document.hpp"
#include "saring/text/visible.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using boilerplate::SharedSiteProfile;
using pipeline::Batch;
using pipeline::BatchOptions;
using pipeline::Cleaner;
using pipeline::Copies;
using pipeline::Decision;
using pipeline::Tally;

// The bytes as Python sees them, without a copy.
py::buffer_info buffer_of(const std::string& bytes) {
  return {const_cast<char*>(bytes.data()),
          1,
          py::format_descriptor<std::uint8_t>::format(),
          1,
          {bytes.size()},
          {1},
          true};
}

// Adds the documents of a batch; the rows that they got, half-open.
std::pair<std::size_t, std::size_t> append_batch(Table& table, const CleanedBatch& cleaned) {
  return with_locks(
      [&] {
        const Batch& batch = cleaned.batch();
        const std::size_t first = table.value.size();
        for (std::size_t i = 0; i < batch.documents.size(); ++i) {
          table.value.append(batch.sources[i], batch.documents[i].location,
                             batch.cleaned.documents[i].decision);
        }
        return std::make_pair(first, table.value.size());
      },
      std::shared_lock(table.names, std::defer_lock), to_write(table));
}

// (source, record, line or None, id as JSON or None)
py::tuple location_of(const Table& table, std::size_t row) {
  const auto [source, record, line, id] = with_locks(
      [&] {
        if (row >= table.value.size()) throw py::index_error();
        const pipeline::Location location = table.value.location(row);
        return std::make_tuple(table.value.source(row), location.record, location.line,
                               std::string(location.id));
      },
      to_read(table));
  return py::make_tuple(source, record, line == 0 ? py::object(py::none()) : py::int_(line),
                        id.empty() ? py::object(py::none()) : py::object(to_bytes(id)));
}

// Documents of a source by decision.
py::dict counts_of(const Table& table, std::uint32_t source) {
  const auto counts = with_locks(
      [&] {
        std::array<std::size_t, pipeline::kDecisions> found{};
        const auto [first, end] = table.value.rows_of(source);
        for (std::size_t row = first; row < end; ++row) {
          ++found[static_cast<std::size_t>(table.value.decision(row))];
        }
        return found;
      },
      to_read(table));
  py::dict named;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    named[py::str(pipeline::kDecisionNames[i])] = counts[i];
  }
  return named;
}

// IndexError, and nothing set, where a row is not in the table.
void set_duplicates(Table& table, const std::vector<std::size_t>& rows) {
  with_locks(
      [&] {
        for (const std::size_t row : rows) {
          if (row >= table.value.size()) throw py::index_error();
        }
        for (const std::size_t row : rows) {
          table.value.set_decision(row, Decision::kDuplicate);
        }
      },
      to_write(table));
}

void set_source_changed(Table& table, std::uint32_t source) {
  with_locks(
      [&] {
        const auto [first, end] = table.value.rows_of(source);
        for (std::size_t row = first; row < end; ++row) {
          if (table.value.decision(row) == Decision::kKept) {
            table.value.set_decision(row, Decision::kSourceChanged);
          }
        }
      },
      to_write(table));
}

std::vector<pipeline::Rendering> renderings_of(const py::bytes& bytes) {
  std::vector<pipeline::Rendering> renderings;
  for (const char byte : bytes_view(bytes)) {
    renderings.push_back(static_cast<pipeline::Rendering>(byte));
  }
  return renderings;
}

pipeline::Output write_batch(const StoredBatch& batch, const Table& table, const Copies& copies,
                             const py::bytes& renderings, const std::string& lang_field,
                             const std::string& cluster_size_field,
                             const std::string& signals_field) {
  const pipeline::OutputOptions options{renderings_of(renderings), lang_field, cluster_size_field,
                                        signals_field};
  return with_locks(
      [&] {
        batch.check_rows(table);
        return write_documents(batch.rows(), table.value, copies, options);
      },
      std::shared_lock(table.names, std::defer_lock), to_read(table));
}

py::dict tally_dict(const Tally& tally) {
  py::dict roles;
  for (std::size_t i = 0; i < tally.roles.size(); ++i) {
    const auto name = boilerplate::role_name(static_cast<boilerplate::Role>(i));
    roles[py::str(name)] =
        py::dict(py::arg("lines") = tally.roles[i].lines, py::arg("chars") = tally.roles[i].chars);
  }
  py::dict rules;
  for (const auto& [name, rule] : tally.rules) {
    rules[py::str(name)] =
        py::dict(py::arg("role") = boilerplate::role_name(rule.role),
                 py::arg("reason") = rule.reason, py::arg("lines") = rule.lines,
                 py::arg("chars") = rule.chars, py::arg("examples") = rule.examples);
  }
  py::dict languages;
  for (const auto& [code, language] : tally.languages) {
    languages[py::str(code)] =
        py::dict(py::arg("documents") = language.documents, py::arg("kept") = language.kept,
                 py::arg("chars") = language.chars, py::arg("chars_kept") = language.chars_kept);
  }
  py::dict sites;
  for (const auto& [name, site] : tally.sites) {
    sites[py::str(name)] = py::dict(
        py::arg("documents") = site.documents, py::arg("lines") = site.lines,
        py::arg("chars_before") = site.chars_before, py::arg("chars_after") = site.chars_after);
  }
  py::dict decisions;
  py::dict decision_chars;
  for (std::size_t i = 0; i < pipeline::kDecisions; ++i) {
    decisions[py::str(pipeline::kDecisionNames[i])] = tally.decisions[i];
    decision_chars[py::str(pipeline::kDecisionNames[i])] = tally.decision_chars[i];
  }
  return py::dict(py::arg("documents") = tally.documents, py::arg("mojibake") = tally.mojibake,
                  py::arg("markup") = tally.markup, py::arg("unsure") = tally.unsure,
                  py::arg("chars_before") = tally.chars_before,
                  py::arg("chars_after") = tally.chars_after, py::arg("decisions") = decisions,
                  py::arg("decision_chars") = decision_chars, py::arg("roles") = roles,
                  py::arg("rules") = rules, py::arg("languages") = languages,
                  py::arg("sites") = sites);
}

// Documents to compare, and their rows in the table.
struct DocumentsToCompare {
  std::vector<pipeline::StoredDocument> documents;
  std::vector<std::size_t> rows;
};

void add_documents(Finder& finder, const DocumentsToCompare& kept) {
  with_locks([&] { finder.value.add(kept.documents, kept.rows); }, to_write(finder));
}

void add_batch(Finder& finder, const CleanedBatch& cleaned, std::size_t first_row) {
  const auto& documents = cleaned.batch().cleaned.documents;
  DocumentsToCompare kept{.documents = pipeline::read_stored(cleaned.batch().stored), .rows = {}};
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (documents[i].decision == Decision::kKept) kept.rows.push_back(first_row + i);
  }
  add_documents(finder, kept);
}

void add_stored(Finder& finder, const StoredBatch& batch, const Table& table) {
  DocumentsToCompare kept;
  with_locks(
      [&] {
        batch.check_rows(table);
        for (const auto& [row, document] : batch.rows()) {
          if (table.value.decision(row) != Decision::kKept) continue;
          kept.documents.push_back(document);
          kept.rows.push_back(row);
        }
      },
      to_read(table));
  add_documents(finder, kept);
}

Copies find_copies(Finder& finder, const std::string& keep, Table& table) {
  return with_locks([&] { return finder.value.finish(keep, table.value); }, to_write(finder),
                    to_write(table));
}

void add_to_file(FileFinder& finder, const CleanedBatch& cleaned) {
  with_locks([&] { finder.value.add(pipeline::read_stored(cleaned.batch().stored)); },
             to_write(finder));
}

// Lines are native 32-bit integers.
py::dict find_in_files(FileFinder& finder) {
  const pipeline::CopiesInFiles found =
      with_locks([&] { return finder.value.finish(); }, to_write(finder));
  py::list lines;
  for (const auto& of_file : found.lines) {
    lines.append(py::bytes(reinterpret_cast<const char*>(of_file.data()),
                           of_file.size() * sizeof(std::uint32_t)));
  }
  py::dict out;
  out["lines"] = lines;
  out["copies"] = found.num_copies;
  out["documents"] = found.num_documents;
  out["expected_recall"] = found.expected_recall;
  out["expected_misses"] = found.expected_misses;
  return out;
}

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

void bind_run_sites(py::module_& m) {
  py::class_<SharedSiteProfile>(m, "RunSites", "What repeats on the sites of a run.")
      .def(py::init<>(), "Of the documents that are counted into it.")
      .def(py::init([](const SharedProfile& shared) {
             return interruptible([&] {
               return shared.read([](const boilerplate::SiteProfile& profile) {
                 return std::make_unique<SharedSiteProfile>(profile);
               });
             });
           }),
           py::arg("profile"), "Of a profile.")
      .def_property_readonly(
          "num_known",
          [](const SharedSiteProfile& sites) {
            return interruptible([&] { return sites.num_known(); });
          },
          "Sites of documents that were cleaned, of which something is known.")
      .def_property_readonly(
          "known", [](const SharedSiteProfile& sites) { return sites.known(); },
          "The names of those sites.")
      .def(
          "save",
          [](const SharedSiteProfile& sites) {
            return to_bytes(interruptible([&] { return sites.serialise(); }));
          },
          "What was counted, as bytes.")
      .def(
          "restore",
          [](SharedSiteProfile& sites, const py::bytes& saved,
             const std::vector<std::string>& known) {
            const std::string_view bytes = bytes_view(saved);
            interruptible([&] {
              if (!bytes.empty()) sites.restore(std::as_bytes(std::span(bytes)));
              for (const std::string& site : known) (void)sites.find(site);
            });
          },
          py::arg("saved"), py::arg("known"),
          "Go on from what was saved (empty: from the profile that was given), with the sites "
          "that were known.")
      .def_property_readonly("max_documents", &SharedSiteProfile::max_documents,
                             "Documents of a site in its sample, at most.")
      .def_property_readonly("share_of_sites", &SharedSiteProfile::share_of_sites,
                             "Of all sites, how many are counted.");
}

void bind_cleaner(py::module_& m, py::class_<CleanedBatch>& cleaned) {
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

void bind_table(py::module_& m) {
  py::class_<Table>(m, "DocumentTable", "Place of each document of a run, and whether it is kept.")
      .def(py::init<>())
      .def("__len__",
           [](const Table& table) {
             return with_locks([&] { return table.value.size(); }, to_read(table));
           })
      .def(
          "add_source",
          [](Table& table, const py::str& name) {
            const TextArg text(name);
            with_locks([&] { table.value.add_source(text.view()); },
                       std::unique_lock(table.names, std::defer_lock));
          },
          py::arg("name"))
      .def("append", &append_batch, py::arg("batch"), "Add documents; their rows, half-open.")
      .def("location", &location_of, py::arg("row"))
      .def("counts", &counts_of, py::arg("source"), "Documents of a source by decision.")
      .def("set_source_changed", &set_source_changed, py::arg("source"))
      .def("set_duplicates", &set_duplicates, py::arg("rows"))
      .def(
          "save",
          [](const Table& table, std::size_t first, std::size_t end) {
            return to_bytes(
                with_locks([&] { return table.value.save(first, end); }, to_read(table)));
          },
          py::arg("first"), py::arg("end"), "The rows [first, end) as bytes.")
      .def(
          "load",
          [](Table& table, const py::bytes& saved) {
            const std::string_view bytes = bytes_view(saved);
            with_locks([&] { table.value.load(std::as_bytes(std::span(bytes))); },
                       std::shared_lock(table.names, std::defer_lock), to_write(table));
          },
          py::arg("saved"), "Add rows that were saved.")
      .def(
          "kept_audit",
          [](const Table& table, std::uint32_t source) {
            return to_bytes(with_locks(
                [&] {
                  std::string out;
                  pipeline::append_kept_records(table.value.source_json(source),
                                                table.value.kept_runs(source), out);
                  return out;
                },
                std::shared_lock(table.names, std::defer_lock), to_read(table)));
          },
          py::arg("source"), "Lines of the audit that say which records of a source are kept.")
      .def(
          "removed_records",
          [](const Table& table, std::uint32_t source) {
            const auto records =
                with_locks([&] { return table.value.removed_records(source); }, to_read(table));
            return py::bytes(reinterpret_cast<const char*>(records.data()),
                             records.size() * sizeof(std::uint64_t));
          },
          py::arg("source"),
          "Records of a source that are not kept, ascending: native integers of 64 bits.")
      .def("repeated_ids", [](const Table& table) {
        return with_locks([&] { return table.value.repeated_ids(); }, to_read(table));
      });
}

void bind_copies(py::module_& m) {
  py::class_<Copies>(m, "Copies", "Which documents are copies of which.")
      .def(py::init<>())
      .def("__len__", [](const Copies& copies) { return copies.all().size(); })
      .def_property_readonly("expected_recall", &Copies::expected_recall)
      .def("cluster_size", &Copies::cluster_size, py::arg("row"),
           "Documents in the cluster of a row, with itself.")
      .def("cluster_sizes", &Copies::cluster_sizes)
      .def("largest_clusters", &Copies::largest_clusters, py::arg("most"))
      .def("set_known", &Copies::set_known, py::arg("members"),
           "Documents known from elsewhere: members of their lines of the audit, by row.")
      .def(
          "find",
          [](const Copies& copies, std::size_t row) -> py::object {
            const Copies::Copy* copy = copies.find(row);
            if (copy == nullptr) return py::none();
            return py::make_tuple(copy->representative, copy->similarity,
                                  kRelationNames.at(static_cast<std::size_t>(copy->relation)));
          },
          py::arg("row"), "(row that is kept, similarity, relation); None if it is not a copy.");
  py::class_<Finder>(m, "CopyFinder", "Looks for copies among the documents of a run.")
      .def(py::init([](double threshold, const Names& normalize,
                       const StrArg<"contained">& contained, unsigned num_threads,
                       const std::filesystem::path& temp_folder, std::size_t memory,
                       const std::string& keep) {
             return std::make_unique<Finder>(
                 pipeline::CopyOptions{.threshold = threshold,
                                       .normalize = normalization_of(normalize),
                                       .contained = contained_named(contained.value),
                                       .num_threads = num_threads,
                                       .temp_folder = temp_folder.string(),
                                       .memory = memory,
                                       .keep = keep});
           }),
           py::kw_only(), py::arg("threshold") = 0.8,
           py::arg("normalize") = Names{"case", "punctuation"}, py::arg("contained") = "excerpts",
           py::arg("num_threads") = 0, py::arg("temp_folder") = std::filesystem::path(),
           py::arg("memory") = 0, py::arg("keep") = "")
      .def("add", &add_batch, py::arg("batch"), py::arg("first_row"))
      .def("add_stored", &add_stored, py::arg("batch"), py::arg("table"))
      .def("finish", &find_copies, py::arg("keep"), py::arg("table"));
  py::class_<FileFinder>(m, "FileCopyFinder", "Looks for copies among the lines of files.")
      .def(py::init([](double threshold, const Names& normalize,
                       const StrArg<"contained">& contained, const std::string& keep,
                       std::size_t memory, const std::filesystem::path& temp_folder,
                       const std::filesystem::path& work_folder) {
             return std::make_unique<FileFinder>(
                 pipeline::CopyOptions{.threshold = threshold,
                                       .normalize = normalization_of(normalize),
                                       .contained = contained_named(contained.value),
                                       .temp_folder = temp_folder.string()},
                 keep, memory, work_folder.string());
           }),
           py::kw_only(), py::arg("threshold") = 0.8,
           py::arg("normalize") = Names{"case", "punctuation"}, py::arg("contained") = "excerpts",
           py::arg("keep") = "longest", py::arg("memory") = 0,
           py::arg("temp_folder") = std::filesystem::path(),
           py::arg("work_folder") = std::filesystem::path())
      .def("start_file",
           [](FileFinder& finder) {
             with_locks([&] { finder.value.start_file(); }, to_write(finder));
           })
      .def("add", &add_to_file, py::arg("batch"))
      .def("save",
           [](FileFinder& finder) { with_locks([&] { finder.value.save(); }, to_write(finder)); })
      .def(
          "restore",
          [](FileFinder& finder) { with_locks([&] { finder.value.restore(); }, to_write(finder)); })
      .def("finish", &find_in_files, "Lines of copies by file, and counts.");
}

void bind_output(py::module_& m, py::class_<StoredBatch>& stored) {
  py::class_<pipeline::Output> output(m, "Output", py::buffer_protocol(),
                                      "Rendered documents. As a buffer: their bytes.");
  output.def_buffer([](const pipeline::Output& o) { return buffer_of(o.bytes); });
  stored
      .def(py::init<py::bytes, const Table&, std::size_t, std::size_t>(), py::arg("stored"),
           py::arg("table"), py::arg("first_row"), py::arg("end_row"))
      .def(
          "text",
          [](const StoredBatch& batch, std::size_t row) -> std::optional<std::string_view> {
            const auto* document = batch.find(row);
            return document == nullptr ? std::nullopt : std::optional(document->text);
          },
          py::arg("row"), "Clean text of a row; None if it is not in the batch.")
      .def(
          "render",
          [](const StoredBatch& batch, std::size_t row, std::uint8_t rendering) {
            const auto* document = batch.find(row);
            if (document == nullptr) throw py::index_error();
            std::string out;
            pipeline::render(*document, static_cast<pipeline::Rendering>(rendering), {}, 1, out);
            return to_bytes(out);
          },
          py::arg("row"), py::arg("rendering"))
      .def("kept", &StoredBatch::kept, py::arg("table"), py::arg("source"),
           "(record, text, language, row) of each document of a source that is kept.")
      .def("signals", &StoredBatch::signals, py::arg("row"),
           "Signals of a row, in the order of SIGNALS; None for what is not known.")
      .def("write", &write_batch, py::arg("table"), py::arg("copies"), py::arg("renderings"),
           py::arg("lang_field") = "", py::arg("cluster_size_field") = "",
           py::arg("signals_field") = "",
           "Render what is kept. `renderings` has a byte a source: 0 text alone, 1 text file, 2 "
           "JSON "
           "record, 3 HTML page, 4 JSON record after a comma, 5 nothing.");
  output.def("audit", [](const pipeline::Output& o) { return to_bytes(o.audit); })
      .def("parts", [](const pipeline::Output& o) {
        py::list parts;
        for (const auto& part : o.parts) {
          parts.append(py::make_tuple(part.source, part.documents, part.bytes));
        }
        return parts;
      });
  py::class_<Counts>(m, "CleanTally", "Counts over cleaned documents.")
      .def(py::init<>())
      .def(py::init([](const py::bytes& saved) {
             auto counts = std::make_unique<Counts>();
             const std::string_view bytes = bytes_view(saved);
             interruptible([&] { counts->value.load(std::as_bytes(std::span(bytes))); });
             return counts;
           }),
           py::arg("saved"), "From what a pickle has; ModelError where that is damaged.")
      .def(
          "merge",
          [](Counts& counts, const CleanedBatch& batch) {
            with_locks([&] { counts.value.merge(batch.batch().cleaned.tally, Tally::kMaxSites); },
                       to_write(counts));
          },
          py::arg("batch"))
      .def(
          "reject",
          [](Counts& counts, const pipeline::Output& o) {
            with_locks(
                [&] {
                  for (const pipeline::LateRemoval& removal : o.removals) {
                    counts.value.reject(removal.lang, removal.chars, removal.decision);
                  }
                },
                to_write(counts));
          },
          py::arg("output"), "Count documents that are removed after all.")
      .def("__reduce__",
           [](const py::object& self) -> py::tuple {
             const auto& counts = py::cast<const Counts&>(self);
             const std::string bytes =
                 with_locks([&] { return counts.value.save(); }, to_read(counts));
             return py::make_tuple(self.attr("__class__"), py::make_tuple(to_bytes(bytes)));
           })
      .def("to_dict", [](const Counts& counts) {
        return tally_dict(with_locks([&] { return counts.value; }, to_read(counts)));
      });
}

}  // namespace

void bind_pipeline(py::module_& m) {
  // Declared before their methods, whose signatures name each other's classes.
  py::class_<CleanedBatch> cleaned(
      m, "CleanedBatch", py::buffer_protocol(),
      "Documents after the first pass. As a buffer: those that were kept, to be stored.");
  py::class_<StoredBatch> stored(m, "StoredBatch", "Documents of the first pass, read back.");
  bind_table(m);
  bind_copies(m);
  bind_run_sites(m);
  bind_cleaner(m, cleaned);
  bind_output(m, stored);
  bind_origins(m);
  bind_json(m);
  bind_table_rows(m, stored);
  m.def(
      "piece_memory",
      [](std::uint8_t kind, const py::object& data, bool has_pages) {
        const auto piece_kind = static_cast<pipeline::PieceKind>(kind);
        if (PyBytes_Check(data.ptr())) {
          return pipeline::memory_of(piece_kind, bytes_view(data), has_pages);
        }
        return pipeline::memory_of(piece_kind, TextArg(data).view(), has_pages);
      },
      py::arg("kind"), py::arg("data"), py::arg("has_pages") = false,
      "About the most memory in bytes that a piece takes until its documents are stored.");
  m.def(
      "host_of", [](const py::str& site) { return pipeline::host_of(TextArg(site).view()); },
      py::arg("site"),
      "Host name of a URL in lower case, without www.; the text if it is not one.");
}

}  // namespace saring::python
