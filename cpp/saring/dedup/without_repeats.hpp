#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saring/dedup/repeats.hpp"

namespace saring::dedup {

// The text without its repeats, given by ascending start. With a repeat goes what belongs to it
// alone: the punctuation next to it, the rest of its line where that has no word, an empty line
// that would stand beside another, and the white space that would stand beside other white space.
// Other text stays as it is. Linear time.
[[nodiscard]] std::string without_repeats(std::string_view valid, std::span<const Repeat> repeats);

}  // namespace saring::dedup
