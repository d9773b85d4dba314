// The dictionaries on any text: the ends ascend, fall between characters, and the last is the size.
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "saring/text/segment.hpp"
#include "saring/text/utf8.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static saring::text::DictionarySegmenter segmenter;
  const std::string text = saring::text::repair_utf8({reinterpret_cast<const char*>(data), size});
  std::vector<std::size_t> ends;
  segmenter.split(text, ends);
  std::size_t last = 0;
  for (const std::size_t end : ends) {
    if (end <= last || end > text.size()) throw std::logic_error("ends do not ascend");
    if (saring::text::find_invalid_utf8(std::string_view(text).substr(last, end - last))) {
      throw std::logic_error("a character is cut");
    }
    last = end;
  }
  if (last != text.size()) throw std::logic_error("the last end is not the size");
  return 0;
}
