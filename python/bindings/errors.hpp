#pragma once

#include <pybind11/pybind11.h>

namespace saring::python {

// Registers saring's exceptions and the translation of C++ errors to them: one line per error.
void bind_errors(pybind11::module_& m);

}  // namespace saring::python
