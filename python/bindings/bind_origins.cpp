// The sites and dates of the documents of a run, for the report.
#include "bind_origins.hpp"

#include <pybind11/stl.h>

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "run_batches.hpp"
#include "saring/pipeline/origins.hpp"

namespace saring::python {
namespace {

using pipeline::Copies;
using pipeline::Origins;
using Sources = Locked<Origins>;

std::int32_t day_of(const CleanedBatch& cleaned, std::size_t i) {
  const std::string_view given = cleaned.batch().documents[i].date;
  const std::string& of_page = cleaned.at(i).page.date;
  if (!given.empty() || of_page.empty()) return pipeline::day_of(given);
  std::string json = "\"";
  json += of_page;
  json += '"';
  return pipeline::day_of(json);
}

void append(Sources& origins, const CleanedBatch& cleaned) {
  with_locks(
      [&] {
        for (std::size_t i = 0; i < cleaned.size(); ++i) {
          origins.value.append(cleaned.batch().documents[i].site, day_of(cleaned, i));
        }
      },
      to_write(origins));
}

// Rows of (name, documents, kept); `name` is a day or a site.
template <typename Counts>
py::list rows_of(const Counts& counts) {
  py::list rows;
  for (const auto& [name, count] : counts) {
    rows.append(py::make_tuple(name, count.documents, count.kept));
  }
  return rows;
}

py::list by_site(const Sources& origins, const Table& table) {
  // The names in the counts remain valid: nothing is added after the first pass.
  return rows_of(with_locks([&] { return origins.value.by_site(table.value); }, to_read(origins),
                            to_read(table)));
}

py::list by_day(const Sources& origins, const Table& table) {
  py::list rows;
  for (const auto& [day, count] : with_locks([&] { return origins.value.by_day(table.value); },
                                             to_read(origins), to_read(table))) {
    const bool is_known = day != pipeline::kNoDay;
    rows.append(py::make_tuple(is_known ? py::object(py::int_(day)) : py::none(), count.documents,
                               count.kept));
  }
  return rows;
}

// The number of all pairs, the number of their documents, and the first `most` pairs as (kept,
// copy, documents).
py::tuple copies_between(const Sources& origins, const Copies& copies, std::size_t most) {
  const auto pairs =
      with_locks([&] { return origins.value.copies_between(copies); }, to_read(origins));
  std::uint64_t documents = 0;
  for (const auto& pair : pairs) documents += pair.documents;
  py::list rows;
  for (std::size_t i = 0; i < std::min(most, pairs.size()); ++i) {
    rows.append(py::make_tuple(pairs[i].kept, pairs[i].copy, pairs[i].documents));
  }
  return py::make_tuple(pairs.size(), documents, rows);
}

}  // namespace

void bind_origins(py::module_& m) {
  py::class_<Sources>(m, "Origins", "Site and day of each document of a run, for the report.")
      .def(py::init<>())
      .def("__len__",
           [](const Sources& origins) {
             return with_locks([&] { return origins.value.size(); }, to_read(origins));
           })
      .def("append", &append, py::arg("batch"), "Add the documents of a batch.")
      .def(py::init([](const py::bytes& saved) {
             return std::make_unique<Sources>(Origins::from_bytes(bytes_view(saved)));
           }),
           py::arg("saved"), "From what __reduce__ saved.")
      .def("__reduce__",
           [](const py::object& self) -> py::tuple {
             const auto& origins = py::cast<const Sources&>(self);
             const std::string bytes = with_locks(
                 [&] { return origins.value.to_bytes(0, origins.value.size()); }, to_read(origins));
             return py::make_tuple(self.attr("__class__"), py::make_tuple(to_bytes(bytes)));
           })
      .def("by_site", &by_site, py::arg("table"), "(site, documents, kept) of each, by name.")
      .def("by_day", &by_day, py::arg("table"),
           "(days since 1970 or None, documents, kept), in order, None first.")
      .def("copies_between", &copies_between, py::arg("copies"), py::arg("most"),
           "How many pairs of sites have copies, how many copies those are, and the `most` pairs "
           "with most of them: (site that is kept, site of the copies, documents).");
}

}  // namespace saring::python
