// UTF-8, words, lines and NFC of any bytes against the naive twins.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reference/text_twins.hpp"
#include "saring/text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string difference = reference::difference_on_bytes(bytes);
  if (difference.empty()) {
    difference = reference::difference_on_valid(saring::text::repair_utf8(bytes));
  }
  if (!difference.empty()) throw std::logic_error("twins differ in " + difference);
  return 0;
}
