#include "column.hpp"

#include <pybind11/numpy.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "arrow_export.hpp"
#include "arrow_plain.hpp"
#include "column_state.hpp"
#include "saring/text/visible.hpp"

namespace saring::python {

namespace {

constexpr std::string_view kList = "+L";  // a list with offsets of 64 bits
constexpr int kVersion = 1;               // of the state of a table

std::vector<std::uint8_t> pack_bits(const std::vector<std::uint8_t>& flags) {
  std::vector<std::uint8_t> bits((flags.size() + 7) / 8);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] != 0) bits[i >> 3] = static_cast<std::uint8_t>(bits[i >> 3] | (1U << (i & 7)));
  }
  return bits;
}

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
  if (data.format == kList) {
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
  if (data.dictionary) return "large_string";  // as others see it
  if (data.format == kList) return "large_list<" + type_name(data.children[0]) + ">";
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

template <typename Struct>
py::capsule make_capsule(const char* kind, const std::function<void(Struct*)>& fill) {
  auto owned = std::make_unique<Struct>();
  fill(owned.get());
  PyObject* capsule = PyCapsule_New(owned.get(), kind, [](PyObject* self) {
    const char* name = PyCapsule_GetName(self);
    auto* p = static_cast<Struct*>(PyCapsule_GetPointer(self, name));
    if (p->release != nullptr) p->release(p);
    delete p;
  });
  if (capsule == nullptr) throw py::error_already_set();
  owned.release();
  return py::reinterpret_steal<py::capsule>(capsule);
}

py::capsule schema_capsule(const ArrowData& data) {
  const ArrowData schema = plain_schema(data);
  return make_capsule<ArrowSchema>("arrow_schema", [&](auto* p) { export_schema(schema, p); });
}

py::capsule array_capsule(const ArrowData& data) {
  const ArrowData array = plain(data);
  return make_capsule<ArrowArray>("arrow_array", [&](auto* p) { export_array(array, p); });
}

py::capsule stream_capsule(const ArrowData& data) {
  const ArrowData array = plain(data);
  return make_capsule<ArrowArrayStream>("arrow_array_stream",
                                        [&](auto* p) { export_stream(array, p); });
}

class Column {
 public:
  explicit Column(ArrowData data) : data_(std::move(data)) {}

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(data_.length); }
  [[nodiscard]] const ArrowData& data() const { return data_; }
  [[nodiscard]] py::object at(std::size_t i) const { return value_at(data_, i); }

  [[nodiscard]] py::object get(py::ssize_t i) const {
    const auto n = static_cast<py::ssize_t>(size());
    if (i < 0) i += n;
    if (i < 0 || i >= n) throw py::index_error("row out of range");
    return at(static_cast<std::size_t>(i));
  }

  [[nodiscard]] py::list slice(const py::slice& range) const {
    std::size_t start = 0;
    std::size_t stop = 0;
    std::size_t step = 0;
    std::size_t count = 0;
    if (!range.compute(size(), &start, &stop, &step, &count)) throw py::error_already_set();
    py::list out(count);
    for (std::size_t k = 0; k < count; ++k) out[k] = at(start + k * step);
    return out;
  }

  [[nodiscard]] py::list to_pylist() const {
    py::list out(size());
    for (std::size_t i = 0; i < size(); ++i) out[i] = at(i);
    return out;
  }

  [[nodiscard]] std::string repr() const {
    std::string out = "Column<" + type_name(data_) + ">[";
    constexpr std::size_t kShown = 10;
    for (std::size_t i = 0; i < std::min(size(), kShown); ++i) {
      if (i > 0) out += ", ";
      out += std::string(py::repr(at(i)));
    }
    if (size() > kShown) out += ", … " + std::to_string(size()) + " rows";
    return out + "]";
  }

 private:
  ArrowData data_;
};

