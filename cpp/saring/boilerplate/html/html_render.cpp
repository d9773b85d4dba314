// What the Markdown and the HTML of an article have in common. Tests: html_render_test.cpp.
#include "saring/boilerplate/html/html_render_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {
namespace {

bool is_level(HtmlTag tag) noexcept {
  switch (tag) {
    case HtmlTag::kBlockquote:
    case HtmlTag::kUl:
    case HtmlTag::kOl:
    case HtmlTag::kMenu:
    case HtmlTag::kLi:
    case HtmlTag::kDl:
    case HtmlTag::kDt:
    case HtmlTag::kDd:
    case HtmlTag::kFigure:
    case HtmlTag::kFigcaption:
    case HtmlTag::kP:
    case HtmlTag::kPre:
      return true;
    default:
      return is_heading(tag);
  }
}

bool is_in_figure(const HtmlTree& tree, std::uint32_t node) noexcept {
  for (int up = 0; up < 4 && node != 0; ++up, node = tree[node].parent) {
    if (tree[node].tag == HtmlTag::kFigure) return true;
  }
  return false;
}

}  // namespace

bool is_heading(HtmlTag tag) noexcept { return tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6; }

void levels_around(const HtmlTree& tree, std::uint32_t container, std::vector<Level>& out) {
  out.clear();
  for (std::uint32_t at = container; at != 0; at = tree[at].parent) {
    if (is_level(tree[at].tag)) out.push_back({at, tree[at].tag});
  }
  std::reverse(out.begin(), out.end());
  const auto is_title = [](const Level& level) { return is_heading(level.tag); };
  const auto heading = std::find_if(out.begin(), out.end(), is_title);
  if (heading != out.end()) out.erase(heading + 1, out.end());  // nothing is inside a heading
  if (out.size() > kMaxWrittenDepth) out.resize(kMaxWrittenDepth);
}

std::uint32_t table_of(const HtmlTree& tree, std::uint32_t row) noexcept {
  while (row != 0 && tree[row].tag != HtmlTag::kTable) row = tree[row].parent;
  return row;
}

std::string_view safe_url(std::string_view url) noexcept {
  const auto is_blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!url.empty() && is_blank(url.front())) url.remove_prefix(1);
  while (!url.empty() && is_blank(url.back())) url.remove_suffix(1);
  // Browsers skip control characters inside: "java\nscript:" is an address of JavaScript.
  const bool control = std::any_of(url.begin(), url.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control || url.size() > 4096) return {};
  const std::size_t end = std::min(url.find_first_of("/?#"), url.size());
  const std::size_t colon = url.substr(0, end).find(':');
  if (colon == std::string_view::npos) return url;
  const std::string scheme = ascii::to_lower(url.substr(0, colon));
  for (const std::string_view safe : {"http", "https", "mailto", "tel"}) {
    if (scheme == safe) return url;
  }
  return {};
}

std::vector<std::uint32_t> images_of_article(const RenderInput& input) {
  std::vector<std::uint32_t> found;
  const std::size_t count = input.blocks.blocks.size();
  // Whether the nearest line that is no caption is kept, before and behind each gap.
  std::vector<std::uint8_t> before(count + 1, 0), behind(count + 1, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const ArticleLine& line = input.lines[i];
    before[i + 1] = line.keep ? 1 : line.role == Role::kCaption ? before[i] : 0;
  }
  for (std::size_t i = count; i-- > 0;) {
    const ArticleLine& line = input.lines[i];
    behind[i] = line.keep ? 1 : line.role == Role::kCaption ? behind[i + 1] : 0;
  }
  for (std::uint32_t k = 0; k < input.blocks.images.size(); ++k) {
    const BlockImage& image = input.blocks.images[k];
    const int sides = before[image.before] + behind[image.before];
    if (sides == 0 || safe_url(input.tree.attribute(image.node, "src")).empty()) continue;
    if (sides == 2 || is_in_figure(input.tree, image.node)) found.push_back(k);
  }
  return found;
}

}  // namespace saring::boilerplate
