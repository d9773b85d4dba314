// The passes of a run: read and clean documents, find copies, render kept documents.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>

#include "args.hpp"
#include "bind_json.hpp"
#include "bind_origins.hpp"
#include "bind_run.hpp"
#include "bind_table_rows.hpp"
#include "run_batches.hpp"
#include "saring/pipeline/host_name.hpp"
#include "text_column.hpp"

namespace saring::python {

void bind_pipeline(py::module_& m) {
  // Declare all classes before their methods, because their signatures name each other's classes.
  py::class_<CleanedBatch> cleaned(
      m, "CleanedBatch", py::buffer_protocol(),
      "Documents after the first pass. As a buffer: those that were kept, to be stored.");
  py::class_<StoredBatch> stored(m, "StoredBatch", "Documents of the first pass, read back.");
  bind_run_table(m);
  bind_run_copies(m);
  bind_run_sites(m);
  bind_run_cleaner(m, cleaned);
  bind_run_output(m, stored);
  bind_run_tally(m);
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