// Numbers without nulls are shown to NumPy in place, read-only; the rest is copied. Nulls are NaN
// in floating-point columns, else None.
py::object to_numpy(const py::object& self) {
  const auto& column = self.cast<const Column&>();
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

// Takes the buffers over; `parts` are the value buffers after the validity bitmap.
struct Buffers {
  std::vector<std::uint8_t> validity;
  std::vector<std::vector<std::uint8_t>> parts;
};

ArrowData make_data(const char* format, std::size_t length, const Validity& validity,
                    std::vector<std::vector<std::uint8_t>> parts) {
  auto owner = std::make_shared<Buffers>();
  ArrowData data;
  for (const std::uint8_t valid : validity) data.null_count += valid == 0 ? 1 : 0;
  if (data.null_count > 0) owner->validity = pack_bits(validity);
  owner->parts = std::move(parts);
  data.format = format;
  data.length = static_cast<std::int64_t>(length);
  data.buffers.push_back(data.null_count > 0 ? owner->validity.data() : nullptr);
  for (const auto& part : owner->parts) data.buffers.push_back(part.data());
  data.owner = std::move(owner);
  return data;
}

template <typename T>
ArrowData numeric_data(const char* format, std::vector<T> values, const Validity& validity) {
  auto owner = std::make_shared<std::pair<std::vector<T>, std::vector<std::uint8_t>>>();
  ArrowData data;
  for (const std::uint8_t valid : validity) data.null_count += valid == 0 ? 1 : 0;
  owner->first = std::move(values);
  if (data.null_count > 0) owner->second = pack_bits(validity);
  data.format = format;
  data.length = static_cast<std::int64_t>(owner->first.size());
  data.buffers = {data.null_count > 0 ? owner->second.data() : nullptr, owner->first.data()};
  data.owner = std::move(owner);
  return data;
}

ArrowData string_data(const std::vector<std::string>& values, const Validity& validity) {
  std::vector<std::uint8_t> offsets((values.size() + 1) * sizeof(std::int64_t));
  std::vector<std::uint8_t> bytes;
  std::int64_t at = 0;
  for (std::size_t i = 0; i <= values.size(); ++i) {
    std::memcpy(offsets.data() + i * sizeof at, &at, sizeof at);
    if (i == values.size()) break;
    bytes.insert(bytes.end(), values[i].begin(), values[i].end());
    at += static_cast<std::int64_t>(values[i].size());
  }
  if (bytes.empty()) bytes.push_back(0);  // a buffer is never null
  std::vector<std::vector<std::uint8_t>> parts;
  parts.push_back(std::move(offsets));
  parts.push_back(std::move(bytes));
  return make_data("U", values.size(), validity, std::move(parts));
}

py::object wrap(ArrowData data) { return py::cast(Column(std::move(data))); }

class Table {
 public:
  explicit Table(std::vector<std::pair<std::string, py::object>> columns)
      : columns_(std::move(columns)) {
    data_.format = "+s";
    data_.buffers = {nullptr};
    for (const auto& [name, column] : columns_) {
      data_.children.push_back(column.cast<const Column&>().data());
      data_.children.back().name = name;
      data_.length = data_.children.back().length;
    }
  }

  // (1, ((name, column), ...)): the version of this layout, and the columns.
  [[nodiscard]] py::object state() const {
    py::tuple columns(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      columns[i] = py::make_tuple(columns_[i].first, columns_[i].second);
    }
    return py::make_tuple(kVersion, columns);
  }

  // The table of a state that may come from anywhere; ValueError where that is not possible.
  [[nodiscard]] static Table of_state(const py::object& state) {
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
      check(py::isinstance<Column>(column), "a column must be a Column");
      columns.emplace_back(*text, column);
    }
    Table table(std::move(columns));
    const auto& children = table.data_.children;
    check(std::all_of(children.begin(), children.end(),
                      [&](const ArrowData& column) { return column.length == table.data_.length; }),
          "its columns differ in length");
    return table;
  }

  [[nodiscard]] const ArrowData& data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(data_.length); }

  [[nodiscard]] py::list names() const {
    py::list out;
    for (const auto& [name, column] : columns_) out.append(name);
    return out;
  }

  [[nodiscard]] py::object column(const std::string& wanted) const {
    for (const auto& [name, column] : columns_) {
      if (name == wanted) return column;
    }
    throw py::key_error(wanted);
  }

  [[nodiscard]] py::object attribute(const std::string& wanted) const {
    for (const auto& [name, column] : columns_) {
      if (name == wanted) return column;
    }
    throw py::attribute_error("no column '" + text::visible(wanted) + "'");
  }

  [[nodiscard]] py::dict to_dict() const {
    py::dict out;
    for (const auto& [name, column] : columns_) {
      out[py::str(name)] = column.attr("to_pylist")();
    }
    return out;
  }

  [[nodiscard]] std::string repr() const {
    std::string out = "Table of " + std::to_string(size()) + " rows";
    for (const auto& [name, column] : columns_) {
      out += "\n  " + name + ": " + std::string(py::repr(column));
    }
    return out;
  }

 private:
  std::vector<std::pair<std::string, py::object>> columns_;
  ArrowData data_;
};

}  // namespace

