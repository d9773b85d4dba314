#pragma once

#include <cstdint>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// For each node, 1 where it is the root of a subtree that no reader sees: by `style`, `hidden`,
// `aria-hidden`, <dialog>, <noscript>, or by a class for screen readers and tooltips. The style
// sheets of a page are not known, so that only what the mark-up itself says counts.
//
// What a script or a click shows stays: most of the text of the page, text in elements whose names
// say that they unfold (accordions, tabs, "read more"), and <noscript> with prose. Linear.
[[nodiscard]] std::vector<std::uint8_t> find_hidden(const HtmlTree& tree);

}  // namespace saring::boilerplate
