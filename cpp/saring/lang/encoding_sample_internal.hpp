#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The parts of a text in an unknown encoding by which the encoding is told.
namespace saring::lang {

[[nodiscard]] inline bool is_high(char c) noexcept { return static_cast<unsigned char>(c) >= 0x80; }

// How much of the text is read.
struct SampleSize {
  std::size_t bytes;  // about so many
  std::uint8_t each;  // of words with a certain byte, so many
};

// What is read of the bytes, by the kind of encoding.
struct Samples {
  // `bytes` must live as long. `is_page`: mark-up is left out.
  Samples(std::string_view bytes, bool is_page, SampleSize size);
  // Decoded, in NFC: Vietnamese has combining marks in windows-1258.
  [[nodiscard]] std::string decoded(std::string_view encoding) const;

  std::string_view prefix;
  std::string around;
};

}  // namespace saring::lang
