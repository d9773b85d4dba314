#include <pybind11/pybind11.h>

#include "column.hpp"
#include "errors.hpp"
#include "saring/base/version.hpp"

namespace saring::python {

#define SARING_MODULE(name) void bind_##name(pybind11::module_& m);
#include "modules.inc"
#undef SARING_MODULE

}  // namespace saring::python

PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {
  m.doc() = "The C++ core of saring. Use the package `saring`, which wraps it.";
  m.attr("__version__") = std::string(saring::version());
  saring::python::bind_errors(m);
  saring::python::bind_column(m);
#define SARING_MODULE(name) saring::python::bind_##name(m);
#include "modules.inc"
#undef SARING_MODULE
}
