// What is counted in the bytes of a piece before it is read.
#pragma once

#include <cstddef>
#include <string_view>

namespace saring::pipeline {

[[nodiscard]] std::size_t count(std::string_view bytes, char wanted) noexcept;

// The number of tags, entities and lines of a page that may become a line or an element.
[[nodiscard]] std::size_t count_parts(std::string_view page) noexcept;

}  // namespace saring::pipeline
