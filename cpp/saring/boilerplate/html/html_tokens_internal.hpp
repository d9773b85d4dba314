#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_rules_internal.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

namespace saring::boilerplate {

class TokenTable;

// The names of an element, as 32-bit hashes (FNV-1a of the folded spelling). Names in class,
// id, data-component and data-testid are split at punctuation and at camelCase: "entry-content
// relatedPosts" has the words entry, content, related, posts and the pairs "entry content",
// "related posts". Other attributes give "role=navigation", "itemprop=articlebody", "rel=tag"; the
// tag gives "<nav>".
void element_tokens(const HtmlTree& tree, std::uint32_t node, std::vector<std::uint32_t>& out);

// What the tokens of an element say together.
struct TokenSum {
  float sum = 0, weight = 0;   // of weights times their sizes; of the sizes
  std::uint32_t key = 0;       // a hash of the tag and the tokens in order
  std::uint32_t count = 0;     // tokens
  std::uint32_t dropping = 0;  // rules of boilerplate among them
  std::int16_t rule = -1;      // the last rule among them
};

// Sums of the elements of one page; each distinct value of an attribute is looked at once. The
// arguments must live as long.
class TokenSums {
 public:
  TokenSums(const HtmlTree& tree, const TokenTable& tokens, const HtmlRules& rules);
  [[nodiscard]] TokenSum of(std::uint32_t node);

 private:
  [[nodiscard]] TokenSum unkeyed(std::uint32_t node);  // the key is that of the tokens alone
  [[nodiscard]] TokenSum sum_of(std::span<const std::uint32_t> names) const;

  const HtmlTree& tree_;
  const TokenTable& tokens_;
  const HtmlRules& rules_;
  PerValue<TokenSum> of_values_;
  std::array<std::optional<TokenSum>, static_cast<std::size_t>(HtmlTag::kCount)> of_tags_;
  std::vector<std::uint32_t> names_;
};

// Hash of a token as a rule writes it: "related posts", "role=navigation", "<nav>".
[[nodiscard]] std::uint32_t token_hash(std::string_view token) noexcept;

}  // namespace saring::boilerplate
