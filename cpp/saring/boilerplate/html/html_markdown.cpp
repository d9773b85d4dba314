// The article as Markdown: CommonMark 0.31 and the tables of GitHub Flavored Markdown. Tests:
// html_render_test.cpp.
#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_markdown_internal.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxColumns = 256;  // of the header of a table

class MarkdownWriter {
 public:
  MarkdownWriter(const RenderInput& in, bool links) : in_(in), inline_(in, links, out_) {}

  std::string run() {
    std::vector<std::uint32_t> images;
    if (inline_.has_links()) images = images_of_article(in_);
    std::size_t next = 0;
    CancelCheck check;
    for (std::size_t i = 0; i < in_.lines.size(); ++i) {
      check();
      for (; next < images.size() && in_.blocks.images[images[next]].before <= i; ++next) {
        block_image(in_.blocks.images[images[next]].node);
      }
      if (in_.lines[i].keep) line(i);
    }
    return std::move(out_);
  }

 private:
  // A quotation, a list, or an item: what the lines inside begin with.
  struct Frame {
    Level level;
    std::size_t width = 0;     // of the marker of an item
    std::size_t numbered = 0;  // items of a list so far
  };

  static bool is_list(HtmlTag tag) noexcept {
    return tag == HtmlTag::kUl || tag == HtmlTag::kOl || tag == HtmlTag::kMenu;
  }
  static bool is_frame(HtmlTag tag) noexcept {
    return is_list(tag) || tag == HtmlTag::kLi || tag == HtmlTag::kBlockquote;
  }

  void line(std::size_t i) {
    if (i >= in_.blocks.blocks.size()) {
      levels_.clear();
      begin_paragraph();
      const ArticleLine& line = in_.lines[i];
      inline_.write(static_cast<std::uint32_t>(line.start), static_cast<std::uint32_t>(line.end), 0,
                    0, {});
      table_ = 0;
      return;
    }
    const HtmlBlock& block = in_.blocks.blocks[i];
    if (block.row != 0) {
      row(i);
    } else {
      text(i, block);
    }
    table_ = block.row == 0 ? 0 : table_of(in_.tree, block.row);
    last_ = i;
  }

  void text(std::size_t i, const HtmlBlock& block) {
    levels_around(in_.tree, block.container, levels_);
    std::size_t heading = 0;
    if (!levels_.empty() && is_heading(levels_.back().tag)) {
      heading =
          static_cast<std::size_t>(levels_.back().tag) - static_cast<std::size_t>(HtmlTag::kH1) + 1;
    } else if (in_.lines[i].role == Role::kHeadline) {
      heading = 1;
    }
    const bool goes_on = block.after_break && i > 0 && last_ == i - 1 && !out_.empty() &&
                         heading == 0 && in_.blocks.blocks[last_].container == block.container;
    if (goes_on) {
      out_ += "\\\n";
      add_prefix(frames_.size());
    } else {
      begin_paragraph();
    }
    if (block.preformatted) {
      fence(block);
      return;
    }
    if (heading > 0) out_.append(heading, '#').append(" ");
    inline_.write(block.start, block.end, block.mark_start, block.mark_end,
                  {.in_heading = heading > 0});
  }

  // Goes to the frames of `levels_`, with what separates two blocks, and the marker of a new item.
  void begin_paragraph() {
    std::erase_if(levels_, [](const Level& level) { return !is_frame(level.tag); });
    std::size_t common = 0;
    while (common < frames_.size() && common < levels_.size() &&
           frames_[common].level == levels_[common]) {
      ++common;
    }
    // An item follows an item, or the text of the item that it is in, without a blank line.
    const auto is_item = [](HtmlTag tag) { return tag == HtmlTag::kLi; };
    bool new_item = false, after_item = common > 0 && is_item(frames_[common - 1].level.tag);
    for (std::size_t k = common; k < levels_.size(); ++k) new_item |= is_item(levels_[k].tag);
    for (std::size_t k = common; k < frames_.size(); ++k)
      after_item |= is_item(frames_[k].level.tag);
    const bool tight = new_item && after_item && common > 0;
    frames_.resize(common);
    if (!out_.empty()) {
      out_ += '\n';
      if (!tight) {
        add_prefix(common);
        while (out_.back() == ' ') out_.pop_back();
        out_ += '\n';
      }
    }
    add_prefix(common);
    for (std::size_t k = common; k < levels_.size(); ++k) open(levels_[k]);
  }

  void open(const Level& level) {
    Frame frame{level};
    if (level.tag == HtmlTag::kBlockquote) out_ += "> ";
    if (level.tag == HtmlTag::kLi) {
      const std::size_t before = out_.size();
      const bool in_list = !frames_.empty() && is_list(frames_.back().level.tag);
      if (in_list && frames_.back().level.tag == HtmlTag::kOl) {
        out_.append(std::to_string(++frames_.back().numbered)).append(". ");
      } else {
        out_ += "- ";
      }
      frame.width = out_.size() - before;
    }
    frames_.push_back(frame);
  }

