#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

// Signs between words that change what a text says.
namespace saring::text {

// Which characters between two words count.
struct SignOptions {
  bool symbols = true;
  bool punctuation = false;  // all punctuation, not only punctuation that is a sign
};

// Appends to `out` the signs of text[start, end). This part must have no words: it is between two
// words or at an end of the text. The text must be folded (fold.hpp). The text around the part
// matters too. Signs are
// - currency, mathematical signs, emoji with their skin tones, arrows and triangles up and down,
//   check marks, degree, per mille: symbols that are not decoration. Not a sign: a row of four or
//   more of one ASCII character, a bullet before the text of a line, and '<' and '>' as brackets of
//   a name;
// - '#' after a letter or digit (C#), '%' after a digit, '^' and '*' between letters or digits, '-'
//   (also a dash or a minus sign) before a digit and not after a letter or digit;
// - "!=", "&&", "||", and the face ":(".
// Dashes are written as '-'. Space between signs is dropped, so that spacing makes no difference.
// Linear in the part.
void append_signs(std::string_view text, std::size_t start, std::size_t end, SignOptions options,
                  std::string& out);

// The bytes that may begin a sign.
inline constexpr std::array<bool, 256> kSignBytes = [] {
  std::array<bool, 256> may_begin{};
  for (const char c : std::string_view("$+<=>#%^*-!&|:")) {
    may_begin[static_cast<unsigned char>(c)] = true;
  }
  for (std::size_t byte = 0x80; byte < 256; ++byte) may_begin[byte] = true;
  return may_begin;
}();

// True if append_signs may append anything. Does not look at the context. Fast.
[[nodiscard]] inline bool may_have_signs(std::string_view part, SignOptions options) noexcept {
  if (options.punctuation) return !part.empty();
  if (!options.symbols) return false;
  for (const char c : part) {
    if (kSignBytes[static_cast<unsigned char>(c)]) return true;
  }
  return false;
}

}  // namespace saring::text
