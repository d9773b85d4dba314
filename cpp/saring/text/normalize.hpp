#pragma once

#include <string>
#include <string_view>

namespace saring::text {

// Unicode Normalization Form C (UAX #15). Text that is in NFC already is copied after a fast scan;
// the stretches that are not go through ICU. Linear time. Throws Error for more than 2^30 bytes
// without a place to cut (that many combining marks in a row).
[[nodiscard]] std::string nfc(std::string_view valid);

// True where the text is in NFC.
[[nodiscard]] bool is_nfc(std::string_view valid);

}  // namespace saring::text
