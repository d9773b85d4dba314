#pragma once

#include <string>
#include <string_view>

namespace saring::text {

// Converts to Unicode Normalization Form C (UAX #15). Text that is already in NFC is copied after a
// fast scan; ICU converts the other parts. Linear time, even if one character has any number of
// combining marks. Throws Error for more than 2^30 bytes that cannot be split (that many combining
// marks in a row).
[[nodiscard]] std::string nfc(std::string_view valid);

// True if the text is in NFC.
[[nodiscard]] bool is_nfc(std::string_view valid);

}  // namespace saring::text
