#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saring::text {

// Makes text from elsewhere safe to show in messages. The result is valid UTF-8 of at most
// `max_bytes`, with "…" if the text is longer. Characters that act on a terminal or change the
// direction of writing become escapes ("\x1b", "\u202e"). python/saring/_visible.py escapes the
// same characters.
[[nodiscard]] std::string visible(std::string_view text, std::size_t max_bytes = 200);

}  // namespace saring::text
