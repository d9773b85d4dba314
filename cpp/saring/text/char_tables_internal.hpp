#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/text/char_props.hpp"

// The tables that generate_tables.cpp writes into the build folder as char_tables.cpp, in addition
// to those of char_props.hpp.
namespace saring::text::tables {

inline constexpr std::size_t kStage1Size = 0x110000 >> kBlockBits;

// Canonical combining class, or kNfcCheck where NFC_Quick_Check is not Yes.
inline constexpr std::uint8_t kNfcCheck = 255;
extern const std::uint16_t kNfcStage1[];
extern const std::uint8_t kNfcStage2[];

// Code of each script by value, four characters each without a separator.
extern const std::size_t kScriptCount;
extern const std::string_view kScriptCodes;

}  // namespace saring::text::tables