py::object make_column(std::vector<float> values, Validity validity) {
  return wrap(numeric_data("f", std::move(values), validity));
}
py::object make_column(std::vector<double> values, Validity validity) {
  return wrap(numeric_data("g", std::move(values), validity));
}
py::object make_column(std::vector<std::int32_t> values, Validity validity) {
  return wrap(numeric_data("i", std::move(values), validity));
}
py::object make_column(std::vector<std::int64_t> values, Validity validity) {
  return wrap(numeric_data("l", std::move(values), validity));
}
py::object make_column(std::vector<std::uint32_t> values, Validity validity) {
  return wrap(numeric_data("I", std::move(values), validity));
}
py::object make_column(std::vector<std::uint64_t> values, Validity validity) {
  return wrap(numeric_data("L", std::move(values), validity));
}

py::object make_bool_column(std::vector<std::uint8_t> values, Validity validity) {
  std::vector<std::vector<std::uint8_t>> parts;
  parts.push_back(pack_bits(values));
  return wrap(make_data("b", values.size(), validity, std::move(parts)));
}

py::object make_string_column(const std::vector<std::string>& values, Validity validity) {
  return wrap(string_data(values, validity));
}

py::object make_dictionary_column(std::vector<std::int32_t> codes,
                                  const std::vector<std::string>& values) {
  Validity validity(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    validity[i] = codes[i] >= 0 ? 1 : 0;
    if (codes[i] < 0) codes[i] = 0;
  }
  ArrowData data = numeric_data("i", std::move(codes), validity);
  data.dictionary = std::make_shared<const ArrowData>(string_data(values, {}));
  return wrap(std::move(data));
}

py::object make_list_column(std::vector<std::int64_t> offsets, const py::object& items,
                            const Validity& validity) {
  const std::size_t length = offsets.size() - 1;
  ArrowData data = numeric_data(kList.data(), std::move(offsets), validity);
  data.length = static_cast<std::int64_t>(length);
  data.children.push_back(items.cast<const Column&>().data());
  data.children.back().name = "item";
  return wrap(std::move(data));
}

py::object make_table(std::vector<std::pair<std::string, py::object>> columns) {
  return py::cast(Table(std::move(columns)));
}

