// Tests: html_rules_test.cpp.
#include "saring/boilerplate/html/html_tokens_internal.hpp"

#include <array>

#include "saring/base/ascii.hpp"

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
  std::string_view previous;
  std::size_t i = 0;
  while (i < value.size() && out.size() < kMaxTokens) {
    if (!is_word(value[i])) {
      if (ascii::is_space(value[i])) previous = {};
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
      out.push_back(add(kFnvBasis, word));
      if (!previous.empty()) out.push_back(add(add(add(kFnvBasis, previous), ' '), word));
      previous = word;
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

}  // namespace

std::uint32_t token_hash(std::string_view token) noexcept { return add(kFnvBasis, token); }

void element_tokens(const HtmlTree& tree, std::uint32_t node, std::vector<std::uint32_t>& out) {
  out.clear();
  const HtmlTag tag = tree[node].tag;
  if (tag != HtmlTag::kUnknown) {
    out.push_back(add(add(add(kFnvBasis, '<'), tag_name(tag)), '>'));
  }
  if (tree[node].attr_count == 0) return;
  for (const HtmlAttribute& attribute : tree.attributes(node)) {
    if (attribute.name == "class" || attribute.name == "id" || attribute.name == "data-component" ||
        attribute.name == "data-testid" || attribute.name == "data-type") {
      name_tokens(attribute.value, out);
    } else if (attribute.name == "role" || attribute.name == "itemprop" ||
               attribute.name == "rel" || attribute.name == "aria-hidden") {
      attribute_token(attribute.name, attribute.value, out);
    }
  }
}

}  // namespace saring::boilerplate
