#pragma once

#include <string>
#include <string_view>

// Comparisons of saring::text with its naive twins. Each returns what differs, or nothing where all
// agrees. Tests and fuzz targets share them.
namespace reference {

// Words, lines, counts and NFC of valid UTF-8.
std::string difference_on_valid(std::string_view valid);

// Validation, repair and the map back, on any bytes.
std::string difference_on_bytes(std::string_view bytes);

}  // namespace reference
