#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

// The names of an element, as 32-bit hashes (FNV-1a of the folded spelling). Names in class,
// id, data-component and data-testid are split at punctuation and at camelCase: "entry-content
// relatedPosts" has the words entry, content, related, posts and the pairs "entry content",
// "related posts". Other attributes give "role=navigation", "itemprop=articlebody", "rel=tag"; the
// tag gives "<nav>".
void element_tokens(const HtmlTree& tree, std::uint32_t node, std::vector<std::uint32_t>& out);

// Hash of a token as a rule writes it: "related posts", "role=navigation", "<nav>".
[[nodiscard]] std::uint32_t token_hash(std::string_view token) noexcept;

}  // namespace saring::boilerplate
