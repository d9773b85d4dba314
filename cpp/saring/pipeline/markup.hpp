#pragma once

#include <string_view>

namespace saring::pipeline {

// Whether a text is HTML: it begins as a page, or has tags of blocks (paragraphs, line breaks, list
// items, tables, sections) as often as an article's source has. Tags of phrases (<b>, <a>) and a
// tag that is written about do not make a text HTML. Linear; a text without '<' is told at once.
[[nodiscard]] bool is_markup(std::string_view text) noexcept;

}  // namespace saring::pipeline
