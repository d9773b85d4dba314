#pragma once

#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "column.hpp"

// The ids of texts that the caller gives.
namespace saring::python {

// The ids of the texts, all of one type. The first alternative: there are no ids.
using Ids = std::variant<std::monostate, std::vector<std::int64_t>, std::vector<std::string>>;

// The ids of the texts at these positions.
inline pybind11::object id_column(const Ids& ids, const std::vector<std::uint32_t>& positions) {
  const auto chosen = [&](const auto& values) {
    std::decay_t<decltype(values)> out;
    out.reserve(positions.size());
    for (const std::uint32_t position : positions) out.push_back(values[position]);
    return out;
  };
  if (const auto* numbers = std::get_if<1>(&ids)) return make_column(chosen(*numbers));
  return make_string_column(chosen(std::get<2>(ids)));
}

}  // namespace saring::python
