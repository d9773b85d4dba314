#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <string_view>

#include "saring/boilerplate/role.hpp"

// Arguments that several functions take, each checked in one place.
namespace saring::python {

// The roles of an argument `keep_roles`: any iterable of role names; None means the roles of the
// article. TypeError for one str and for anything but names, ValueError for an unknown name.
[[nodiscard]] boilerplate::RoleSet role_set(const pybind11::object& names);

// A copy of a bytes-like object other than bytes (bytearray, memoryview, array, mmap, a NumPy array
// of bytes), in the order of bytes(object): another thread may change or resize the object during
// the call. TypeError for anything else and for items that are not bytes, which says that `name`
// expects `wanted`.
[[nodiscard]] std::string copy_of_buffer(pybind11::handle object, const std::string& name,
                                         const char* wanted);

// The name of an object's type.
[[nodiscard]] std::string type_name(pybind11::handle object);

// Text of a producer for an error: valid UTF-8 of at most 200 bytes.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace saring::python
