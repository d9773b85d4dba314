// The article as HTML of text elements. Tests: html_render_test.cpp.
#include <algorithm>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr ByteSet kSpecial = byte_set("&<>\"");

void escape(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = find_marked(text, at, kSpecial);
    out.append(text, at, end - at);
    if (end == text.size()) return;
    switch (text[end]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += "&quot;";
        break;
    }
    at = end + 1;
  }
}

std::string_view element_of(MarkKind kind) noexcept {
  switch (kind) {
    case MarkKind::kStrong:
      return "strong";
    case MarkKind::kEmphasis:
      return "em";
    case MarkKind::kCode:
      return "code";
    case MarkKind::kDeleted:
      return "del";
    default:
      return {};
  }
}

class HtmlWriter {
 public:
  explicit HtmlWriter(const RenderInput& in) : in_(in) {}

  std::string run() {
    const std::vector<std::uint32_t> images = images_of_article(in_);
    std::size_t next = 0;
    CancelCheck check;
    for (std::size_t i = 0; i < in_.lines.size(); ++i) {
      check();
      for (; next < images.size() && in_.blocks.images[images[next]].before <= i; ++next) {
        block_image(in_.blocks.images[images[next]].node);
      }
      if (!in_.lines[i].keep) continue;
      if (i < in_.blocks.blocks.size()) {
        block(in_.blocks.blocks[i], in_.lines[i].role);
      } else {
        paragraph(in_.lines[i]);
      }
    }
    leave_to(0);
    return std::move(out_);
  }

 private:
  static std::string_view name_of(HtmlTag tag) noexcept {
    return tag == HtmlTag::kMenu ? "ul" : tag_name(tag);
  }

  static bool holds_text(HtmlTag tag) noexcept {
    return tag != HtmlTag::kUl && tag != HtmlTag::kOl && tag != HtmlTag::kMenu &&
           tag != HtmlTag::kDl && tag != HtmlTag::kFigure && tag != HtmlTag::kBlockquote;
  }

  void open(std::string_view name, const Level& level) {
    out_.append("<").append(name).append(">");
    open_.push_back({level, name});
  }

  void leave_to(std::size_t depth) {
    while (open_.size() > depth) {
      out_.append("</").append(open_.back().name).append(">");
      open_.pop_back();
      const bool inner = !open_.empty() && open_.back().name == "tr";
      if (!inner) out_ += '\n';
    }
  }

  // Closes and opens elements so that those open are `levels_`.
  void go_to_levels() {
    std::size_t common = 0;
    while (common < open_.size() && common < levels_.size() &&
           open_[common].level == levels_[common]) {
      ++common;
    }
    leave_to(common);
    for (std::size_t k = common; k < levels_.size(); ++k) open(name_of(levels_[k].tag), levels_[k]);
  }

  void block(const HtmlBlock& block, Role role) {
    if (block.row != 0) {
      row(block);
      return;
    }
    levels_around(in_.tree, block.container, levels_);
    const bool heading = !levels_.empty() && is_heading(levels_.back().tag);
    if (role == Role::kHeadline && !heading) levels_ = {{block.container, HtmlTag::kH1}};
    const bool bare = levels_.empty() || levels_.back().node != block.container ||
                      !holds_text(levels_.back().tag);
    if (bare && !heading) levels_.push_back({block.container, HtmlTag::kP});
    if (open_.size() == levels_.size() && open_.back().level == levels_.back()) {
      if (block.after_break || levels_.back().tag != HtmlTag::kP) {
        out_ += "<br>";
      } else {
        leave_to(open_.size() - 1);
      }
    }
    go_to_levels();
    inline_text(block.start, block.end, block.mark_start, block.mark_end);
  }

  void paragraph(const ArticleLine& line) {
    leave_to(0);
    out_ += "<p>";
    escape(std::string_view(in_.blocks.text).substr(line.start, line.end - line.start), out_);
    out_ += "</p>\n";
  }

  void row(const HtmlBlock& block) {
    const std::uint32_t table = table_of(in_.tree, block.row);
    levels_around(in_.tree, table, levels_);
    levels_.push_back({table, HtmlTag::kTable});
    levels_.push_back({block.row, HtmlTag::kTr});
    go_to_levels();
    for (std::uint32_t k = 0; k < block.empty_cells; ++k) out_ += "<td></td>";
    for (std::uint32_t m = block.mark_start; m < block.mark_end;) {
      const InlineMark& cell = in_.blocks.marks[m++];
      std::uint32_t end_mark = m;
      while (end_mark < block.mark_end && in_.blocks.marks[end_mark].kind != MarkKind::kCell) {
        ++end_mark;
      }
      std::uint32_t end = end_mark < block.mark_end ? in_.blocks.marks[end_mark].offset : block.end;
      while (end > cell.offset && in_.blocks.text[end - 1] == '\t') --end;
      const std::string_view name = in_.tree[cell.node].tag == HtmlTag::kTh ? "th" : "td";
      out_.append("<").append(name).append(">");
      inline_text(cell.offset, end, m, end_mark);
      out_.append("</").append(name).append(">");
      m = end_mark;
    }
  }

  void block_image(std::uint32_t node) {
    levels_around(in_.tree, in_.tree[node].parent, levels_);
    while (!levels_.empty() &&
           (is_heading(levels_.back().tag) || levels_.back().tag == HtmlTag::kP)) {
      levels_.pop_back();
    }
    if (levels_.empty() || levels_.back().tag != HtmlTag::kFigure) {
      levels_.push_back({node, HtmlTag::kP});
    }
    go_to_levels();
    image(node);
  }

  void image(std::uint32_t node) {
    const std::string_view source = safe_url(in_.tree.attribute(node, "src"));
    if (source.empty()) return;
    out_ += "<img src=\"";
    escape(source, out_);
    out_ += "\" alt=\"";
    escape(in_.tree.attribute(node, "alt"), out_);
    out_ += "\">";
  }

  void inline_text(std::uint32_t start, std::uint32_t end, std::uint32_t mark,
                   std::uint32_t mark_end) {
    const auto write = [&](std::string_view part) { escape(part, out_); };
    for (; mark < mark_end; ++mark) {
      const InlineMark& m = in_.blocks.marks[mark];
      if (m.offset > start) {
        const std::uint32_t to = std::min(m.offset, end);
        in_.write_kept(start, to, write);
        start = to;
      }
      if (m.kind == MarkKind::kImage) {
        image(m.node);
      } else if (m.kind == MarkKind::kLink) {
        link(m);
      } else if (const std::string_view name = element_of(m.kind); !name.empty()) {
        out_.append(m.begins ? "<" : "</").append(name).append(">");
      }
    }
    in_.write_kept(start, end, write);
  }

  void link(const InlineMark& mark) {
    const std::string_view url = safe_url(in_.tree.attribute(mark.node, "href"));
    if (url.empty()) return;
    if (!mark.begins) {
      out_ += "</a>";
      return;
    }
    out_ += "<a href=\"";
    escape(url, out_);
    out_ += "\">";
  }

  struct Element {
    Level level;
    std::string_view name;
  };

  const RenderInput& in_;
  std::string out_;
  std::vector<Element> open_;
  std::vector<Level> levels_;
};

}  // namespace

std::string render_html(const RenderInput& input) { return HtmlWriter(input).run(); }

}  // namespace saring::boilerplate
