#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_lines_internal.hpp"
#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

// Which lines of a page are its article, given the probability of each. `scores` and `chosen` have
// an entry for each block; `chosen` is 1 for those of the article. All are linear in the page, or
// n log n in its lines.
namespace saring::boilerplate {

// The blocks with the greatest expected F1, given independent probabilities: the optimum is always
// a prefix of the blocks by falling probability (Lewis 1995, "Evaluating and optimizing autonomous
// text classification systems"; Ye et al. 2012).
[[nodiscard]] std::vector<std::uint8_t> choose(const std::vector<float>& scores,
                                               const HtmlBlocks& blocks);

// A list between two kept lines, in the page next to two paragraphs or not, is kept whole
// where its items are likely on average: those of a list of links are too short to be judged one by
// one.
void decide_lists(const HtmlTree& tree, const HtmlBlocks& blocks, const std::vector<float>& scores,
                  std::vector<std::uint8_t>& chosen);

// Whether nothing was found but the frame of a page: its menus, its footer, its notices.
[[nodiscard]] bool is_frame_only(const HtmlTree& tree, const HtmlBlocks& blocks,
                                 const PageFeatures& page, const HtmlRules& rules,
                                 const std::vector<float>& scores,
                                 const std::vector<std::uint8_t>& chosen);

// Whether articleBody is the article and the page has no more than the beginning of it.
[[nodiscard]] bool is_missing(std::string_view body, const HtmlBlocks& blocks,
                              const std::vector<std::uint8_t>& chosen);

// Whether the rules of lines take no more than a part of what the classifier takes for the article.
// Where they take nearly all of it, the text is about what they look for, or there is no article:
// then the text stays.
[[nodiscard]] bool leave_most(const PageLines& lines, const HtmlBlocks& blocks,
                              const std::vector<float>& scores);

// Whether two texts have the same words, and any.
[[nodiscard]] bool same_words(std::string_view a, std::string_view b);

// Index of the line that is the headline, or `blocks.blocks.size()`.
[[nodiscard]] std::size_t find_headline(const HtmlTree& tree, const HtmlBlocks& blocks,
                                        const std::vector<std::uint8_t>& chosen,
                                        const std::string& title);

}  // namespace saring::boilerplate
