#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saring::text {

// Text from elsewhere as messages show it: valid UTF-8, at most `max_bytes` of it with "…" where it
// is longer, and characters that act on a terminal or turn the direction of writing as escapes
// ("\x1b", "\u202e"). The same characters as in python/saring/_visible.py.
[[nodiscard]] std::string visible(std::string_view text, std::size_t max_bytes = 200);

}  // namespace saring::text