  // What a further line inside of the first `depth` frames begins with.
  void add_prefix(std::size_t depth) {
    for (std::size_t k = 0; k < depth; ++k) {
      if (frames_[k].level.tag == HtmlTag::kBlockquote) out_ += "> ";
      out_.append(frames_[k].width, ' ');
    }
  }

  void fence(const HtmlBlock& block) {
    const std::string_view code =
        std::string_view(in_.blocks.text).substr(block.start, block.end - block.start);
    const std::string ticks(std::max<std::size_t>(3, longest_run(code, '`') + 1), '`');
    out_.append(ticks).append(language_of(block)).append("\n");
    for (std::size_t at = 0; at <= code.size();) {
      const std::size_t end = std::min(code.find('\n', at), code.size());
      add_prefix(frames_.size());
      out_.append(code, at, end - at);
      out_ += '\n';
      at = end + 1;
    }
    add_prefix(frames_.size());
    out_ += ticks;
  }

  // "language-python" of a <pre> or the <code> inside it.
  [[nodiscard]] std::string_view language_of(const HtmlBlock& block) const {
    for (const std::uint32_t node : {block.element, block.container}) {
      const std::string_view name = in_.tree.attribute(node, "class");
      for (const std::string_view start : {"language-", "lang-"}) {
        const std::size_t at = name.find(start);
        if (at == std::string_view::npos) continue;
        const std::string_view rest = name.substr(at + start.size(), 24);
        const auto is_name = [](char c) {
          return ascii::is_letter(c) || ascii::is_digit(c) || c == '+' || c == '#' || c == '-';
        };
        const auto end = std::find_if_not(rest.begin(), rest.end(), is_name);
        return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
      }
    }
    return {};
  }

  void row(std::size_t i) {
    const HtmlBlock& block = in_.blocks.blocks[i];
    const std::uint32_t table = table_of(in_.tree, block.row);
    if (table == table_) {
      out_ += '\n';
      add_prefix(frames_.size());
      cells(block, 0);
      return;
    }
    levels_around(in_.tree, table, levels_);
    begin_paragraph();
    std::size_t columns = 0;
    for (std::size_t k = i; k < in_.blocks.blocks.size(); ++k) {
      const HtmlBlock& other = in_.blocks.blocks[k];
      if (other.row == 0 || table_of(in_.tree, other.row) != table) break;
      if (in_.lines[k].keep) columns = std::max(columns, columns_of(other));
    }
    columns = std::min(columns, kMaxColumns);
    cells(block, columns);
    out_ += '\n';
    add_prefix(frames_.size());
    for (std::size_t k = 0; k < std::max<std::size_t>(columns, 1); ++k)
      out_ += k == 0 ? "| --- |" : " --- |";
  }

  [[nodiscard]] std::size_t columns_of(const HtmlBlock& block) const {
    const auto begin = in_.blocks.marks.begin();
    return block.empty_cells +
           static_cast<std::size_t>(
               std::count_if(begin + block.mark_start, begin + block.mark_end,
                             [](const InlineMark& mark) { return mark.kind == MarkKind::kCell; }));
  }

  // One row, with empty cells up to `columns`.
  void cells(const HtmlBlock& block, std::size_t columns) {
    out_ += '|';
    std::size_t written = block.empty_cells;
    for (std::size_t k = 0; k < written; ++k) out_ += " |";
    for (std::uint32_t m = block.mark_start; m < block.mark_end; ++written) {
      const std::uint32_t start = in_.blocks.marks[m++].offset;
      std::uint32_t stop = m;
      while (stop < block.mark_end && in_.blocks.marks[stop].kind != MarkKind::kCell) ++stop;
      std::uint32_t end = stop < block.mark_end ? in_.blocks.marks[stop].offset : block.end;
      while (end > start && in_.blocks.text[end - 1] == '\t') --end;
      out_ += ' ';
      inline_.write(start, end, m, stop, {.in_table = true});
      out_ += out_.back() == ' ' ? "|" : " |";
      m = stop;
    }
    for (; written < columns; ++written) out_ += " |";
  }

  void block_image(std::uint32_t node) {
    levels_around(in_.tree, in_.tree[node].parent, levels_);
    begin_paragraph();
    inline_.image(node);
    table_ = 0;
    last_ = SIZE_MAX;
  }

  const RenderInput& in_;
  std::string out_;
  InlineMarkdown inline_;
  std::vector<Frame> frames_;
  std::vector<Level> levels_;
  std::size_t last_ = SIZE_MAX;  // the last line written
  std::uint32_t table_ = 0;      // of the last row written; 0: something else came last
};

}  // namespace

std::string render_markdown(const RenderInput& input, bool links) {
  return MarkdownWriter(input, links).run();
}

}  // namespace saring::boilerplate
