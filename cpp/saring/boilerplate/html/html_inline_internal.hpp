#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

// What inline elements and tables mean for the text of a page.
namespace saring::boilerplate {

inline constexpr std::string_view kWideSpace = "\u3000";  // indents paragraphs in East Asia

// The mark of an element that is no link.
[[nodiscard]] MarkKind mark_of(HtmlTag tag) noexcept;

// A superscript in the characters that Unicode has for it: "⁶", "⁻³", "™". Empty where it has none.
[[nodiscard]] std::string superscript(std::string_view text);

[[nodiscard]] bool is_opening_quote(std::string_view text) noexcept;

// The text less wide spaces at its start, with the white space before them.
[[nodiscard]] std::string_view without_indentation(std::string_view text) noexcept;

// The text node with the TeX of a <math>, which is its last if it has one (<annotation>); else 0.
// Linear in the formula.
[[nodiscard]] std::uint32_t tex_of_formula(const HtmlTree& tree, std::uint32_t math);

// The formula less "{\displaystyle …}", which MediaWiki writes around all of them.
[[nodiscard]] std::string_view without_display_style(std::string_view tex) noexcept;

// What an image stands for if that is text: an emoji, a formula.
[[nodiscard]] std::string_view text_of_image(const HtmlTree& tree, std::uint32_t image) noexcept;

// Whether the cells of a table are words or a sentence each, and not the layout of a page. A table
// with another inside is layout. Linear in what is before the first one inside.
[[nodiscard]] bool is_data_table(const HtmlTree& tree, std::uint32_t table);

}  // namespace saring::boilerplate
