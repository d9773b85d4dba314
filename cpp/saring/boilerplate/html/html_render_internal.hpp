#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/boilerplate/html/html_tree_internal.hpp"

// The kept lines of an article with what the page says about their form. Both forms are made of the
// blocks, so that they have the same words as the text. Linear in the page; nesting is written to a
// depth of kMaxWrittenDepth.
namespace saring::boilerplate {

inline constexpr std::size_t kMaxWrittenDepth = 16;

// What is rendered. `lines`: those of `blocks` in order, then lines of which only the text is
// known. `spans`: what is found inside kept lines, in order; those that are not kept are left out.
struct RenderInput {
  const HtmlTree& tree;
  const HtmlBlocks& blocks;
  std::span<const ArticleLine> lines;
  std::span<const RoleSpan> spans = {};

  // Calls write(text) for the parts of [start, end), bytes into the text of the blocks, between the
  // spans that are left out. O(log spans) and what it writes.
  template <typename Write>
  void write_kept(std::size_t start, std::size_t end, Write&& write) const {
    const std::string_view text = blocks.text;
    auto span =
        std::upper_bound(spans.begin(), spans.end(), start,
                         [](std::size_t at, const RoleSpan& other) { return at < other.end; });
    for (; span != spans.end() && span->start < end; ++span) {
      if (span->keep) continue;
      if (start < span->start) write(text.substr(start, span->start - start));
      start = std::min(std::max(start, span->end), end);
    }
    write(text.substr(start, end - start));
  }
};

// CommonMark with the tables and the strikethrough of GitHub Flavored Markdown. Without `links`, of
// links and images only the text is written.
[[nodiscard]] std::string render_markdown(const RenderInput& input, bool links);

// HTML of text elements, links and images only: no script, style, form or embedded object, no
// attribute but href, src and alt, no address but http, https, mailto, tel and relative ones.
[[nodiscard]] std::string render_html(const RenderInput& input);

// Bytes that are not written as they are.
using ByteSet = std::array<bool, 256>;
[[nodiscard]] constexpr ByteSet byte_set(std::string_view bytes) noexcept {
  ByteSet set{};
  for (const char c : bytes) set[static_cast<unsigned char>(c)] = true;
  return set;
}
// Where the first of them is from `at` on, or the size of the text.
[[nodiscard]] inline std::size_t find_marked(std::string_view text, std::size_t at,
                                             const ByteSet& set) noexcept {
  while (at < text.size() && !set[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// An element that gives a line its place: a list, an item, a quotation, a heading …
struct Level {
  std::uint32_t node = 0;
  HtmlTag tag = HtmlTag::kUnknown;
  friend bool operator==(const Level&, const Level&) noexcept = default;
};

// The levels around a block, from the outside to the inside; for a row, those around its table.
void levels_around(const HtmlTree& tree, std::uint32_t container, std::vector<Level>& out);
// The <table> of a row.
[[nodiscard]] std::uint32_t table_of(const HtmlTree& tree, std::uint32_t row) noexcept;
[[nodiscard]] bool is_heading(HtmlTag tag) noexcept;

// `url` less white space at its ends, or nothing if it must not be followed: javascript:, data:.
[[nodiscard]] std::string_view safe_url(std::string_view url) noexcept;

// The images between the kept lines, as indices of HtmlBlocks::images.
[[nodiscard]] std::vector<std::uint32_t> images_of_article(const RenderInput& input);

}  // namespace saring::boilerplate
