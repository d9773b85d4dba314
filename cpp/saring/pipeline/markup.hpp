#pragma once

#include <string_view>

namespace saring::pipeline {

// True if a text is HTML: it begins like a page, or has tags of blocks (paragraphs, line breaks,
// list items, tables, sections) as often as the source of an article. Tags of phrases (<b>, <a>)
// and a tag that the text mentions do not make it HTML. Linear; a text without '<' is recognised at
// once.
[[nodiscard]] bool is_markup(std::string_view text) noexcept;

}  // namespace saring::pipeline
