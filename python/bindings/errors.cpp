#include "errors.hpp"

#include <exception>
#include <filesystem>
#include <string>
#include <system_error>

#include "saring/base/error.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

py::object new_exception(py::module_& m, const char* name, const char* doc,
                         const py::tuple& bases) {
  const std::string full = std::string("saring.") + name;
  auto type = py::reinterpret_steal<py::object>(
      PyErr_NewExceptionWithDoc(full.c_str(), doc, bases.ptr(), nullptr));
  if (!type) throw py::error_already_set();
  m.attr(name) = type;
  return type;
}

// Raises the error as Python does: with the system's message and, if there is one, the file name.
void raise_os_error(const std::error_code& code, const std::filesystem::path& path) {
  py::object name = py::none();
  if (!path.empty()) {
    name = py::reinterpret_steal<py::object>(PyUnicode_DecodeFSDefault(path.c_str()));
    if (!name) throw py::error_already_set();
  }
  const py::tuple args = py::make_tuple(code.value(), code.message(), name);
  PyErr_SetObject(PyExc_OSError, args.ptr());
}

}  // namespace

void bind_errors(py::module_& m) {
  const py::handle value_error(PyExc_ValueError);
  const py::object base = new_exception(m, "SaringError", "Root of the errors that saring raises.",
                                        py::make_tuple(py::handle(PyExc_Exception)));
  const py::tuple bases = py::make_tuple(base, value_error);
  new_exception(m, "InvalidUtf8Error",
                "Bytes that are not UTF-8; `offset` is the byte offset of the first error.", bases);
  new_exception(m, "ModelError", "A model file that cannot be used.", bases);
  new_exception(m, "IndexFileError", "An index on disk that cannot be used.", bases);
  new_exception(m, "RuleError", "A rule that cannot be used; names file, line and rule id.", bases);

  // Local, because errors of other extension modules are not ours.
  py::register_local_exception_translator([](std::exception_ptr failure) {
    const auto set = [](const char* name, const char* what) {
      const py::object type = py::module_::import("saring._core").attr(name);
      // A file name in the message may contain any bytes.
      const auto text = py::reinterpret_steal<py::object>(PyUnicode_DecodeUTF8(
          what, static_cast<Py_ssize_t>(std::char_traits<char>::length(what)), "replace"));
      if (!text) throw py::error_already_set();
      PyErr_SetObject(type.ptr(), text.ptr());
    };
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const InvalidUtf8& error) {
      const py::object type = py::module_::import("saring._core").attr("InvalidUtf8Error");
      const py::object instance = type(error.what());
      instance.attr("offset") = error.offset();
      PyErr_SetObject(type.ptr(), instance.ptr());
    } catch (const ModelError& error) {
      set("ModelError", error.what());
    } catch (const IndexFileError& error) {
      set("IndexFileError", error.what());
    } catch (const RuleError& error) {
      set("RuleError", error.what());
    } catch (const Error& error) {
      set("SaringError", error.what());
    } catch (const std::filesystem::filesystem_error& error) {
      raise_os_error(error.code(), error.path1());
    } catch (const std::system_error& error) {
      raise_os_error(error.code(), {});
    }
  });
}

}  // namespace saring::python
