// Tests: html_rules_test.cpp.
#include "saring/boilerplate/html/html_tokens_internal.hpp"

#include <bit>
#include <cmath>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kFnvBasis = 2166136261U;
constexpr std::uint32_t kFnvPrime = 16777619U;
constexpr std::size_t kMaxTokens = 64;  // of one element: malicious pages have thousands

constexpr std::uint32_t add(std::uint32_t hash, char c) noexcept {
  return (hash ^ static_cast<unsigned char>(ascii::to_lower(c))) * kFnvPrime;
}
constexpr std::uint32_t add(std::uint32_t hash, std::string_view text) noexcept {
  for (const char c : text) hash = add(hash, c);
  return hash;
}
constexpr bool is_word(char c) noexcept {
  return ascii::is_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

// Words of a class or id value and the pairs inside one name.
void name_tokens(std::string_view value, std::vector<std::uint32_t>& out) {
  std::uint32_t previous = 0;  // hash of the word before, in the same name
  bool has_previous = false;
  std::size_t i = 0;
  while (i < value.size() && out.size() < kMaxTokens) {
    if (!is_word(value[i])) {
      if (ascii::is_space(value[i])) has_previous = false;
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < value.size() && is_word(value[end]) &&
           !(ascii::is_lower(value[end - 1]) && ascii::is_upper(value[end]))) {
      ++end;
    }
    const std::string_view word = value.substr(i, end - i);
    if (word.size() > 1) {
      const std::uint32_t hash = add(kFnvBasis, word);
      out.push_back(hash);
      if (has_previous) out.push_back(add(add(previous, ' '), word));
      previous = hash;
      has_previous = true;
    }
    i = end;
  }
}

void attribute_token(std::string_view name, std::string_view value,
                     std::vector<std::uint32_t>& out) {
  if (!value.empty() && value.size() < 40) {
    out.push_back(add(add(add(kFnvBasis, name), '='), value));
  }
}

// Attributes of which element_tokens takes something.
constexpr std::uint32_t kNameAttributes =
    HtmlAttributeName("class").bit() | HtmlAttributeName("id").bit() |
    HtmlAttributeName("data-component").bit() | HtmlAttributeName("data-testid").bit() |
    HtmlAttributeName("data-type").bit();
constexpr std::uint32_t kTokenAttributes =
    kNameAttributes | HtmlAttributeName("role").bit() | HtmlAttributeName("itemprop").bit() |
    HtmlAttributeName("rel").bit() | HtmlAttributeName("aria-hidden").bit();

void add_tokens(const HtmlAttribute& attribute, std::vector<std::uint32_t>& out) {
  if ((attribute.name.bit() & kNameAttributes) != 0) {
    name_tokens(attribute.value, out);
  } else if ((attribute.name.bit() & kTokenAttributes) != 0) {
    attribute_token(attribute.name.text(), attribute.value, out);
  }
}

// Bits by which TokenSum::key is turned for a number of tokens.
constexpr int turn(std::uint32_t tokens) noexcept { return static_cast<int>(tokens * 5 % 32); }

std::uint32_t token_of_tag(HtmlTag tag) {
  return add(add(add(kFnvBasis, '<'), tag_name(tag)), '>');
}

}  // namespace

std::uint32_t token_hash(std::string_view token) noexcept { return add(kFnvBasis, token); }

void element_tokens(const HtmlTree& tree, std::uint32_t node, std::vector<std::uint32_t>& out) {
  out.clear();
  const HtmlTag tag = tree[node].tag;
  if (tag != HtmlTag::kUnknown) {
    out.push_back(token_of_tag(tag));
  }
  if (tree[node].attr_count == 0) return;
  for (const HtmlAttribute& attribute : tree.attributes(node)) {
    add_tokens(attribute, out);
  }
}

TokenSums::TokenSums(const HtmlTree& tree, const TokenTable& tokens, const HtmlRules& rules)
    : tree_(tree), tokens_(tokens), rules_(rules), of_values_(tree) {}

// Sums of products of two sixteenths are exact in any order, as long as they are small: there are
// no more than kMaxTokens.
TokenSum TokenSums::sum_of(std::span<const std::uint32_t> names) const {
  TokenSum sum;
  for (const std::uint32_t name : names) {
    sum.key = std::rotl(sum.key, turn(1)) ^ name;
    if (const int token = tokens_.weight(name); token != 0) {
      const float w = static_cast<float>(token) / 16.0F;
      sum.sum += w * std::abs(w);
      sum.weight += std::abs(w);
    }
    if (const int rule = rules_.find(name); rule >= 0) {
      const Role role = rules_.rules()[static_cast<std::size_t>(rule)].role;
      sum.rule = static_cast<std::int16_t>(rule);
      if (!kArticleRoles.contains(role)) ++sum.dropping;
    }
  }
  sum.count = static_cast<std::uint32_t>(names.size());
  return sum;
}

TokenSum TokenSums::of(std::uint32_t node) {
  TokenSum sum = unkeyed(node);
  sum.key ^= std::rotl(static_cast<std::uint32_t>(tree_[node].tag) * 2654435761U, turn(sum.count));
  return sum;
}

TokenSum TokenSums::unkeyed(std::uint32_t node) {
  const HtmlNode& html = tree_[node];
  const auto tag = static_cast<std::size_t>(html.tag);
  if (!of_tags_[tag]) {
    names_.clear();
    if (html.tag != HtmlTag::kUnknown) names_.push_back(token_of_tag(html.tag));
    of_tags_[tag] = sum_of(names_);
  }
  TokenSum sum = *of_tags_[tag];
  if ((html.attribute_names & kTokenAttributes) == 0) return sum;
  for (const HtmlAttribute& attribute : tree_.attributes(node)) {
    if ((attribute.name.bit() & kTokenAttributes) == 0) continue;
    const TokenSum& own = of_values_.of(attribute, [&](const HtmlAttribute& a) {
      names_.clear();
      add_tokens(a, names_);
      return sum_of(names_);
    });
    sum.key = std::rotl(sum.key, turn(own.count)) ^ own.key;
    sum.sum += own.sum;
    sum.weight += own.weight;
    sum.dropping += own.dropping;
    sum.count += own.count;
    if (own.rule >= 0) sum.rule = own.rule;
  }
  if (sum.count > kMaxTokens) {  // the last ones are left out
    element_tokens(tree_, node, names_);
    return sum_of(names_);
  }
  return sum;
}

}  // namespace saring::boilerplate
