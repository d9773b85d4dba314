#pragma once

#include <pybind11/pybind11.h>

namespace saring::python {

// JSON records for Python: JSON Lines, and files with one array or with records of several lines.
void bind_json(pybind11::module_& m);

}  // namespace saring::python
