#pragma once

#include <cstddef>
#include <cstdint>

#include "saring/text/script.hpp"

// Properties of characters, from tables that are generated from ICU at build time
// (generate_tables.cpp). A look-up takes two loads and no call of ICU. The argument of each
// function is a code point, at most U+10FFFF.
namespace saring::text {

enum class CharKind : std::uint8_t {
  kOther,      // unassigned, private use, visible format, and control characters except white space
  kSpace,      // White_Space
  kLetter,     // L*, and letter numbers
  kMark,       // M*
  kDigit,      // Nd and other numbers
  kConnector,  // Pc, e.g. '_'
  kJoiner,     // U+200C, U+200D: part of a word when inside it
  kPunct,      // other P*
  kSymbol,     // S*, including emoji
  // Invisible format characters (Cf, Default_Ignorable_Code_Point) except joiners: soft hyphen,
  // zero-width space, byte order mark, direction marks. Inside a word they belong to the word, but
  // not to its folded form.
  kHidden,
};

struct CharProps {
  CharKind kind;
  Script script;  // Unicode's Script property, including Common and Inherited
  bool is_upper;  // upper-case or title-case letter
  bool is_lower;  // lower-case letter
  bool is_wide;   // used only in scripts without spaces (is_dictionary_script), including U+30FC
};

// The tables that the functions below read. Each table has two stages: stage1[c >> kBlockBits]
// gives a block of stage2.
namespace tables {

inline constexpr int kBlockBits = 7;
inline constexpr char32_t kBlockMask = (1U << kBlockBits) - 1;

// Bits of a character's packed properties.
inline constexpr int kScriptShift = 8;
inline constexpr std::uint32_t kKindMask = 0x0F;
inline constexpr std::uint32_t kUpperBit = 0x10;
inline constexpr std::uint32_t kLowerBit = 0x20;
inline constexpr std::uint32_t kWideBit = 0x40;
inline constexpr std::uint32_t kHasLowerMappingBit = 0x80;
// For plain_form(): the character may have another form. Vowel signs of Indic scripts and similar
// marks have one only after certain letters, so a word must have both a character with
// kPairFirstBit and one with kPairSecondBit.
inline constexpr std::uint32_t kVariesBit = 0x10000;
inline constexpr std::uint32_t kPairFirstBit = 0x20000;
inline constexpr std::uint32_t kPairSecondBit = 0x40000;

extern const std::uint16_t kPropsStage1[];
extern const std::uint32_t kPropsStage2[];

// Simple lower-case mapping minus the code point. Read only if kHasLowerMappingBit is set.
extern const std::uint16_t kLowerStage1[];
extern const std::int32_t kLowerStage2[];

inline std::uint32_t packed_props(char32_t c) noexcept {
  const std::size_t block = kPropsStage1[c >> kBlockBits];
  return kPropsStage2[(block << kBlockBits) | (c & kBlockMask)];
}

}  // namespace tables

[[nodiscard]] inline CharProps char_props(char32_t c) noexcept {
  const std::uint32_t bits = tables::packed_props(c);
  return {.kind = static_cast<CharKind>(bits & tables::kKindMask),
          .script = static_cast<Script>(bits >> tables::kScriptShift & 0xFF),
          .is_upper = (bits & tables::kUpperBit) != 0,
          .is_lower = (bits & tables::kLowerBit) != 0,
          .is_wide = (bits & tables::kWideBit) != 0};
}

// Simple lower-case mapping (UnicodeData.txt): one code point to one code point.
[[nodiscard]] inline char32_t to_lower(char32_t c) noexcept {
  if (c < 0x80) return c - U'A' < 26 ? c + 32 : c;
  if ((tables::packed_props(c) & tables::kHasLowerMappingBit) == 0) return c;
  const std::size_t block = tables::kLowerStage1[c >> tables::kBlockBits];
  const std::int32_t shift =
      tables::kLowerStage2[(block << tables::kBlockBits) | (c & tables::kBlockMask)];
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + shift);
}

}  // namespace saring::text