void bind_column(py::module_& m) {
  py::class_<Column>(m, "Column", "A column of results: a sequence, and an Arrow array producer.")
      .def(py::init<const Column&>(), py::arg("column"), "The same values, which are shared.")
      .def(py::init([](const py::object& state) { return Column(column_of(state)); }),
           py::arg("state"), "From what a pickle has; ValueError where that is damaged.")
      .def("__len__", &Column::size)
      .def("__getitem__", &Column::get, py::arg("row"))
      .def("__getitem__", &Column::slice, py::arg("rows"))
      .def("__iter__",
           [](const py::object& self) {
             return py::reinterpret_steal<py::typing::Iterator<py::object>>(
                 PySeqIter_New(self.ptr()));
           })
      .def("__repr__", &Column::repr)
      .def("__reduce__",
           [](const Column& c) {
             return py::make_tuple(py::type::of<Column>(),
                                   py::make_tuple(py::object(state_of(c.data()))));
           })
      .def("__copy__", [](py::object self) { return self; })
      .def(
          "__deepcopy__", [](py::object self, const py::dict&) { return self; }, py::arg("memo"))
      .def("__arrow_c_schema__", [](const Column& c) { return schema_capsule(c.data()); })
      .def(
          "__arrow_c_array__",
          [](const Column& c, const py::object&) {
            return py::make_tuple(schema_capsule(c.data()), array_capsule(c.data()));
          },
          py::arg("requested_schema") = py::none())
      .def(
          "__arrow_c_stream__",
          [](const Column& c, const py::object&) { return stream_capsule(c.data()); },
          py::arg("requested_schema") = py::none())
      .def(
          "__array__",
          [](const py::object& self, const py::object& dtype, const py::object&) -> py::object {
            const py::object array = to_numpy(self);
            return dtype.is_none() ? array : array.attr("astype")(dtype);
          },
          py::arg("dtype") = py::none(), py::arg("copy") = py::none())
      .def_property_readonly(
          "null_count", [](const Column& c) { return c.data().null_count; }, "Number of null rows.")
      .def_property_readonly(
          "has_dictionary",
          [](const Column& c) {
            const ArrowData& data = c.data();
            return data.dictionary != nullptr ||
                   (data.format == kList && data.children[0].dictionary != nullptr);
          },
          "Whether its strings are held by a dictionary.")
      .def_property_readonly(
          "type", [](const Column& c) { return type_name(c.data()); }, "Name of the Arrow type.")
      .def("to_pylist", &Column::to_pylist, "The values as Python objects; nulls are None.")
      .def(
          "to_numpy", &to_numpy,
          "A NumPy array: numbers without nulls in place, the rest copied (needs NumPy). Nulls are "
          "NaN in columns of floating-point numbers, else None.");

  py::class_<Table>(m, "Table", "Named columns of results: an Arrow record batch producer.")
      .def(py::init<const Table&>(), py::arg("table"), "The same columns, which are shared.")
      .def(py::init(&Table::of_state), py::arg("state"),
           "From what a pickle has; ValueError where that is damaged.")
      .def("__len__", &Table::size)
      .def("__getitem__", &Table::column, py::arg("name"))
      .def("__getattr__", &Table::attribute, py::arg("name"))
      .def("__repr__", &Table::repr)
      .def("__reduce__",
           [](const Table& t) {
             return py::make_tuple(py::type::of<Table>(), py::make_tuple(t.state()));
           })
      .def("__copy__", [](py::object self) { return self; })
      .def(
          "__deepcopy__", [](py::object self, const py::dict&) { return self; }, py::arg("memo"))
      .def_property_readonly("column_names", &Table::names, "The names of the columns.")
      .def("to_dict", &Table::to_dict, "The columns as a dict of lists.")
      .def("__arrow_c_schema__", [](const Table& t) { return schema_capsule(t.data()); })
      .def(
          "__arrow_c_array__",
          [](const Table& t, const py::object&) {
            return py::make_tuple(schema_capsule(t.data()), array_capsule(t.data()));
          },
          py::arg("requested_schema") = py::none())
      .def(
          "__arrow_c_stream__",
          [](const Table& t, const py::object&) { return stream_capsule(t.data()); },
          py::arg("requested_schema") = py::none());
}

}  // namespace saring::python
