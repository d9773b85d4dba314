#include <pybind11/pybind11.h>

#include "column.hpp"
#include "errors.hpp"
#include "interrupts.hpp"
#include "saring/base/parallel.hpp"
#include "saring/base/version.hpp"

namespace saring::python {

void bind_text(pybind11::module_& m);
void bind_lang(pybind11::module_& m);
void bind_lang_train(pybind11::module_& m);
void bind_boilerplate(pybind11::module_& m);
void bind_html(pybind11::module_& m);
void bind_dedup(pybind11::module_& m);
void bind_pipeline(pybind11::module_& m);

}  // namespace saring::python

PYBIND11_MODULE(_core, m) {
  m.doc() = "The C++ core of saring. Use the package `saring`, which wraps it.";
  m.attr("__version__") = std::string(saring::version());
  m.def("resolve_threads", &saring::resolve_threads, pybind11::arg("requested") = 0,
        "Threads to use for a request; 0: as many as this process may use at once.");
  saring::python::bind_interrupts();
  saring::python::bind_errors(m);
  saring::python::bind_column(m);
  saring::python::bind_text(m);
  saring::python::bind_lang(m);
  saring::python::bind_lang_train(m);
  saring::python::bind_boilerplate(m);
  saring::python::bind_html(m);
  saring::python::bind_dedup(m);
  saring::python::bind_pipeline(m);
}
