#pragma once

#include <pybind11/pybind11.h>

#include "run_batches.hpp"

namespace saring::python {

// Rows of the table that a run writes, and their lines as JSON.
void bind_table_rows(py::module_& m, py::class_<StoredBatch>& stored);

}  // namespace saring::python
