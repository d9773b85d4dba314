// The counts of a run, for its report.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "args.hpp"
#include "bind_run.hpp"
#include "interrupts.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using pipeline::Tally;

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

}  // namespace

void bind_run_tally(py::module_& m) {
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

}  // namespace saring::python
