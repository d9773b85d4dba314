#pragma once

#include <string>
#include <string_view>

// Compares saring::text with its naive versions. Each function returns the difference, or an empty
// string if there is none. Tests and fuzz targets share them.
namespace reference {

// Compares words, lines, counts and NFC of valid UTF-8.
std::string difference_on_valid(std::string_view valid);

// Compares validation, repair and the map back, on any bytes.
std::string difference_on_bytes(std::string_view bytes);

}  // namespace reference
