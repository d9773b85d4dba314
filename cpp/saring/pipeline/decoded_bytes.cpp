// Tests: tests/cpp/pipeline/decoded_bytes_test.cpp.
#include "saring/pipeline/decoded_bytes.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "saring/lang/encoding_detector.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/encoding_labels.hpp"
#include "saring/text/mojibake.hpp"
#include "saring/text/utf8.hpp"
#include "saring/text/visible.hpp"

namespace saring::pipeline {
namespace {

std::string found_encoding(std::string_view bytes, bool is_page, const DetectorSource& source) {
  if (const text::ByteOrderMark mark = text::byte_order_mark(bytes); mark.size > 0) {
    return std::string(mark.encoding);
  }
  const auto invalid = text::find_invalid_utf8(bytes);
  if (!invalid && !lang::EncodingDetector::may_be_hidden(bytes)) return "utf-8";
  const std::string_view declared = is_page ? text::declared_encoding(bytes) : std::string_view();
  if (const lang::Detector* detector = source(); detector != nullptr) {
    return lang::EncodingDetector(*detector).detect(bytes,
                                                    {.is_page = is_page, .declared = declared});
  }
  if (!invalid) return "utf-8";
  if (!declared.empty()) return std::string(declared);
  const auto before = bytes.substr(0, *invalid);
  const bool is_utf8 = std::any_of(before.begin(), before.end(),
                                   [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return is_utf8 ? "utf-8" : "windows-1252";
}

}  // namespace

DetectorSource load_when_needed(std::string path) {
  struct Loaded {
    std::once_flag once;
    std::optional<lang::Detector> detector;
  };
  if (path.empty()) return [] { return nullptr; };
  return [path = std::move(path), loaded = std::make_shared<Loaded>()]() -> const lang::Detector* {
    std::call_once(loaded->once, [&] { loaded->detector.emplace(path); });
    return &*loaded->detector;
  };
}

std::string find_encoding(std::string_view bytes, const DecodeOptions& options,
                          const DetectorSource& detector) {
  return options.encoding.empty() ? found_encoding(bytes, options.is_page, detector)
                                  : check_encoding(options.encoding);
}

DecodedBytes decode(std::string_view bytes, const DecodeOptions& options,
                    const DetectorSource& detector) {
  DecodedBytes out;
  out.encoding = find_encoding(bytes, options, detector);
  out.text = text::decode_bytes(bytes, out.encoding).value();
  return out;
}

std::string check_encoding(std::string_view label) {
  if (label.empty()) return {};
  const std::string_view encoding = text::encoding_of_label(label);
  const auto shown = [&] { return "encoding: '" + text::visible(label) + "'"; };
  if (encoding.empty()) {
    throw std::invalid_argument(shown() + " is no encoding of the web; did you mean '" +
                                text::nearest_encoding_label(label) + "'?");
  }
  if (encoding == "replacement" || encoding == "x-user-defined") {
    throw std::invalid_argument(shown() + " means '" + std::string(encoding) +
                                "' in the Encoding Standard, which is not decoded");
  }
  return std::string(encoding);
}

bool is_mojibake(std::string_view valid, const DetectorSource& detector) {
  if (text::has_utf8_mojibake(valid)) return true;
  if (!lang::EncodingDetector::may_be_mojibake(valid)) return false;
  const lang::Detector* model = detector();
  return model != nullptr && lang::EncodingDetector(*model).is_mojibake(valid);
}

}  // namespace saring::pipeline
