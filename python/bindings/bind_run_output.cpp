// The second pass of a run: renders kept documents.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "args.hpp"
#include "bind_run.hpp"
#include "interrupts.hpp"
#include "saring/pipeline/render.hpp"
#include "text_column.hpp"

namespace saring::python {

namespace {

using pipeline::Copies;

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

}  // namespace

void bind_run_output(py::module_& m, py::class_<StoredBatch>& stored) {
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
}

}  // namespace saring::python
