#pragma once

#include <pybind11/pybind11.h>

#include "arrow_export.hpp"

// Exports columns as the capsules of Arrow's PyCapsule interface. Arrays share the buffers of the
// column and keep them alive.
namespace saring::python {

[[nodiscard]] pybind11::capsule schema_capsule(const ArrowData& data);
[[nodiscard]] pybind11::capsule array_capsule(const ArrowData& data);
[[nodiscard]] pybind11::capsule stream_capsule(const ArrowData& data);

}  // namespace saring::python
