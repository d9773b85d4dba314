// Rows of the table that `saring clean --to` writes.
#include "bind_table_rows.hpp"

#include <pybind11/stl.h>

#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interrupts.hpp"
#include "saring/pipeline/table_rows.hpp"
#include "saring/text/json_text.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

using pipeline::Copies;
using pipeline::StringColumn;
using pipeline::TableOptions;
using pipeline::TableRows;

template <typename T>
py::bytes bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// Buffers of an Arrow array: validity, ends (with a zero before the first), bytes.
py::tuple buffers_of(const StringColumn& column) {
  return py::make_tuple(py::bytes(column.validity()), bytes_of(column.ends()),
                        to_bytes(column.bytes()));
}

TableOptions options_of(std::vector<std::string> members, const py::bytes& as_strings,
                        const py::bytes& is_json) {
  TableOptions options{.members = std::move(members)};
  for (const char flag : bytes_view(as_strings)) options.as_strings.push_back(flag != 0);
  for (const char flag : bytes_view(is_json)) options.is_json.push_back(flag != 0);
  options.as_strings.resize(options.members.size());
  return options;
}

// (strings by name, numbers by name, signals, members). Each column is given as buffers.
py::tuple rows_of(const StoredBatch& batch, const Table& table, const Copies& copies,
                  std::vector<std::string> members, const py::bytes& as_strings,
                  const py::bytes& is_json) {
  const TableOptions options = options_of(std::move(members), as_strings, is_json);
  const TableRows rows = with_locks(
      [&] {
        batch.check_rows(table);
        return table_rows(batch.rows(), table.value, copies, options);
      },
      std::shared_lock(table.names, std::defer_lock), to_read(table));
  py::dict strings;
  for (std::size_t i = 0; i < pipeline::kTableStrings.size(); ++i) {
    strings[py::str(pipeline::kTableStrings[i])] = buffers_of(rows.strings[i]);
  }
  py::dict numbers;
  numbers["confidence"] = bytes_of(rows.confidence);
  numbers["is_reliable"] = bytes_of(rows.is_reliable);
  numbers["record"] = bytes_of(rows.records);
  numbers["chars_before"] = bytes_of(rows.chars_before);
  numbers["chars_after"] = bytes_of(rows.chars_after);
  numbers["cluster"] = bytes_of(rows.clusters);
  numbers["cluster_size"] = bytes_of(rows.cluster_sizes);
  py::list signals;
  for (const auto& values : rows.signals) signals.append(bytes_of(values));
  py::list of_members;
  for (const StringColumn& member : rows.members) of_members.append(buffers_of(member));
  return py::make_tuple(strings, numbers, signals, of_members);
}

std::vector<std::uint8_t> kinds_of(const StoredBatch& batch, const Table& table,
                                   std::vector<std::string> members, const py::bytes& is_json) {
  const TableOptions options = options_of(std::move(members), py::bytes(), is_json);
  return with_locks(
      [&] {
        batch.check_rows(table);
        return member_kinds(batch.rows(), table.value, options);
      },
      to_read(table));
}

// One JSON object per row. `is_json` has one byte per column: 1 if its values are already JSON.
py::tuple json_rows(const std::vector<std::string>& names, const py::list& columns,
                    const py::bytes& is_json) {
  std::deque<TextColumn> values;
  for (const py::handle column : columns) {
    values.emplace_back(py::reinterpret_borrow<py::object>(column), "columns");
  }
  const std::string_view flags = bytes_view(is_json);
  if (names.size() != values.size() || flags.size() != values.size()) {
    throw py::value_error("a name and a flag are needed for each column");
  }
  const StringColumn lines = interruptible([&] {
    std::vector<std::string> keys;
    for (const std::string& name : names) {
      std::string& key = keys.emplace_back(keys.empty() ? "{" : ",");
      text::append_json_string(name, key);
      key += ':';
    }
    StringColumn out;
    std::string line;
    const std::size_t count = values.empty() ? 0 : values.front().size();
    for (const TextColumn& column : values) {
      if (column.size() != count) throw std::invalid_argument("columns of different lengths");
    }
    for (std::size_t row = 0; row < count; ++row) {
      line.clear();
      for (std::size_t i = 0; i < keys.size(); ++i) {
        line += keys[i];
        const std::string_view value = values[i].texts()[row];
        if (values[i].is_null(row)) {
          line += "null";
        } else if (flags[i] != 0) {
          line += value;
        } else {
          text::append_json_string(value, line);
        }
      }
      line += "}\n";
      out.append(line);
    }
    return out;
  });
  return buffers_of(lines);
}

// Each value as a JSON string; nulls stay null.
py::tuple json_strings(const py::object& column) {
  const TextColumn values(column, "column");
  return buffers_of(interruptible([&] {
    StringColumn out;
    std::string json;
    for (std::size_t row = 0; row < values.size(); ++row) {
      json.clear();
      text::append_json_string(values.texts()[row], json);
      if (values.is_null(row)) {
        out.append_null();
      } else {
        out.append(json);
      }
    }
    return out;
  }));
}

}  // namespace

void bind_table_rows(py::module_& m, py::class_<StoredBatch>& stored) {
  stored
      .def("table_rows", &rows_of, py::arg("table"), py::arg("copies"), py::arg("members"),
           py::arg("as_strings"), py::arg("is_json"),
           "The documents that are kept as columns of one table: those of strings and of numbers "
           "by name, doubles of the signals where there are any, then `members` of JSON records, "
           "as JSON or, with a byte 1 in `as_strings`, as "
           "strings. `is_json` has a byte a source. Strings are the buffers of Arrow arrays.")
      .def("member_kinds", &kinds_of, py::arg("table"), py::arg("members"), py::arg("is_json"),
           "For each member what it holds: sums of 1 bool, 2 int, 4 long int, 8 double, 16 string, "
           "32 other.");
  m.def("json_strings", &json_strings, py::arg("column"),
        "Write strings as JSON: buffers of an Arrow array.");
  m.def("json_rows", &json_rows, py::arg("names"), py::arg("columns"), py::arg("is_json"),
        "Write rows as JSON, one a line: buffers of an Arrow array. Columns are of strings; with a "
        "byte 1 in `is_json` they hold JSON.");
}

}  // namespace saring::python
