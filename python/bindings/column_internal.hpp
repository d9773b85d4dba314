#pragma once

#include <pybind11/pybind11.h>

#include <string>
#include <utility>
#include <vector>

#include "arrow_export.hpp"

// The classes behind saring.Column and saring.Table, which share their buffers with every copy.
namespace saring::python {

namespace py = pybind11;

inline constexpr const char* kListFormat = "+L";  // a list with 64-bit offsets

class ResultColumn {
 public:
  explicit ResultColumn(ArrowData data) : data_(std::move(data)) {}

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(data_.length); }
  [[nodiscard]] const ArrowData& data() const { return data_; }
  [[nodiscard]] py::object at(std::size_t i) const;

  // A negative `i` counts from the end. IndexError outside the column.
  [[nodiscard]] py::object get(py::ssize_t i) const;
  [[nodiscard]] py::list slice(const py::slice& range) const;
  [[nodiscard]] py::list to_pylist() const;
  [[nodiscard]] std::string repr() const;

 private:
  ArrowData data_;
};

class ResultTable {
 public:
  explicit ResultTable(std::vector<std::pair<std::string, py::object>> columns);

  // (1, ((name, column), ...)): the version of this layout, and the columns.
  [[nodiscard]] py::object state() const;
  // Makes the table from a state of unknown origin. ValueError if that is not possible.
  [[nodiscard]] static ResultTable of_state(const py::object& state);

  [[nodiscard]] const ArrowData& data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(data_.length); }
  [[nodiscard]] py::list names() const;
  // KeyError or AttributeError if no column has this name.
  [[nodiscard]] py::object column(const std::string& wanted) const;
  [[nodiscard]] py::object attribute(const std::string& wanted) const;
  [[nodiscard]] py::dict to_dict() const;
  [[nodiscard]] std::string repr() const;

 private:
  std::vector<std::pair<std::string, py::object>> columns_;
  ArrowData data_;
};

void bind_table(py::module_& m);

}  // namespace saring::python
