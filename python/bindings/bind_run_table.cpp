// The table of the documents of a run.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "args.hpp"
#include "bind_run.hpp"
#include "interrupts.hpp"
#include "saring/pipeline/audit.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using pipeline::Batch;
using pipeline::Decision;

// Adds the documents of a batch. Returns their rows, half-open.
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

// The number of documents of a source by decision.
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

// IndexError if a row is not in the table; then nothing is set.
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

}  // namespace

void bind_run_table(py::module_& m) {
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

}  // namespace saring::python
