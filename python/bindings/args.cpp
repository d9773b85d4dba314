#include "args.hpp"

#include <cstddef>
#include <string>

#include "saring/text/visible.hpp"
#include "text_column.hpp"

namespace py = pybind11;

namespace saring::python {

namespace {

std::string known_roles() {
  std::string names;
  for (std::size_t i = 0; i < boilerplate::kRoleCount; ++i) {
    if (i > 0) names += ", ";
    names += boilerplate::role_name(static_cast<boilerplate::Role>(i));
  }
  return names;
}

struct BufferView : Py_buffer {
  explicit BufferView(py::handle object) : Py_buffer{} {
    if (PyObject_GetBuffer(object.ptr(), this, PyBUF_FULL_RO) != 0) throw py::error_already_set();
  }
  BufferView(const BufferView&) = delete;
  BufferView& operator=(const BufferView&) = delete;
  ~BufferView() { PyBuffer_Release(this); }

  // A NumPy scalar has no dimensions: it is a number, not a string of bytes.
  [[nodiscard]] bool holds_bytes() const {
    const std::string_view kind = format == nullptr ? "B" : format;
    return ndim > 0 && itemsize == 1 && (kind == "B" || kind == "b" || kind == "c");
  }
};

}  // namespace

std::string type_name(py::handle object) { return Py_TYPE(object.ptr())->tp_name; }

std::string copy_of_buffer(py::handle object, const std::string& name, const char* wanted) {
  const auto fail = [&](const std::string& items) {
    throw py::type_error(name + ": expected " + wanted + ", got " + type_name(object) + items);
  };
  if (!PyObject_CheckBuffer(object.ptr())) fail("");
  BufferView view(object);
  if (!view.holds_bytes()) {
    fail(view.ndim == 0 || view.format == nullptr
             ? std::string()
             : " with items of format '" + text::visible(view.format) + "'");
  }
  std::string copy(static_cast<std::size_t>(view.len), '\0');
  if (PyBuffer_ToContiguous(copy.data(), &view, view.len, 'C') != 0) {
    throw py::error_already_set();
  }
  return copy;
}

std::vector<boilerplate::RuleFile> rule_files(const NamedBytes& files) {
  std::vector<boilerplate::RuleFile> out;
  out.reserve(files.size());
  for (const auto& [name, content] : files) out.push_back({name, content});
  return out;
}

std::string str_argument(py::handle value, const char* name) {
  if (PyUnicode_Check(value.ptr()) == 0) {
    throw py::type_error(std::string(name) + ": expected str, got " + type_name(value));
  }
  return std::string(TextArg(value, name).view());
}

std::uint64_t int_argument(py::handle value, const char* name, std::uint64_t max) {
  if (PyIndex_Check(value.ptr()) == 0) {
    throw py::type_error(std::string(name) + ": expected int, got " + type_name(value));
  }
  const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!number) throw py::error_already_set();
  const std::uint64_t result = PyLong_AsUnsignedLongLong(number.ptr());
  const bool overflows = PyErr_Occurred() != nullptr;
  PyErr_Clear();
  if (!overflows && result <= max) return result;
  int is_huge = 0;
  const long long small = PyLong_AsLongLongAndOverflow(number.ptr(), &is_huge);
  throw py::value_error(std::string(name) + " must be between 0 and " + std::to_string(max) +
                        (is_huge != 0 ? std::string() : ", not " + std::to_string(small)));
}

boilerplate::RoleSet role_set(const py::object& names) {
  if (names.is_none()) return boilerplate::kArticleRoles;
  const auto fail = [](const std::string& wanted, py::handle got) {
    const std::string type = py::str(py::type::of(got).attr("__name__"));
    throw py::type_error("keep_roles: expected " + wanted + ", got " + type);
  };
  if (PyUnicode_Check(names.ptr()) || PyBytes_Check(names.ptr()) ||
      !py::hasattr(names, "__iter__")) {
    fail("a collection of role names", names);
  }
  boilerplate::RoleSet roles;
  for (const py::handle name : py::iter(names)) {
    if (!PyUnicode_Check(name.ptr())) fail("role names", name);
    const std::string quoted = py::repr(name);
    const auto role = PyUnicode_IS_ASCII(name.ptr())
                          ? boilerplate::role_from_name(py::cast<std::string>(name))
                          : std::nullopt;
    if (!role) {
      throw py::value_error("keep_roles: there is no role " + quoted + "; the roles are " +
                            known_roles());
    }
    roles.add(*role);
  }
  return roles;
}

}  // namespace saring::python
