#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// Leaves out the articles that a site loads below the one that was asked for, which begins with the
// <h1> that is the title of the page and is a whole article by itself:
//  - an <article> with an <h1> of its own, or a linked heading;
//  - an element that looks like the one of the article (the same tag and class, and a class,
//    role or item type that says article, post or story), with an <h1> of its own at its start;
//  - what is in an element whose class or id says "next article".
// `chosen` has an entry for each block. Linear.
void drop_next_articles(const HtmlTree& tree, const HtmlBlocks& blocks, const std::string& title,
                        std::vector<std::uint8_t>& chosen);

}  // namespace saring::boilerplate
