#pragma once

#include <cstdint>

#include "saring/text/script.hpp"

// What a character is, by tables generated from ICU at build time (generate_tables.cpp): two loads,
// no call into ICU.
namespace saring::text {

enum class CharKind : std::uint8_t {
  kOther,      // unassigned, private use, format, and control characters that are not white space
  kSpace,      // White_Space
  kLetter,     // L*, and letter numbers
  kMark,       // M*
  kDigit,      // Nd and other numbers
  kConnector,  // Pc, e.g. '_'
  kJoiner,     // U+200C, U+200D: inside a word they belong to it
  kPunct,      // other P*
  kSymbol,     // S*, emoji among them
};

struct CharProps {
  CharKind kind;
  Script script;    // as Unicode's Script property; Common and Inherited included
  bool is_upper;    // Uppercase or titlecase letter
  bool is_wide;     // of a script written without spaces: see is_dictionary_script
};

[[nodiscard]] CharProps char_props(char32_t c) noexcept;

// Simple lower-case mapping (UnicodeData.txt): one code point to one code point.
[[nodiscard]] char32_t to_lower(char32_t c) noexcept;

}  // namespace saring::text
