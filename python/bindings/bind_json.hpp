#pragma once

#include <pybind11/pybind11.h>

namespace saring::python {

// JSON records for Python: lines of them, and files that hold one array or many lines a record.
void bind_json(pybind11::module_& m);

}  // namespace saring::python
