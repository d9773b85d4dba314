#pragma once

#include <string_view>

namespace saring::text {

// Whether a text has UTF-8 that was read in a single-byte encoding before it came here: "cafÃ©",
// "â€™", "Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "РїСЂРёРІРµС‚", "caf√©". Those of Latin-1, windows-1252, -1250 and -1251,
// Macintosh, KOI8-R and IBM866 are looked for. A single pair of characters counts only where no one
// would write it, since "É…”" may be the end of a quotation. `valid`: UTF-8. One pass.
[[nodiscard]] bool has_utf8_mojibake(std::string_view valid);

}  // namespace saring::text
