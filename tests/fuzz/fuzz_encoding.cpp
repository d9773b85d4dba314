// Bytes in any encoding: what is guessed can be decoded, what is decoded is valid UTF-8, and bytes
// that are UTF-8 are read as UTF-8. The first line is the charset of an HTTP header.
#include <array>
#include <optional>
#include <string>

#include "fuzz.hpp"
#include "saring/text/encoding.hpp"

using fuzz::require;
using saring::text::decode_bytes;
using saring::text::sniff_encoding;

namespace {

constexpr std::array<std::string_view, 20> kLabels = {
    "utf-8",       "utf-16le",     "utf-16be",  "windows-1252", "windows-1251",
    "windows-874", "windows-1256", "shift_jis", "euc-jp",       "iso-2022-jp",
    "gb18030",     "big5",         "euc-kr",    "koi8-r",       "iso-8859-2",
    "macintosh",   "hz-gb-2312",   "ibm866",    "utf-32",       "iso-2022-kr"};

void check_guess(std::string_view bytes, std::string_view hint) {
  const std::string name = sniff_encoding(bytes, hint);
  require(fuzz::is_valid(name), "the name of an encoding is UTF-8");
  const std::optional<std::string> text = decode_bytes(bytes, name);
  require(text.has_value(), "the encoding guessed is known");
  require(fuzz::is_valid(*text), "decoded text is UTF-8");
  if (!fuzz::is_valid(bytes)) return;
  require(name == "utf-8", "UTF-8 is found");
  require(*text == saring::text::repair_utf8(bytes), "UTF-8 is only repaired");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::string_view label = kLabels[input.option() % kLabels.size()];
  const std::optional<std::string> text = decode_bytes(input.bytes(), label);
  require(!text || fuzz::is_valid(*text), "decoded text is UTF-8");
  check_guess(input.bytes(), {});
  const std::string_view hint = input.line();
  check_guess(input.bytes(), hint);
  const std::optional<std::string> hinted = decode_bytes(input.bytes(), hint);
  require(!hinted || fuzz::is_valid(*hinted), "decoded text is UTF-8");
  return 0;
}
