#include "column.hpp"

#include <pybind11/numpy.h>

#include <algorithm>
#include <cstring>

#include "arrow_capsules.hpp"
#include "arrow_plain.hpp"
#include "column_internal.hpp"
#include "column_state.hpp"

namespace saring::python {

namespace {

template <typename T>
T number_at(const ArrowData& data, std::size_t i) {
  return static_cast<const T*>(data.buffers[1])[i];
}

py::object value_at(const ArrowData& data, std::size_t i) {
  if (data.buffers[0] != nullptr && !bit_at(data.buffers[0], i)) return py::none();
  if (data.dictionary) {
    const auto code = static_cast<std::size_t>(number_at<std::int32_t>(data, i));
    return py::str(string_at(*data.dictionary, code));
  }
  if (data.format == kListFormat) {
    const auto* offsets = static_cast<const std::int64_t*>(data.buffers[1]);
    py::list items;
    for (std::int64_t k = offsets[i]; k < offsets[i + 1]; ++k)
      items.append(value_at(data.children[0], static_cast<std::size_t>(k)));
    return items;
  }
  switch (data.format[0]) {
    case 'f':
      return py::float_(number_at<float>(data, i));
    case 'g':
      return py::float_(number_at<double>(data, i));
    case 'i':
      return py::int_(number_at<std::int32_t>(data, i));
    case 'I':
      return py::int_(number_at<std::uint32_t>(data, i));
    case 'l':
      return py::int_(number_at<std::int64_t>(data, i));
    case 'L':
      return py::int_(number_at<std::uint64_t>(data, i));
    case 'b':
      return py::bool_(bit_at(data.buffers[1], i));
    default:
      return py::str(string_at(data, i));
  }
}

std::string type_name(const ArrowData& data) {
  if (data.dictionary) return "large_string";  // the exported form
  if (data.format == kListFormat) return "large_list<" + type_name(data.children[0]) + ">";
  switch (data.format[0]) {
    case 'f':
      return "float";
    case 'g':
      return "double";
    case 'i':
      return "int32";
    case 'I':
      return "uint32";
    case 'l':
      return "int64";
    case 'L':
      return "uint64";
    case 'b':
      return "bool";
    default:
      return "large_string";
  }
}

// NumPy gets a read-only view of numbers without nulls, and a copy of everything else. Nulls are
// NaN in floating-point columns, else None.
py::object to_numpy(const py::object& self) {
  const auto& column = self.cast<const ResultColumn&>();
  const ArrowData& data = column.data();
  const std::string kind(1, data.format[0]);
  const bool is_number =
      data.format.size() == 1 && std::strchr("fgiIlL", data.format[0]) != nullptr;
  if (is_number && !data.dictionary && data.null_count == 0) {
    static constexpr std::pair<char, const char*> kTypes[] = {
        {'f', "f4"}, {'g', "f8"}, {'i', "i4"}, {'I', "u4"}, {'l', "i8"}, {'L', "u8"}};
    for (const auto& [format, dtype] : kTypes) {
      if (format != data.format[0]) continue;
      py::array view(py::dtype(dtype), {data.length}, data.buffers[1], self);
      view.attr("flags").attr("writeable") = false;
      return view;
    }
  }
  std::string dtype = "object";
  if (data.format == "b" && data.null_count == 0) dtype = "bool";
  if (data.format == "f") dtype = "f4";  // None becomes NaN
  if (data.format == "g") dtype = "f8";
  return py::module_::import("numpy").attr("array")(column.to_pylist(), py::str(dtype));
}

}  // namespace

py::object ResultColumn::at(std::size_t i) const { return value_at(data_, i); }

py::object ResultColumn::get(py::ssize_t i) const {
  const auto n = static_cast<py::ssize_t>(size());
  if (i < 0) i += n;
  if (i < 0 || i >= n) throw py::index_error("row out of range");
  return at(static_cast<std::size_t>(i));
}

py::list ResultColumn::slice(const py::slice& range) const {
  std::size_t start = 0;
  std::size_t stop = 0;
  std::size_t step = 0;
  std::size_t count = 0;
  if (!range.compute(size(), &start, &stop, &step, &count)) throw py::error_already_set();
  py::list out(count);
  for (std::size_t k = 0; k < count; ++k) out[k] = at(start + k * step);
  return out;
}

py::list ResultColumn::to_pylist() const {
  py::list out(size());
  for (std::size_t i = 0; i < size(); ++i) out[i] = at(i);
  return out;
}

std::string ResultColumn::repr() const {
  std::string out = "Column<" + type_name(data_) + ">[";
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < std::min(size(), kShown); ++i) {
    if (i > 0) out += ", ";
    out += std::string(py::repr(at(i)));
  }
  if (size() > kShown) out += ", … " + std::to_string(size()) + " rows";
  return out + "]";
}

