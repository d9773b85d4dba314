#pragma once

#include <string>
#include <string_view>

namespace saring::text {

// Unicode Normalization Form C (UAX #15), by ICU.
[[nodiscard]] std::string nfc(std::string_view valid);
// True where the text is known to be in NFC; a fast scan decides nearly all text.
[[nodiscard]] bool is_nfc(std::string_view valid);

}  // namespace saring::text
