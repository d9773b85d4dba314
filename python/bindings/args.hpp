#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/boilerplate/lines/rule_files.hpp"
#include "saring/boilerplate/role.hpp"

// Arguments that several functions take. Each is checked in one place.
namespace saring::python {

// The roles of an argument `keep_roles`: any iterable of role names. None means the roles of the
// article. TypeError for a single str and for anything except names, ValueError for an unknown
// name.
[[nodiscard]] boilerplate::RoleSet role_set(const pybind11::object& names);

// A copy of a bytes-like object other than bytes (bytearray, memoryview, array, mmap, a NumPy array
// of bytes), in the order of bytes(object). It is a copy because another thread may change or
// resize the object during the call. TypeError for anything else and for items that are not bytes;
// the message says that `name` expects `wanted`.
[[nodiscard]] std::string copy_of_buffer(pybind11::handle object, const std::string& name,
                                         const char* wanted);

// Rule files from Python: name and content of each.
using NamedBytes = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::vector<boilerplate::RuleFile> rule_files(const NamedBytes& files);

// The name of an object's type.
[[nodiscard]] std::string type_name(pybind11::handle object);

// A str as UTF-8, with lone surrogates replaced by U+FFFD. TypeError for anything else.
[[nodiscard]] std::string str_argument(pybind11::handle value, const char* name);

// An int in [0, max]. TypeError for another type, ValueError outside the range.
[[nodiscard]] std::uint64_t int_argument(pybind11::handle value, const char* name,
                                         std::uint64_t max);

template <std::size_t n>
struct ArgumentName {
  char text[n];
  // NOLINTNEXTLINE(google-explicit-constructor): a string literal is the template's argument.
  consteval ArgumentName(const char (&literal)[n]) { std::copy_n(literal, n, text); }
};

// Parameters with errors that name them. pybind11's own errors would show the values of all
// arguments, which may be millions of texts, and pybind11 accepts bytes for a str.
template <ArgumentName kName>
struct StrArg {
  std::string value;
};
template <typename T, ArgumentName kName>
struct IntArg {
  T value = 0;
  // NOLINTNEXTLINE(google-explicit-constructor): the argument is used as a number.
  operator T() const noexcept { return value; }
};

using NumThreads = IntArg<unsigned, "num_threads">;

}  // namespace saring::python

namespace pybind11::detail {

template <saring::python::ArgumentName kName>
struct type_caster<saring::python::StrArg<kName>> {
  PYBIND11_TYPE_CASTER(saring::python::StrArg<kName>, const_name("str"));
  bool load(handle source, bool) {
    value.value = saring::python::str_argument(source, kName.text);
    return true;
  }
};

template <typename T, saring::python::ArgumentName kName>
struct type_caster<saring::python::IntArg<T, kName>> {
  using Argument = saring::python::IntArg<T, kName>;
  PYBIND11_TYPE_CASTER(Argument, const_name("typing.SupportsIndex"));
  bool load(handle source, bool) {
    value.value = static_cast<T>(
        saring::python::int_argument(source, kName.text, std::numeric_limits<T>::max()));
    return true;
  }
};

}  // namespace pybind11::detail
