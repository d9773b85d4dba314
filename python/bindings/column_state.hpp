#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>

#include "arrow_export.hpp"

// Columns as plain Python objects, for pickles and copies.
namespace saring::python {

// (1, format, length, validity, buffers, children, dictionary): the version of this layout; the
// format string of Arrow's C data interface; the number of rows; the validity bitmap as bytes, or
// None if there are no nulls; a tuple of bytes, little-endian, with the buffers after the bitmap; a
// tuple of the states of the children; the state of the dictionary, or None.
[[nodiscard]] pybind11::tuple state_of(const ArrowData& column);

// Makes the column from a state of unknown origin. Everything is checked: no row refers outside its
// buffers, and every string is valid UTF-8. Throws ValueError with a description of the fault.
// Linear.
[[nodiscard]] ArrowData column_of(pybind11::handle state);

// The content of a str. Nothing for anything else, and for a str with lone surrogates.
[[nodiscard]] std::optional<std::string> utf8_of(pybind11::handle value);

}  // namespace saring::python
