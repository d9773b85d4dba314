#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// Columns of results for Python. They own their buffers and pass them to any Arrow consumer without
// a copy. `validity` has one byte per row (0: null) or is empty if there are no nulls.
namespace saring::python {

namespace py = pybind11;

using Validity = std::vector<std::uint8_t>;

[[nodiscard]] py::object make_column(std::vector<float> values, Validity validity = {});
[[nodiscard]] py::object make_column(std::vector<double> values, Validity validity = {});
[[nodiscard]] py::object make_column(std::vector<std::int32_t> values, Validity validity = {});
[[nodiscard]] py::object make_column(std::vector<std::int64_t> values, Validity validity = {});
[[nodiscard]] py::object make_column(std::vector<std::uint32_t> values, Validity validity = {});
[[nodiscard]] py::object make_column(std::vector<std::uint64_t> values, Validity validity = {});
// One byte per row, 0 or 1.
[[nodiscard]] py::object make_bool_column(std::vector<std::uint8_t> values, Validity validity = {});
[[nodiscard]] py::object make_string_column(const std::vector<std::string>& values,
                                            Validity validity = {});
// Dictionary-encoded strings: `codes` are indexes into `values`; -1 is null.
[[nodiscard]] py::object make_dictionary_column(std::vector<std::int32_t> codes,
                                                const std::vector<std::string>& values);

// Lists: row i has the rows offsets[i] to offsets[i + 1] of the column `items`.
[[nodiscard]] py::object make_list_column(std::vector<std::int64_t> offsets,
                                          const py::object& items, const Validity& validity = {});

// Named columns of equal length: an Arrow record batch.
[[nodiscard]] py::object make_table(std::vector<std::pair<std::string, py::object>> columns);

void bind_column(py::module_& m);

}  // namespace saring::python
