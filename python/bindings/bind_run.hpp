// The classes of a run of `clean`, each bound in a file of its own.
#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>

#include "run_batches.hpp"

namespace saring::python {

// The bytes as a Python buffer, without a copy. They must outlive the buffer.
inline py::buffer_info buffer_of(const std::string& bytes) {
  return {const_cast<char*>(bytes.data()),
          1,
          py::format_descriptor<std::uint8_t>::format(),
          1,
          {bytes.size()},
          {1},
          true};
}

void bind_run_table(py::module_& m);
void bind_run_copies(py::module_& m);
void bind_run_sites(py::module_& m);
void bind_run_cleaner(py::module_& m, py::class_<CleanedBatch>& cleaned);
void bind_run_output(py::module_& m, py::class_<StoredBatch>& stored);
void bind_run_tally(py::module_& m);

}  // namespace saring::python
