#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "saring/lang/detector.hpp"

// Bytes in any encoding as text.
namespace saring::pipeline {

// Gives a language model where one is needed, and null where there is none. It is called for bytes
// alone that do not say their encoding, or say it wrongly.
using DetectorSource = std::function<const lang::Detector*()>;

// A source that loads the model file at `path` when it is asked for the first time; null for an
// empty path. May be called by several threads. Errors of a call: those of lang::Detector.
[[nodiscard]] DetectorSource load_when_needed(std::string path);

struct DecodeOptions {
  // A label of an encoding (text::encoding_of_label) that is obeyed, whatever the bytes are; empty:
  // it is found.
  std::string_view encoding = {};
  bool is_page = false;  // HTML: it may declare its encoding, and only its text is judged
};

struct DecodedBytes {
  std::string text;  // valid UTF-8; what cannot be decoded became U+FFFD
  std::string
      encoding;  // by its name in the WHATWG Encoding Standard, in lower case, or "utf-32le"
};

// The name of the encoding that decode() reads bytes in. The first of these that applies:
// 1. DecodeOptions::encoding;
// 2. a byte order mark;
// 3. UTF-8, if the bytes are valid UTF-8: text in another encoding almost never is, and many pages
//    declare a wrong one. ISO-2022-JP and UTF-16 of ASCII characters are told from it;
// 4. what the page declares, unless most of the text would be nonsense;
// 5. what lang::EncodingDetector finds; without a language model windows-1252, or UTF-8 if the
// first
//    invalid byte comes after a character outside ASCII.
// Linear time. Errors: std::invalid_argument for DecodeOptions::encoding (check_encoding).
[[nodiscard]] std::string find_encoding(std::string_view bytes, const DecodeOptions& options,
                                        const DetectorSource& detector);
[[nodiscard]] DecodedBytes decode(std::string_view bytes, const DecodeOptions& options,
                                  const DetectorSource& detector);

// The name of the encoding that a label means; empty for an empty label. Errors:
// std::invalid_argument for a label that is none, with the nearest one, and for those of the
// encodings that are not decoded.
[[nodiscard]] std::string check_encoding(std::string_view label);

// Whether a text was decoded in a wrong encoding before it came here: text::has_utf8_mojibake, or
// lang::EncodingDetector::is_mojibake.
[[nodiscard]] bool is_mojibake(std::string_view valid, const DetectorSource& detector);

}  // namespace saring::pipeline
