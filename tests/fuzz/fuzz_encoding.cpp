// Bytes in any encoding. The detected encoding can decode them, the result is valid UTF-8 and the
// same in one piece as in many, and UTF-8 is read as UTF-8. The first line is a label.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "fuzz.hpp"
#include "saring/lang/encoding_detector.hpp"
#include "saring/pipeline/decoded_bytes.hpp"
#include "saring/text/encoding.hpp"
#include "saring/text/encoding_labels.hpp"

using fuzz::require;
using saring::pipeline::DecodedBytes;
using saring::text::decode_bytes;
using saring::text::Decoder;

namespace {

constexpr std::array<std::string_view, 20> kNames = {
    "utf-32le",    "utf-16le",     "utf-16be",  "windows-1252", "windows-1251",
    "windows-874", "windows-1256", "shift_jis", "euc-jp",       "iso-2022-jp",
    "gb18030",     "big5",         "euc-kr",    "koi8-r",       "iso-8859-2",
    "macintosh",   "iso-8859-16",  "ibm866",    "utf-32be",     "windows-1258"};

const saring::pipeline::DetectorSource& model() {
  static const auto loaded =
      saring::pipeline::load_when_needed(SARING_DATA_DIR "/models/lang.saring");
  return loaded;
}

void check_guess(std::string_view bytes, bool is_page) {
  const DecodedBytes read = saring::pipeline::decode(bytes, {.is_page = is_page}, model());
  require(fuzz::is_valid(read.text), "decoded text is UTF-8");
  require(decode_bytes(bytes, read.encoding) == read.text, "by the encoding that is named");
  static_cast<void>(saring::pipeline::is_mojibake(read.text, model()));
  if (!fuzz::is_valid(bytes) || saring::lang::EncodingDetector::may_be_hidden(bytes)) return;
  if (saring::text::byte_order_mark(bytes).size > 0) return;
  require(read.encoding == "utf-8" && read.text == bytes, "UTF-8 is found");
}

void check_pieces(std::string_view bytes, std::string_view name, std::size_t size) {
  Decoder whole(name);
  Decoder parts(name);
  std::string text;
  std::string joined;
  whole.decode(bytes, true, text);
  require(fuzz::is_valid(text), "decoded text is UTF-8");
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    parts.decode(bytes.substr(at, size), false, joined);
  }
  parts.decode({}, true, joined);
  require(text == joined, "pieces give the same as the whole");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string_view name = kNames[input.option() % kNames.size()];
  const std::size_t piece = input.option() % 16 + std::size_t{1};
  check_pieces(input.bytes(), name, piece);
  check_guess(input.bytes(), false);
  check_guess(input.bytes(), true);
  const std::string_view label = input.line();
  const std::optional<std::string> text = decode_bytes(input.bytes(), label);
  require(!text || fuzz::is_valid(*text), "decoded text is UTF-8");
  require(!saring::text::nearest_encoding_label(label).empty(), "a label is near");
  return 0;
}
