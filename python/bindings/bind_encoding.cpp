// Bytes of files in any encoding, for the readers of saring.io.
#include <pybind11/pybind11.h>
#include <pybind11/stl/filesystem.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "args.hpp"
#include "interrupts.hpp"
#include "run_batches.hpp"
#include "saring/pipeline/decoded_bytes.hpp"
#include "saring/text/encoding.hpp"

namespace saring::python {
namespace {

struct EncodingFinder {
  pipeline::DetectorSource detector;
};

struct StreamDecoder {
  text::Decoder decoder;
  std::mutex mutex;
};

py::str find_encoding(const EncodingFinder& finder, const py::bytes& bytes) {
  const std::string_view view = bytes_view(bytes);
  return interruptible([&] { return pipeline::find_encoding(view, {}, finder.detector); });
}

py::bytes decode(StreamDecoder& decoder, const py::bytes& bytes, bool is_last) {
  const std::string_view view = bytes_view(bytes);
  return to_bytes(interruptible([&] {
    const std::lock_guard lock(decoder.mutex);
    std::string out;
    decoder.decoder.decode(view, is_last, out);
    return out;
  }));
}

}  // namespace

void bind_encoding(py::module_& m) {
  m.def(
      "check_encoding",
      [](const StrArg<"encoding">& label) { return pipeline::check_encoding(label.value); },
      py::arg("encoding"),
      "Name of the encoding that a label means; ValueError for one that is none.");
  py::class_<EncodingFinder>(m, "EncodingFinder", "Tells the encoding of bytes.")
      .def(py::init([](const std::filesystem::path& model_path) {
             return std::make_unique<EncodingFinder>(
                 EncodingFinder{pipeline::load_when_needed(model_path.string())});
           }),
           py::arg("model_path"), "With a language model, which is read when it is needed.")
      .def("find", &find_encoding, py::arg("bytes"), "Name of the encoding of a text.");
  py::class_<StreamDecoder>(m, "StreamDecoder", "Bytes in one encoding as UTF-8, as they come.")
      .def(py::init([](const StrArg<"encoding">& encoding) {
             return std::unique_ptr<StreamDecoder>(
                 new StreamDecoder{text::Decoder(encoding.value), {}});
           }),
           py::arg("encoding"), "Of the name that EncodingFinder gives, but for utf-8.")
      .def("decode", &decode, py::arg("bytes"), py::arg("is_last"));
}

}  // namespace saring::python
