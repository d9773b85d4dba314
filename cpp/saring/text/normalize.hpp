#pragma once

#include <string>
#include <string_view>

namespace saring::text {

// Converts to Unicode Normalization Form C (UAX #15). Text that is in NFC already is copied after a
// fast scan; the other parts are converted by ICU. Linear time, also where one character has any
// number of combining marks. Throws Error for more than 2^30 bytes that cannot be split (that many
// combining marks in a row).
[[nodiscard]] std::string nfc(std::string_view valid);

// True if the text is in NFC.
[[nodiscard]] bool is_nfc(std::string_view valid);

}  // namespace saring::text
