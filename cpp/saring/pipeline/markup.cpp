// Tests: tests/cpp/pipeline/markup_test.cpp.
#include "saring/pipeline/markup.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"

namespace saring::pipeline {
namespace {

// HTML has at least one tag per this many bytes, because paragraphs of an article are shorter.
constexpr std::size_t kBytesPerTag = 1000;
constexpr std::size_t kMinTags = 3;
constexpr std::size_t kMaxName = 10;

// Elements that make blocks, or that occur only in the source of pages; sorted.
constexpr std::array<std::string_view, 33> kElements = {
    "article", "aside",  "blockquote", "body", "br",  "dd", "div", "dl",  "dt",
    "figure",  "footer", "h1",         "h2",   "h3",  "h4", "h5",  "h6",  "head",
    "header",  "html",   "li",         "main", "nav", "ol", "p",   "pre", "script",
    "section", "style",  "table",      "td",   "tr",  "ul"};

bool begins_with(std::string_view text, std::string_view lower) noexcept {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char want, char found) { return ascii::to_lower(found) == want; });
}

// True if the '<' at `at` begins a tag of one of the elements.
bool is_tag(std::string_view text, std::size_t at) noexcept {
  std::size_t begin = at + 1;
  if (begin < text.size() && text[begin] == '/') ++begin;
  std::array<char, kMaxName> name{};
  std::size_t size = 0;
  while (begin + size < text.size() && size < kMaxName &&
         (ascii::is_letter(text[begin + size]) || ascii::is_digit(text[begin + size]))) {
    name[size] = ascii::to_lower(text[begin + size]);
    ++size;
  }
  if (size == 0 || begin + size == text.size()) return false;
  const char next = text[begin + size];
  if (next != '>' && next != '/' && !ascii::is_space(next)) return false;
  return std::binary_search(kElements.begin(), kElements.end(),
                            std::string_view(name.data(), size));
}

}  // namespace

bool is_markup(std::string_view text) noexcept {
  std::size_t at = text.find('<');
  if (at == text.npos) return false;
  const std::size_t first = text.find_first_not_of(" \t\r\n\f\v");
  const bool begins_with_tag = at == first;
  if (begins_with_tag &&
      (begins_with(text.substr(at), "<!doctype html") || begins_with(text.substr(at), "<html"))) {
    return true;
  }
  std::size_t tags = 0;
  for (; at != text.npos; at = text.find('<', at + 1)) tags += is_tag(text, at) ? 1 : 0;
  const std::size_t enough = begins_with_tag && is_tag(text, first) ? kMinTags - 1 : kMinTags;
  return tags >= enough && tags * kBytesPerTag >= text.size();
}

}  // namespace saring::pipeline
