#pragma once

#include <span>
#include <string>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// The lines with the role `comments`, in order, those of one comment joined by "\n". Comments are
// told apart by elements that repeat below one parent; replies inside such an element belong to it.
// Where nothing repeats, all lines are one comment. Linear.
[[nodiscard]] std::vector<std::string> collect_comments(const HtmlTree& tree,
                                                        const HtmlBlocks& blocks,
                                                        std::span<const ArticleLine> lines);

}  // namespace saring::boilerplate
