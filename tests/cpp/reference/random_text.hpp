#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>

// Random texts on which fast code is compared with naive code. They have a seed, so that a failure
// can be repeated.
namespace reference {

class RandomText {
 public:
  explicit RandomText(std::uint64_t seed) : engine_(seed) {}

  std::uint32_t below(std::uint32_t n) {
    return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(engine_);
  }

  // Valid UTF-8 of up to `max_chars` characters, with many of the characters that decide what a
  // word is.
  std::string valid(std::uint32_t max_chars) {
    // Ranges of code points with about equal probability. A run stays within one range.
    static constexpr std::array<std::pair<char32_t, char32_t>, 26> kRanges = {{
        {'a', 'z'},       {'a', 'z'},       {'A', 'Z'},       {'0', '9'},       {' ', '/'},
        {0x00, 0x7F},     {0xA0, 0xFF},     {0x100, 0x24F},   {0x300, 0x36F},   {0x370, 0x3FF},
        {0x400, 0x52F},   {0x5D0, 0x6FF},   {0x900, 0x97F},   {0xE00, 0xEFF},   {0x1000, 0x109F},
        {0x1780, 0x17FF}, {0x1100, 0x11FF}, {0x1E00, 0x1FFF}, {0x200B, 0x200F}, {0x2000, 0x2BFF},
        {0x3000, 0x30FF}, {0x4E00, 0x4EFF}, {0xAC00, 0xACFF}, {0xFE00, 0xFFFD}, {0x1F300, 0x1F6FF},
        {0, 0x10FFFF},
    }};
    std::string text;
    std::uint32_t left = below(max_chars + 1);
    while (left > 0) {
      const auto [first, last] = kRanges[below(kRanges.size())];
      for (std::uint32_t run = std::min(left, 1 + below(8)); run > 0; --run, --left) {
        char32_t c = first + below(static_cast<std::uint32_t>(last - first + 1));
        if (c >= 0xD800 && c <= 0xDFFF) c = U'\u200D';
        append(text, c);
      }
    }
    return text;
  }

  // Bytes that are nearly UTF-8: valid text with some bytes changed, removed or doubled.
  std::string nearly_valid(std::uint32_t max_chars) {
    std::string text = valid(max_chars);
    for (std::uint32_t errors = below(6); errors > 0 && !text.empty(); --errors) {
      const std::size_t at = below(static_cast<std::uint32_t>(text.size()));
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, 1);
          break;
        case 2:
          text.insert(at, 1, static_cast<char>(0x80 + below(128)));
          break;
        default:
          text.resize(at);
      }
    }
    return text;
  }

  // Bytes that mostly begin or continue a character.
  std::string bytes(std::uint32_t max_size) {
    static constexpr std::array<unsigned, 18> kBytes = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90,
                                                        0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xE0,
                                                        0xE1, 0xED, 0xEF, 0xF0, 0xF4, 0xF5};
    std::string text(below(max_size + 1), '\0');
    for (char& c : text) c = static_cast<char>(kBytes[below(kBytes.size())]);
    return text;
  }

 private:
  static void append(std::string& text, char32_t c) {
    const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (c < 0x80) return put(c);
    if (c < 0x800) {
      put(0xC0 | (c >> 6));
    } else {
      if (c < 0x10000) {
        put(0xE0 | (c >> 12));
      } else {
        put(0xF0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3F));
      }
      put(0x80 | ((c >> 6) & 0x3F));
    }
    put(0x80 | (c & 0x3F));
  }

  std::mt19937_64 engine_;
};

// The sentences of tests/data/scripts by the code of their script.
inline std::map<std::string, std::string> script_texts() {
  std::map<std::string, std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(SARING_TEST_DATA "/scripts")) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    texts[entry.path().stem().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return texts;
}

}  // namespace reference
