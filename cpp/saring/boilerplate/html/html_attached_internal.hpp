#pragma once

#include <cstdint>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_lines_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

// What belongs to the paragraph in front of it, and looks like something else by itself.
namespace saring::boilerplate {

// Keeps, behind a kept line of the article: the links that a sentence with a colon at its end
// announces, in a list, a table or paragraphs of their own, and code, which is preformatted. Both
// must stand beside a kept paragraph of prose, in no element that a rule names, and no rule may
// drop them. Code is kept only where it is a small part of the text. Drops the numbers of the lines
// of code, where they are a column of their own. `scores` and `chosen` have an entry for each
// block. Linear.
void decide_attached(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                     const PageLines& lines, const std::vector<float>& scores,
                     std::vector<std::uint8_t>& chosen);

}  // namespace saring::boilerplate