void bind_column(py::module_& m) {
  py::class_<ResultColumn>(m, "Column",
                           "A column of results: a sequence, and an Arrow array producer.")
      .def(py::init<const ResultColumn&>(), py::arg("column"), "The same values, which are shared.")
      .def(py::init([](const py::object& state) { return ResultColumn(column_of(state)); }),
           py::arg("state"), "From what a pickle has; ValueError where that is damaged.")
      .def("__len__", &ResultColumn::size)
      .def("__getitem__", &ResultColumn::get, py::arg("row"))
      .def("__getitem__", &ResultColumn::slice, py::arg("rows"))
      .def("__iter__",
           [](const py::object& self) {
             return py::reinterpret_steal<py::typing::Iterator<py::object>>(
                 PySeqIter_New(self.ptr()));
           })
      .def("__repr__", &ResultColumn::repr)
      .def("__reduce__",
           [](const ResultColumn& c) {
             return py::make_tuple(py::type::of<ResultColumn>(),
                                   py::make_tuple(py::object(state_of(c.data()))));
           })
      .def("__copy__", [](py::object self) { return self; })
      .def(
          "__deepcopy__", [](py::object self, const py::dict&) { return self; }, py::arg("memo"))
      .def("__arrow_c_schema__", [](const ResultColumn& c) { return schema_capsule(c.data()); })
      .def(
          "__arrow_c_array__",
          [](const ResultColumn& c, const py::object&) {
            return py::make_tuple(schema_capsule(c.data()), array_capsule(c.data()));
          },
          py::arg("requested_schema") = py::none())
      .def(
          "__arrow_c_stream__",
          [](const ResultColumn& c, const py::object&) { return stream_capsule(c.data()); },
          py::arg("requested_schema") = py::none())
      .def(
          "__array__",
          [](const py::object& self, const py::object& dtype, const py::object&) -> py::object {
            const py::object array = to_numpy(self);
            return dtype.is_none() ? array : array.attr("astype")(dtype);
          },
          py::arg("dtype") = py::none(), py::arg("copy") = py::none())
      .def_property_readonly(
          "null_count", [](const ResultColumn& c) { return c.data().null_count; },
          "Number of null rows.")
      .def_property_readonly(
          "has_dictionary",
          [](const ResultColumn& c) {
            const ArrowData& data = c.data();
            return data.dictionary != nullptr ||
                   (data.format == kListFormat && data.children[0].dictionary != nullptr);
          },
          "Whether its strings are held by a dictionary.")
      .def_property_readonly(
          "type", [](const ResultColumn& c) { return type_name(c.data()); },
          "Name of the Arrow type.")
      .def("to_pylist", &ResultColumn::to_pylist, "The values as Python objects; nulls are None.")
      .def(
          "to_numpy", &to_numpy,
          "A NumPy array: numbers without nulls in place, the rest copied (needs NumPy). Nulls are "
          "NaN in columns of floating-point numbers, else None.");

  bind_table(m);
}

}  // namespace saring::python
