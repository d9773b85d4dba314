#pragma once

#include <pybind11/pybind11.h>

#include "saring/boilerplate/role.hpp"

// Arguments that several functions take, each checked in one place.
namespace saring::python {

// The roles of an argument `keep_roles`: any iterable of role names; None means the roles of the
// article. TypeError for one str and for anything but names, ValueError for an unknown name.
[[nodiscard]] boilerplate::RoleSet role_set(const pybind11::object& names);

}  // namespace saring::python
