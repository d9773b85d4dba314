#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "saring/lang/detector.hpp"

// Decodes bytes in any encoding to text.
namespace saring::pipeline {

// Returns a language model, or null if there is none. It is called only for bytes that do not
// declare their encoding, or declare a wrong one.
using DetectorSource = std::function<const lang::Detector*()>;

// A source that loads the model file at `path` at the first call; null for an empty path. Several
// threads may call it. A call throws the errors of lang::Detector.
[[nodiscard]] DetectorSource load_when_needed(std::string path);

struct DecodeOptions {
  // A label of an encoding (text::encoding_of_label) that is used whatever the bytes are. Empty:
  // the encoding is detected.
  std::string_view encoding = {};
  bool is_page = false;  // HTML: it may declare its encoding, and only its text is examined
};

struct DecodedBytes {
  std::string text;      // valid UTF-8; bytes that could not be decoded became U+FFFD
  std::string encoding;  // its name in the WHATWG Encoding Standard, in lower case, or "utf-32le"
};

// The name of the encoding in which decode() reads bytes. The first rule that applies decides:
//   1. DecodeOptions::encoding.
//   2. A byte order mark.
//   3. UTF-8, if the bytes are valid UTF-8. Text in another encoding almost never is, and many
//      pages declare a wrong encoding. ISO-2022-JP and UTF-16 of ASCII characters are recognised.
//   4. The declaration of the page, unless it would make most of the text nonsense.
//   5. The result of lang::EncodingDetector. Without a language model: windows-1252, or UTF-8 if
//      the first invalid byte comes after a character outside ASCII.
// Linear time. Errors: std::invalid_argument for DecodeOptions::encoding (check_encoding).
[[nodiscard]] std::string find_encoding(std::string_view bytes, const DecodeOptions& options,
                                        const DetectorSource& detector);
[[nodiscard]] DecodedBytes decode(std::string_view bytes, const DecodeOptions& options,
                                  const DetectorSource& detector);

// The name of the encoding that a label means; empty for an empty label. Throws
// std::invalid_argument for an unknown label (the message has the nearest one), and for labels of
// encodings that are not decoded.
[[nodiscard]] std::string check_encoding(std::string_view label);

// True if a text was earlier decoded in a wrong encoding: text::has_utf8_mojibake, or
// lang::EncodingDetector::is_mojibake.
[[nodiscard]] bool is_mojibake(std::string_view valid, const DetectorSource& detector);

}  // namespace saring::pipeline
