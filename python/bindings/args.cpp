#include "args.hpp"

#include <cstddef>
#include <string>

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

}  // namespace

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
