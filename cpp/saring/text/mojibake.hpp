#pragma once

#include <string_view>

namespace saring::text {

// True if a text contains UTF-8 that was earlier read in a single-byte encoding: "cafÃ©", "â€™",
// "Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "РїСЂРёРІРµС‚", "caf√©". It looks for Latin-1, windows-1252, -1250 and -1251,
// Macintosh, KOI8-R and IBM866. A single pair of characters counts only if nobody would write it,
// because "É…”" may be the end of a quotation. `valid`: UTF-8. One pass.
[[nodiscard]] bool has_utf8_mojibake(std::string_view valid);

}  // namespace saring::text
