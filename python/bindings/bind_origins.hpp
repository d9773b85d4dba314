#pragma once

#include <pybind11/pybind11.h>

namespace saring::python {

// Origins: sites and dates of the documents of a run. After the classes of bind_pipeline().
void bind_origins(pybind11::module_& m);

}  // namespace saring::python
