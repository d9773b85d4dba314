#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// Layout of the tables that generate_tables.cpp writes into the build folder as char_tables.cpp.
// Each has two stages: stage1[c >> kBlockBits] is the number of a block of stage2.
namespace saring::text::tables {

inline constexpr int kBlockBits = 7;
inline constexpr char32_t kBlockMask = (1U << kBlockBits) - 1;
inline constexpr std::size_t kStage1Size = 0x110000 >> kBlockBits;

// Bits of a character's packed properties.
inline constexpr int kScriptShift = 8;
inline constexpr std::uint16_t kKindMask = 0x0F;
inline constexpr std::uint16_t kUpperBit = 0x10;
inline constexpr std::uint16_t kLowerBit = 0x20;
inline constexpr std::uint16_t kWideBit = 0x40;
inline constexpr std::uint16_t kHasLowerMappingBit = 0x80;

extern const std::uint16_t kPropsStage1[];
extern const std::uint16_t kPropsStage2[];

// Simple lower-case mapping minus the code point; read only where kHasLowerMappingBit is set.
extern const std::uint16_t kLowerStage1[];
extern const std::int32_t kLowerStage2[];

// Canonical combining class, or kNfcCheck where NFC_Quick_Check is not Yes.
inline constexpr std::uint8_t kNfcCheck = 255;
extern const std::uint16_t kNfcStage1[];
extern const std::uint8_t kNfcStage2[];

// Code of each script by value, four characters each without a separator.
extern const std::size_t kScriptCount;
extern const std::string_view kScriptCodes;

inline std::uint16_t packed_props(char32_t c) noexcept {
  const std::size_t block = kPropsStage1[c >> kBlockBits];
  return kPropsStage2[(block << kBlockBits) | (c & kBlockMask)];
}

}  // namespace saring::text::tables
