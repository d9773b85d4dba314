#include <algorithm>
#include <optional>

#include "arrow_capsules.hpp"
#include "column.hpp"
#include "column_internal.hpp"
#include "column_state.hpp"
#include "saring/text/visible.hpp"

namespace saring::python {

namespace {

constexpr int kVersion = 1;  // of the state of a table

}  // namespace

ResultTable::ResultTable(std::vector<std::pair<std::string, py::object>> columns)
    : columns_(std::move(columns)) {
  data_.format = "+s";
  data_.buffers = {nullptr};
  for (const auto& [name, column] : columns_) {
    data_.children.push_back(column.cast<const ResultColumn&>().data());
    data_.children.back().name = name;
    data_.length = data_.children.back().length;
  }
}

py::object ResultTable::state() const {
  py::tuple columns(columns_.size());
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    columns[i] = py::make_tuple(columns_[i].first, columns_[i].second);
  }
  return py::make_tuple(kVersion, columns);
}

ResultTable ResultTable::of_state(const py::object& state) {
  const auto check = [](bool is_right, const char* what) {
    if (!is_right) throw py::value_error(std::string("the state of a table: ") + what);
  };
  const auto fields_of = [&](py::handle value) {
    check(PyTuple_Check(value.ptr()) && PyTuple_GET_SIZE(value.ptr()) == 2, "not a pair");
    return py::reinterpret_borrow<py::tuple>(value);
  };
  const py::tuple fields = fields_of(state);
  check(py::int_(kVersion).equal(fields[0]), "it was written by another version of saring");
  check(PyTuple_Check(py::object(fields[1]).ptr()), "its columns must be in a tuple");
  std::vector<std::pair<std::string, py::object>> columns;
  for (const py::handle entry : fields[1]) {
    const py::tuple named = fields_of(entry);
    const py::object name = named[0];
    const py::object column = named[1];
    const std::optional<std::string> text = utf8_of(name);
    check(text.has_value(), "a name must be a str");
    const bool is_new = std::none_of(columns.begin(), columns.end(),
                                     [&](const auto& other) { return other.first == *text; });
    check(is_new, "two columns have one name");
    check(py::isinstance<ResultColumn>(column), "a column must be a Column");
    columns.emplace_back(*text, column);
  }
  ResultTable table(std::move(columns));
  const auto& children = table.data_.children;
  check(std::all_of(children.begin(), children.end(),
                    [&](const ArrowData& column) { return column.length == table.data_.length; }),
        "its columns differ in length");
  return table;
}

py::list ResultTable::names() const {
  py::list out;
  for (const auto& [name, column] : columns_) out.append(name);
  return out;
}

py::object ResultTable::column(const std::string& wanted) const {
  for (const auto& [name, column] : columns_) {
    if (name == wanted) return column;
  }
  throw py::key_error(wanted);
}

py::object ResultTable::attribute(const std::string& wanted) const {
  for (const auto& [name, column] : columns_) {
    if (name == wanted) return column;
  }
  throw py::attribute_error("no column '" + text::visible(wanted) + "'");
}

py::dict ResultTable::to_dict() const {
  py::dict out;
  for (const auto& [name, column] : columns_) {
    out[py::str(name)] = column.attr("to_pylist")();
  }
  return out;
}

std::string ResultTable::repr() const {
  std::string out = "Table of " + std::to_string(size()) + " rows";
  for (const auto& [name, column] : columns_) {
    out += "\n  " + name + ": " + std::string(py::repr(column));
  }
  return out;
}

py::object make_table(std::vector<std::pair<std::string, py::object>> columns) {
  return py::cast(ResultTable(std::move(columns)));
}

void bind_table(py::module_& m) {
  py::class_<ResultTable>(m, "Table", "Named columns of results: an Arrow record batch producer.")
      .def(py::init<const ResultTable&>(), py::arg("table"), "The same columns, which are shared.")
      .def(py::init(&ResultTable::of_state), py::arg("state"),
           "From what a pickle has; ValueError where that is damaged.")
      .def("__len__", &ResultTable::size)
      .def("__getitem__", &ResultTable::column, py::arg("name"))
      .def("__getattr__", &ResultTable::attribute, py::arg("name"))
      .def("__repr__", &ResultTable::repr)
      .def("__reduce__",
           [](const ResultTable& t) {
             return py::make_tuple(py::type::of<ResultTable>(), py::make_tuple(t.state()));
           })
      .def("__copy__", [](py::object self) { return self; })
      .def(
          "__deepcopy__", [](py::object self, const py::dict&) { return self; }, py::arg("memo"))
      .def_property_readonly("column_names", &ResultTable::names, "The names of the columns.")
      .def("to_dict", &ResultTable::to_dict, "The columns as a dict of lists.")
      .def("__arrow_c_schema__", [](const ResultTable& t) { return schema_capsule(t.data()); })
      .def(
          "__arrow_c_array__",
          [](const ResultTable& t, const py::object&) {
            return py::make_tuple(schema_capsule(t.data()), array_capsule(t.data()));
          },
          py::arg("requested_schema") = py::none())
      .def(
          "__arrow_c_stream__",
          [](const ResultTable& t, const py::object&) { return stream_capsule(t.data()); },
          py::arg("requested_schema") = py::none());
}

}  // namespace saring::python
