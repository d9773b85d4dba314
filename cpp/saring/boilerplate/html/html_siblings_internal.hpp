#pragma once

#include <cstdint>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_lines_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// Keeps what stands among the paragraphs of the article and is like them: a sentence, a list or a
// table of data in an element beside kept paragraphs, next to a kept line or behind one, which the
// classifier thinks less likely than not, but not unlikely. Expected F1 leaves out such a line, and
// most often it is the last of the article. No rule may name its elements or drop it, and most of
// its text is in no link. `scores` and `chosen` have an entry for each block. Linear.
void decide_siblings(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                     const PageLines& lines, const HtmlRules& rules,
                     const std::vector<float>& scores, std::vector<std::uint8_t>& chosen);

}  // namespace saring::boilerplate
