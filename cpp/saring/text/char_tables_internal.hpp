#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/text/char_props.hpp"

// The tables that generate_tables.cpp writes into the build folder as char_tables.cpp, in addition
// to the tables of char_props.hpp.
namespace saring::text::tables {

inline constexpr std::size_t kStage1Size = 0x110000 >> kBlockBits;

// Canonical combining class, or kNfcCheck if NFC_Quick_Check is not Yes.
inline constexpr std::uint8_t kNfcCheck = 255;
extern const std::uint16_t kNfcStage1[];
extern const std::uint8_t kNfcStage2[];

// What text::fold and text::append_signs need to know about a character.
inline constexpr std::uint8_t kInvisible = 1;  // invisible, or stretches a line: fold() drops it
inline constexpr std::uint8_t kVariant = 2;    // fold() replaces it by its NFKC form
inline constexpr std::uint8_t kCombines = 4;   // kNfc is not 0
inline constexpr std::uint8_t kFullCase = 8;   // full case folding changes more than lower case
inline constexpr std::uint8_t kHasMark = 16;   // is, or decomposes to, marks to be removed
inline constexpr std::uint8_t kDecimal = 32;   // a decimal digit
inline constexpr std::uint8_t kSign = 64;      // a symbol that is not decoration
extern const std::uint16_t kFoldStage1[];
extern const std::uint8_t kFoldStage2[];

inline std::uint8_t fold_bits(char32_t c) noexcept {
  const std::size_t block = kFoldStage1[c >> kBlockBits];
  return kFoldStage2[(block << kBlockBits) | (c & kBlockMask)];
}

// How a line may end.
inline constexpr std::uint8_t kEndsSentence = 1;  // Sentence_Terminal
inline constexpr std::uint8_t kCloses = 2;        // Quotation_Mark, or a closing bracket (Pe)
extern const std::uint16_t kLineEndStage1[];
extern const std::uint8_t kLineEndStage2[];

inline std::uint8_t line_end_bits(char32_t c) noexcept {
  const std::size_t block = kLineEndStage1[c >> kBlockBits];
  return kLineEndStage2[(block << kBlockBits) | (c & kBlockMask)];
}

// The codes of the scripts by value: four characters each, without a separator.
extern const std::size_t kScriptCount;
extern const std::string_view kScriptCodes;

}  // namespace saring::text::tables
