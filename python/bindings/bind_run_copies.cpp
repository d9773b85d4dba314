// Copies among the documents of a run, and among the lines of files.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "args.hpp"
#include "bind_run.hpp"
#include "dedup_args.hpp"
#include "interrupts.hpp"
#include "saring/pipeline/stored_document.hpp"

namespace saring::python {

namespace {

using pipeline::Copies;
using pipeline::Decision;

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

}  // namespace

void bind_run_copies(py::module_& m) {
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
                       unsigned num_threads, std::size_t memory,
                       const std::filesystem::path& temp_folder,
                       const std::filesystem::path& work_folder) {
             return std::make_unique<FileFinder>(
                 pipeline::CopyOptions{.threshold = threshold,
                                       .normalize = normalization_of(normalize),
                                       .contained = contained_named(contained.value),
                                       .num_threads = num_threads,
                                       .temp_folder = temp_folder.string()},
                 keep, memory, work_folder.string());
           }),
           py::kw_only(), py::arg("threshold") = 0.8,
           py::arg("normalize") = Names{"case", "punctuation"}, py::arg("contained") = "excerpts",
           py::arg("keep") = "longest", py::arg("num_threads") = 0, py::arg("memory") = 0,
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

}  // namespace saring::python
