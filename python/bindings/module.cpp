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
void bind_sites(pybind11::module_& m);
void bind_story(pybind11::module_& m);
void bind_line_training(pybind11::module_& m);
void bind_encoding(pybind11::module_& m);
void bind_html(pybind11::module_& m);
void bind_dedup(pybind11::module_& m);
void bind_corpus_matcher(pybind11::module_& m);
void bind_overlap(pybind11::module_& m);
void bind_repeats(pybind11::module_& m);
void bind_signals(pybind11::module_& m);
void bind_spread_search(pybind11::module_& m);
void bind_index(pybind11::module_& m);
void bind_pipeline(pybind11::module_& m);

namespace {

PyObject* new_instance(PyTypeObject* type, PyObject* arguments, PyObject* keywords) {
  const PyTypeObject* base = type;
  while (base->tp_new == new_instance) base = base->tp_base;
  return base->tp_new(type, arguments, keywords);
}

// Damaged pickles may ask for `C.__new__(C)`. Python refuses this if the class has another tp_new
// than the base in which the method is found. So no instance is used without its constructor having
// run.
void forbid_bare_new(const pybind11::module_& m) {
  const PyTypeObject* const metaclass = Py_TYPE(m.attr("Column").ptr());
  for (const auto& [name, value] : m.attr("__dict__").cast<pybind11::dict>()) {
    if (Py_TYPE(value.ptr()) != metaclass) continue;
    auto* type = reinterpret_cast<PyTypeObject*>(value.ptr());
    type->tp_new = new_instance;
    PyType_Modified(type);
  }
}

}  // namespace

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
  saring::python::bind_sites(m);
  saring::python::bind_story(m);
  saring::python::bind_boilerplate(m);
  saring::python::bind_line_training(m);
  saring::python::bind_encoding(m);
  saring::python::bind_html(m);
  saring::python::bind_dedup(m);
  saring::python::bind_corpus_matcher(m);
  saring::python::bind_overlap(m);
  saring::python::bind_repeats(m);
  saring::python::bind_signals(m);
  saring::python::bind_spread_search(m);
  saring::python::bind_index(m);
  saring::python::bind_pipeline(m);
  saring::python::forbid_bare_new(m);
}
