#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saring/dedup/repeats.hpp"

namespace saring::dedup {

// Returns the text without its repeats, which are given by ascending start. It also removes what
// belongs only to a repeat: the punctuation next to it, the rest of its line if that has no word,
// an empty line that would be next to another one, and white space that would be next to other
// white space. Other text does not change. Linear time.
[[nodiscard]] std::string without_repeats(std::string_view valid, std::span<const Repeat> repeats);

}  // namespace saring::dedup
