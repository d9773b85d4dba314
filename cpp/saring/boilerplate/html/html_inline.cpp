// Tests: html_blocks_test.cpp.
#include "saring/boilerplate/html/html_inline_internal.hpp"

#include <array>
#include <cstddef>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kCellBytes = 300;  // longer cells are layout, or prose of their own

std::string_view raised(char c) noexcept {
  constexpr std::array<std::string_view, 10> kDigits = {"⁰", "¹", "²", "³", "⁴",
                                                        "⁵", "⁶", "⁷", "⁸", "⁹"};
  if (ascii::is_digit(c)) return kDigits[static_cast<std::size_t>(c - '0')];
  switch (c) {
    case '+':
      return "⁺";
    case '-':
      return "⁻";
    case 'n':
      return "ⁿ";
    default:
      return {};
  }
}

bool is_blank(std::string_view text) noexcept {
  return text.find_first_not_of(" \n\t\r\f") == std::string_view::npos;
}

}  // namespace

MarkKind mark_of(HtmlTag tag) noexcept {
  switch (tag) {
    case HtmlTag::kB:
    case HtmlTag::kStrong:
      return MarkKind::kStrong;
    case HtmlTag::kI:
    case HtmlTag::kEm:
      return MarkKind::kEmphasis;
    case HtmlTag::kCode:
    case HtmlTag::kKbd:
    case HtmlTag::kSamp:
    case HtmlTag::kTt:
      return MarkKind::kCode;
    case HtmlTag::kDel:
    case HtmlTag::kS:
    case HtmlTag::kStrike:
      return MarkKind::kDeleted;
    default:
      return MarkKind::kNone;
  }
}

std::string superscript(std::string_view text) {
  if (text == "TM") return "™";
  std::string out;
  for (const char c : text) {
    const std::string_view one = raised(c);
    if (one.empty()) return {};
    out += one;
  }
  return out;
}

bool is_opening_quote(std::string_view text) noexcept {
  if (text.empty()) return false;
  if (text[0] == '"' || text[0] == '\'') return true;
  for (const std::string_view quote : {"“", "„", "«", "‘", "「", "『", "‹"}) {
    if (text.starts_with(quote)) return true;
  }
  return false;
}

std::string_view without_indentation(std::string_view text) noexcept {
  while (true) {
    const std::size_t blank = text.find_first_not_of(" \n\t\r\f");
    if (blank == std::string_view::npos || !text.substr(blank).starts_with(kWideSpace)) return text;
    text.remove_prefix(blank + kWideSpace.size());
  }
}

std::uint32_t tex_of_formula(const HtmlTree& tree, std::uint32_t math) {
  std::uint32_t last = 0;
  std::string drawn;  // what is before the last text
  for (std::uint32_t i = math + 1; i < tree[math].end; ++i) {
    if (tree[i].tag != HtmlTag::kText || is_blank(tree[i].text)) continue;
    if (last != 0) append_collapsed(tree[last].text, false, drawn);
    last = i;
  }
  if (drawn.empty()) return 0;
  const std::string_view tex = tree[last].text;
  return tex.find_first_of("\\^_{") != std::string_view::npos || tex == drawn ? last : 0;
}

std::string_view without_display_style(std::string_view tex) noexcept {
  constexpr std::string_view kDisplay = "{\\displaystyle ";
  if (!tex.starts_with(kDisplay) || !tex.ends_with('}')) return tex;
  tex.remove_prefix(kDisplay.size());
  tex.remove_suffix(1);
  return tex;
}

std::string_view text_of_image(const HtmlTree& tree, std::uint32_t image) noexcept {
  const std::string_view name = tree.attribute(image, "class");
  const std::string_view alt = tree.attribute(image, "alt");
  const auto named = [&](std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  const bool pictograph =
      alt.size() <= 32 && !alt.empty() && static_cast<unsigned char>(alt[0]) >= 0xE2;
  if (named("emoji") && pictograph) return alt;
  if (named("mwe-math") || named("latex")) return without_display_style(alt);
  return {};
}

bool is_data_table(const HtmlTree& tree, std::uint32_t table) {
  if (tree.attribute(table, "role") == "presentation") return false;
  std::size_t rows = 0, cells = 0, bytes = 0;
  for (std::uint32_t i = table + 1; i < tree[table].end; ++i) {
    switch (tree[i].tag) {
      case HtmlTag::kTr:
        rows += cells > 1 ? 1U : 0U;
        cells = bytes = 0;
        break;
      case HtmlTag::kTd:
      case HtmlTag::kTh:
        ++cells;
        bytes = 0;
        break;
      case HtmlTag::kText:
        bytes += tree[i].text.size();
        if (cells > 0 && bytes > kCellBytes) return false;
        break;
      case HtmlTag::kP:
      case HtmlTag::kDiv:
      case HtmlTag::kThead:
      case HtmlTag::kTbody:
      case HtmlTag::kTfoot:
      case HtmlTag::kCaption:
        break;
      default:
        if (has_flag(tree[i].tag, kBlock)) return false;
        break;
    }
  }
  return rows + (cells > 1 ? 1U : 0U) > 1;
}

}  // namespace saring::boilerplate
