#include "bind_json.hpp"

#include <pybind11/stl.h>

#include <string>
#include <string_view>
#include <vector>

#include "interrupts.hpp"
#include "run_batches.hpp"
#include "saring/pipeline/json_lines.hpp"
#include "saring/pipeline/json_splitter.hpp"
#include "saring/text/json_text.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

// ((line, record, text) of each record, (line, reason) of each problem) of a block of JSON
// Lines; lines count from 0.
py::tuple read_json_lines(const py::bytes& block, const std::string& text_field,
                          std::size_t max_document) {
  pipeline::JsonLinesReader reader({.text = text_field});
  pipeline::JsonBlock read;
  const std::string_view bytes = bytes_view(block);
  run_interruptible([&] { reader.read(bytes, max_document, read); });
  py::list records;
  py::list problems;
  for (const pipeline::JsonRecord& record : read.records()) {
    if (record.status == pipeline::LineStatus::kRecord) {
      records.append(py::make_tuple(record.line, to_bytes(record.raw), record.text));
    } else {
      problems.append(py::make_tuple(record.line, record.reason));
    }
  }
  return py::make_tuple(records, problems);
}

py::bytes set_json_member(const py::bytes& record, const py::str& key, const py::bytes& json) {
  std::string out;
  text::append_json_with(bytes_view(record), TextArg(key).view(), bytes_view(json), out);
  return to_bytes(out);
}

// (bytes, line, and the size if it is too long, else 0) of each value.
py::list json_values(const std::vector<pipeline::JsonValue>& values) {
  py::list rows;
  for (const pipeline::JsonValue& value : values) {
    rows.append(py::make_tuple(to_bytes(value.bytes), value.line, value.too_long));
  }
  return rows;
}

void bind_splitter(py::module_& m) {
  using pipeline::JsonSplitter;
  py::class_<JsonSplitter>(m, "JsonSplitter",
                           "Cuts an array, or JSON values that follow each other, into values.")
      .def(py::init<bool, std::size_t>(), py::arg("is_array"), py::arg("max_value"))
      .def(
          "feed",
          [](JsonSplitter& splitter, const py::bytes& chunk) {
            return json_values(splitter.feed(bytes_view(chunk)));
          },
          py::arg("chunk"), "(bytes, line, size of one that is too long or 0) of what ends in it.")
      .def("finish", [](JsonSplitter& splitter) { return json_values(splitter.finish()); })
      .def_property_readonly("is_cut", &JsonSplitter::is_cut)
      .def_property_readonly("rest",
                             [](const JsonSplitter& splitter) {
                               return py::make_tuple(to_bytes(splitter.rest().bytes),
                                                     splitter.rest().line);
                             })
      .def_property_readonly("line_behind", &JsonSplitter::line_behind);
}

}  // namespace

void bind_json(py::module_& m) {
  bind_splitter(m);
  m.def("read_json_lines", &read_json_lines, py::arg("block"), py::arg("text_field"),
        py::arg("max_document"));
  m.def("set_json_member", &set_json_member, py::arg("record"), py::arg("key"), py::arg("json"),
        "The JSON object with one member set, every other byte as it was.");
}

}  // namespace saring::python
