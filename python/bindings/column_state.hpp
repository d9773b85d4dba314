#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>

#include "arrow_export.hpp"

// Columns as plain Python objects, for pickles and copies.
namespace saring::python {

// (1, format, length, validity, buffers, children, dictionary): the version of this layout; the
// format as Arrow's C data interface writes it; the number of rows; the validity bitmap as bytes,
// or None where nothing is null; a tuple of bytes, little-endian, with the buffers after the
// bitmap; a tuple of the states of children; the state of the dictionary, or None.
[[nodiscard]] pybind11::tuple state_of(const ArrowData& column);

// The column of a state that may come from anywhere: all of it is checked, so that no row of the
// column is outside its buffers and every string is valid UTF-8. Throws ValueError with what is
// wrong. Linear.
[[nodiscard]] ArrowData column_of(pybind11::handle state);

// The content of a str; nothing for anything else and for a str with lone surrogates.
[[nodiscard]] std::optional<std::string> utf8_of(pybind11::handle value);

}  // namespace saring::python
