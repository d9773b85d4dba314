#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interrupts.hpp"
#include "saring/base/cancel.hpp"
#include "saring/text/fold.hpp"
#include "saring/text/lines.hpp"
#include "saring/text/normalize.hpp"
#include "saring/text/script.hpp"
#include "saring/text/segment.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/words.hpp"
#include "text_column.hpp"

namespace saring::python {
namespace {

py::str code_of(text::Script script) {
  const std::string_view code = text::script_code(script);
  return {code.data(), code.size()};
}

std::vector<text::Segment> scan_words(std::string_view valid) {
  std::vector<text::Segment> words;
  text::WordScanner scanner(valid);
  CancelCheck check;
  for (text::Word word; scanner.next(word);) {
    check();
    words.push_back({word.start, word.end, word.script});
  }
  return words;
}

py::list words(py::handle source, bool divide) {
  const TextArg arg(source);
  std::vector<text::Segment> found;
  run_interruptible(
      [&] { found = divide ? text::segment_words(arg.view()) : scan_words(arg.view()); });
  text::CodePointOffsets offset(arg.view());
  py::list out(found.size());
  SignalCheck check;
  for (std::size_t i = 0; i < found.size(); ++i) {
    check();
    const std::size_t begin = offset(found[i].start);
    out[i] = py::make_tuple(begin, offset(found[i].end), code_of(found[i].script));
  }
  return out;
}

py::list lines(py::handle source) {
  const TextArg arg(source);
  text::LineScanner scanner(arg.view());
  text::CodePointOffsets offset(arg.view());
  py::list out;
  SignalCheck check;
  for (text::Line line; scanner.next(line);) {
    check();
    const std::size_t begin = offset(line.start);
    out.append(py::make_tuple(begin, offset(line.end)));
  }
  return out;
}

py::dict scripts(py::handle source) {
  const TextArg arg(source);
  std::vector<text::ScriptCount> counts;
  run_interruptible([&] { counts = text::count_letters(arg.view()); });
  py::dict out;
  for (const text::ScriptCount& count : counts) out[code_of(count.script)] = count.letters;
  return out;
}

std::string nfc(py::handle source) {
  const TextArg arg(source);
  return without_gil([&] { return text::nfc(arg.view()); });
}

std::string fold(py::handle source, bool full_case, bool marks, bool digits) {
  const TextArg arg(source);
  return without_gil([&] {
    std::string buffer;
    return std::string(
        text::fold(arg.view(), {.full_case = full_case, .marks = marks, .digits = digits}, buffer));
  });
}

bool is_nfc(py::handle source) {
  const TextArg arg(source);
  return without_gil([&] { return text::is_nfc(arg.view()); });
}

std::optional<std::size_t> find_invalid(py::handle source) {
  const BytesArg bytes(source, "data");
  return without_gil([&] { return text::find_invalid_utf8(bytes.view()); });
}

// The repaired text, and the map from its code points to the original bytes.
class Repaired {
 public:
  explicit Repaired(py::handle source) {
    const BytesArg bytes(source, "data");
    run_without_gil([&] { text_ = text::repair_utf8(bytes.view(), &map_); });
  }

  [[nodiscard]] const std::string& text() const { return text_; }

  [[nodiscard]] std::vector<std::size_t> byte_offsets(
      const std::vector<std::size_t>& offsets) const {
    std::vector<std::size_t> order(offsets.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return offsets[a] < offsets[b]; });
    std::vector<std::size_t> result(offsets.size());
    std::size_t byte = 0;
    std::size_t code_point = 0;
    for (const std::size_t i : order) {
      byte += bytes_of(std::string_view(text_).substr(byte), offsets[i] - code_point);
      code_point = offsets[i];
      result[i] = map_.to_original(byte);
    }
    return result;
  }

 private:
  static std::size_t bytes_of(std::string_view valid, std::size_t code_points) {
    const char* p = valid.data();
    for (; code_points > 0; --code_points) {
      if (p == valid.data() + valid.size())
        throw py::index_error("offset beyond the end of the text");
      static_cast<void>(text::decode(p));
    }
    return static_cast<std::size_t>(p - valid.data());
  }

  std::string text_;
  text::RepairMap map_;
};

}  // namespace

void bind_text(py::module_& m) {
  m.def("text_words", &words, py::arg("text"), py::arg("divide"),
        "(start, end, script) of each word, in code points. See saring.text.words.");
  m.def("text_lines", &lines, py::arg("text"), "(start, end) of each line, in code points.");
  m.def("text_scripts", &scripts, py::arg("text"),
        "Letters of each script, the most frequent first.");
  m.def("text_nfc", &nfc, py::arg("text"), "The text in Normalization Form C.");
  m.def("text_fold", &fold, py::arg("text"), py::arg("full_case"), py::arg("marks"),
        py::arg("digits"), "See saring.text.fold.");
  m.def("text_is_nfc", &is_nfc, py::arg("text"), "Whether the text is in Normalization Form C.");
  m.def("text_find_invalid", &find_invalid, py::arg("data"),
        "Byte offset of the first error of UTF-8, or None.");
  py::class_<Repaired>(m, "RepairedText", "Bytes as text. See saring.text.Repaired.")
      .def(py::init<py::handle>(), py::arg("data"))
      .def_property_readonly("text", &Repaired::text, "The text.")
      .def("byte_offsets", &Repaired::byte_offsets, py::arg("offsets"),
           "Offsets into the bytes for offsets into the text, in any order.");
}

}  // namespace saring::python
