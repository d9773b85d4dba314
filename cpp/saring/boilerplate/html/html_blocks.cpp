// Splits a page into lines. Tests: html_blocks_test.cpp.
#include "saring/boilerplate/html/html_blocks_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/html/html_inline_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/boilerplate/html/html_visibility_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kSuperscriptBytes = 8;
constexpr std::size_t kOpenMarks = 8;  // deeper ones are left out: memory is bounded

class Splitter {
 public:
  explicit Splitter(const HtmlTree& tree) : tree_(tree), hidden_(find_hidden(tree)) {}

  HtmlBlocks run() {
    open_.push_back({.end = static_cast<std::uint32_t>(tree_.size())});
    std::uint32_t i = 1;
    CancelCheck check;
    while (i < tree_.size()) {
      check();
      while (i >= open_.back().end && open_.size() > 1) leave();
      i = visit(i);
    }
    while (open_.size() > 1) leave();
    end_block();
    return std::move(out_);
  }

 private:
  struct Open {
    std::uint32_t node = 0;
    HtmlTag tag = HtmlTag::kDocument;
    std::uint32_t end = 0;
    bool link = false;   // an <a href>
    bool block = false;  // starts and ends a line
    bool pre = false;    // white space is text
    bool lines = false;  // line ends are line breaks
    bool data_table = false;
    bool row = false;  // of a data table
    bool marked = false;
    std::size_t begin = 0;  // of its text in `out_.text`
  };

  std::uint32_t visit(std::uint32_t i) {
    const HtmlNode& node = tree_[i];
    if (node.tag == HtmlTag::kText) {
      add_text(i, node.text);
      return i + 1;
    }
    if (hidden_[i] != 0) return node.end;
    if (has_flag(node.tag, kSkipped) || node.tag == HtmlTag::kHead) return node.end;
    if (node.tag == HtmlTag::kMath && add_formula(i)) return node.end;
    if (has_flag(node.tag, kVoid)) {
      visit_void(i, node.tag);
      return i + 1;
    }
    enter(i, node);
    return i + 1;
  }

  void visit_void(std::uint32_t i, HtmlTag tag) {
    if (tag == HtmlTag::kBr) {
      line_break();
    } else if (has_flag(tag, kBlock)) {
      boundary();
    } else if (tag == HtmlTag::kImg) {
      image(i);
    } else if (tag == HtmlTag::kInput) {
      space_before_next_ = true;
    }
  }

  bool add_formula(std::uint32_t math) {
    if (math < math_end_) return false;  // inside one that was looked through
    math_end_ = tree_[math].end;
    const std::uint32_t node = tex_of_formula(tree_, math);
    if (node != 0) add_text(node, without_display_style(tree_[node].text));
    return node != 0;
  }

  // An image separates words, unless it stands for text.
  void image(std::uint32_t i) {
    if (const std::string_view text = text_of_image(tree_, i); !text.empty()) {
      add_text(i, text);
      return;
    }
    space_before_next_ = true;
    if (in_block_) {
      add_mark(i, MarkKind::kImage, true);
    } else {
      out_.images.push_back({i, static_cast<std::uint32_t>(out_.blocks.size())});
    }
  }

  void enter(std::uint32_t i, const HtmlNode& node) {
    Open open{.node = i, .tag = node.tag, .end = node.end};
    open.link = node.tag == HtmlTag::kA && tree_.has_attribute(i, "href");
    open.pre = node.tag == HtmlTag::kPre || node.tag == HtmlTag::kListing ||
               node.tag == HtmlTag::kXmp || node.tag == HtmlTag::kPlaintext;
    open.block = has_flag(node.tag, kBlock);
    read_style(i, open);
    open.data_table = node.tag == HtmlTag::kTable && is_data_table(tree_, i);
    open.row = node.tag == HtmlTag::kTr && in_data_table();
    if (row_depth_ > 0 && (node.tag == HtmlTag::kTd || node.tag == HtmlTag::kTh)) {
      next_cell(i);
    } else if (open.block) {
      boundary();
    } else {
      separate(i, open);
    }
    if (open.link) {
      ++link_depth_;
      ++pending_links_;
    }
    bold_depth_ += is_bold(node.tag) ? 1 : 0;
    pre_depth_ += open.pre ? 1 : 0;
    lines_depth_ += open.lines ? 1 : 0;
    if (open.row) {
      ++row_depth_;
      row_ = i;
      cell_ = empty_cells_ = 0;
    }
    begin_mark(open);
    code_depth_ += node.tag == HtmlTag::kCode || node.tag == HtmlTag::kSup ? 1 : 0;
    if (node.tag == HtmlTag::kQ && i + 1 < node.end && !is_opening_quote(tree_[i + 1].text)) {
      add_text(i, "“");
    }
    open.begin = out_.text.size();
    open_.push_back(open);
  }

  void add_mark(std::uint32_t node, MarkKind kind, bool begins) {
    out_.marks.push_back({static_cast<std::uint32_t>(out_.text.size()), node, kind, begins});
  }

  void begin_mark(Open& open) {
    const MarkKind kind = open.link ? MarkKind::kLink : mark_of(open.tag);
    if (kind == MarkKind::kNone || marks_.size() >= kOpenMarks) return;
    const auto is_open = [&](const InlineMark& mark) { return mark.kind == kind; };
    if (std::any_of(marks_.begin(), marks_.end(), is_open)) return;
    open.marked = true;
    marks_.push_back({0, open.node, kind, true});
    if (in_block_) add_mark(open.node, kind, true);
  }

  void end_mark(const Open& open) {
    if (!open.marked) return;
    if (in_block_) add_mark(open.node, marks_.back().kind, false);
    marks_.pop_back();
  }

  void read_style(std::uint32_t i, Open& open) const {
    const std::string_view style = tree_.attribute(i, "style");
    if (style.empty()) return;
    const std::size_t space = style.find("white-space");
    if (space != std::string_view::npos) {
      std::string_view value = style.substr(space + 11);
      value = value.substr(0, value.find(';'));
      while (!value.empty() && (value.front() == ':' || value.front() == ' '))
        value.remove_prefix(1);
      while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
      open.lines = value.substr(0, 8).find("pre") != std::string_view::npos;
      open.pre = open.pre || (open.block && value == "pre");
    }
    const std::size_t display = style.find("display");
    if (display != std::string_view::npos && !open.block) {
      const std::string_view value = style.substr(display, 18);
      open.block = value.find(":block") != std::string_view::npos ||
                   value.find(": block") != std::string_view::npos;
    }
  }

  void leave() {
    const Open open = open_.back();
    if (open.tag == HtmlTag::kSup) finish_superscript(open);
    if (open.tag == HtmlTag::kQ && in_block_ && out_.text.size() > open.begin &&
        tree_[open.node].end > open.node + 1 && !is_opening_quote(tree_[open.node + 1].text)) {
      add_text(open.node, "”");
    }
    if (row_depth_ == 0 || !is_cell(open.tag)) {
      if (open.block) boundary();
    }
    link_depth_ -= open.link ? 1 : 0;
    bold_depth_ -= is_bold(open.tag) ? 1 : 0;
    pre_depth_ -= open.pre ? 1 : 0;
    lines_depth_ -= open.lines ? 1 : 0;
    row_depth_ -= open.row ? 1 : 0;
    code_depth_ -= open.tag == HtmlTag::kCode || open.tag == HtmlTag::kSup ? 1 : 0;
    if (open.row || (open.pre && pre_depth_ == 0)) boundary();
    end_mark(open);
    if (!open.block) {
      closed_ = open;
      closed_at_ = out_.text.size();
    }
    open_.pop_back();
  }

  static bool is_html_space(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
  }
  static bool is_bold(HtmlTag tag) noexcept {
    return tag == HtmlTag::kB || tag == HtmlTag::kStrong ||
           (tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6) || tag == HtmlTag::kTh;
  }
  static bool is_cell(HtmlTag tag) noexcept { return tag == HtmlTag::kTd || tag == HtmlTag::kTh; }
  static bool is_control(HtmlTag tag) noexcept {
    return tag == HtmlTag::kButton || tag == HtmlTag::kLabel;
  }

  // Two inline elements with nothing between them are words of their own if both are links or
  // controls; of two spans, only the text that follows can tell.
  void separate(std::uint32_t i, const Open& open) {
    if (!in_block_ || code_depth_ > 0 || pre_depth_ > 0) return;
    if (is_control(open.tag)) space_before_next_ = true;
    if (closed_at_ != out_.text.size() || closed_at_ - closed_.begin < 2) return;
    if (is_control(closed_.tag) || (open.link && closed_.link)) {
      space_before_next_ = true;
    } else {
      const std::string_view name = tree_.attribute(i, "class");
      const std::string_view before = tree_.attribute(closed_.node, "class");
      space_at_capital_ = !name.empty() && !before.empty() && name != before;
    }
  }

  [[nodiscard]] bool in_data_table() const {
    for (std::size_t k = open_.size(), up = 0; k-- > 0 && up < 3; ++up) {
      if (open_[k].tag == HtmlTag::kTable) return open_[k].data_table;
    }
    return false;
  }

  void next_cell(std::uint32_t cell) {
    if (!in_block_) {
      empty_cells_ += cell_ != 0 ? 1U : 0U;
      cell_ = cell;
      return;
    }
    while (out_.text.back() == ' ') out_.text.pop_back();
    close_marks();
    out_.text += '\t';
    add_mark(cell, MarkKind::kCell, true);
    for (const InlineMark& mark : marks_) add_mark(mark.node, mark.kind, true);
  }

  // The edge of a block element: of a line, or of less inside a cell or <pre>.
  void boundary() {
    if (row_depth_ > 0) {
      space_before_next_ = true;
    } else if (pre_depth_ > 0) {
      if (in_block_ && out_.text.back() != '\n') out_.text += '\n';
    } else {
      end_block();
      after_block_ = true;
    }
  }

  void line_break() {
    if (row_depth_ > 0) {
      space_before_next_ = true;
    } else if (pre_depth_ > 0) {
      if (in_block_) out_.text += '\n';
    } else {
      end_block();
      ++breaks_;
    }
  }

  void add_text(std::uint32_t node, std::string_view text) {
    if (lines_depth_ == 0 || pre_depth_ > 0) {
      add_piece(node, text);
      return;
    }
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      add_piece(node, text.substr(at, end - at));
      if (end < text.size()) line_break();
      at = end + 1;
    }
  }

  void add_piece(std::uint32_t node, std::string_view text) {
    std::string& out = out_.text;
    if (!in_block_) {
      std::size_t first = 0;
      while (first < text.size() && is_html_space(text[first])) ++first;
      if (first == text.size()) return;
      if (pre_depth_ > 0 && first > 0) text.remove_prefix(text.rfind('\n', first) + 1);
      begin_block(node);
    }
    if (out.size() == begin_ && pre_depth_ == 0) text = without_indentation(text);
    const std::size_t before = out.size();
    if (pre_depth_ > 0) {
      append_preformatted(text, out);
    } else {
      add_separator(text);
      append_collapsed(text, false, out);
    }
    space_before_next_ = space_at_capital_ = false;
    last_ = node;
    if (link_depth_ > 0) link_bytes_ += out.size() - before;
    if (bold_depth_ > 0) bold_bytes_ += out.size() - before;
  }

  void begin_block(std::uint32_t node) {
    begin_ = out_.text.size();
    in_block_ = true;
    first_ = node;
    links_before_ = pending_links_ - (link_depth_ > 0 ? 1U : 0U);
    joined_ = !after_block_ && breaks_ == 1;
    preformatted_ = pre_depth_ > 0;
    after_block_ = space_before_next_ = space_at_capital_ = false;
    breaks_ = 0;
    mark_begin_ = out_.marks.size();
    in_row_ = row_depth_ > 0 ? row_ : 0;
    if (in_row_ != 0) add_mark(cell_, MarkKind::kCell, true);
    for (const InlineMark& mark : marks_) add_mark(mark.node, mark.kind, true);
  }

  void add_separator(std::string_view text) {
    std::string& out = out_.text;
    if (out.size() == begin_ || text.empty()) return;
    const char last = out.back();
    const char next = text[0];
    const bool word_next = ascii::is_letter(next) || ascii::is_digit(next) || next == '(' ||
                           static_cast<unsigned char>(next) >= 0xC3;
    if (space_before_next_ && word_next && last != ' ' && last != '\t' && last != '(') out += ' ';
    const bool capital = ascii::is_upper(next) || (ascii::is_digit(next) && !ascii::is_digit(last));
    if (space_at_capital_ && capital && (ascii::is_lower(last) || ascii::is_digit(last)))
      out += ' ';
  }

  // "10<sup>6</sup>" is a power, "study<sup>3</sup>" a note: neither is "106" or "study3".
  void finish_superscript(const Open& open) {
    std::string& out = out_.text;
    if (!in_block_ || open.begin <= begin_ || open.begin >= out.size() || pre_depth_ > 0) return;
    const std::size_t size = out.size() - open.begin;
    if (out[open.begin - 1] == ' ' || size > kSuperscriptBytes) return;
    const std::string raised = superscript(std::string_view(out).substr(open.begin));
    if (raised.empty()) return;
    out.replace(open.begin, size, raised);
    for (std::size_t k = out_.marks.size(); k-- > 0 && out_.marks[k].offset > open.begin;) {
      out_.marks[k].offset = static_cast<std::uint32_t>(out.size());
    }
  }

  void end_block() {
    if (!in_block_) return;
    in_block_ = false;
    std::string& out = out_.text;
    while (out.size() > begin_) {
      const bool wide = std::string_view(out).substr(begin_).ends_with(kWideSpace);
      if (!wide && out.back() != ' ' && out.back() != '\n' && out.back() != '\t') break;
      out.resize(out.size() - (wide ? kWideSpace.size() : 1));
    }
    if (out.size() > begin_) {
      finish_block();
    } else {
      out_.marks.resize(mark_begin_);
    }
    link_bytes_ = bold_bytes_ = 0;
  }

  void finish_block() {
    HtmlBlock block;
    block.start = static_cast<std::uint32_t>(begin_);
    block.end = static_cast<std::uint32_t>(out_.text.size());
    const std::uint32_t size = block.end - block.start;
    block.link_bytes = std::min(static_cast<std::uint32_t>(link_bytes_), size);
    block.bold_bytes = std::min(static_cast<std::uint32_t>(bold_bytes_), size);
    block.links = pending_links_ - links_before_;
    block.preformatted = preformatted_;
    block.after_break = joined_;
    std::uint32_t element = tree_[first_].parent;
    while (tree_[element].end <= last_) element = tree_[element].parent;
    block.element = element;
    while (!has_flag(tree_[element].tag, kBlock)) element = tree_[element].parent;
    block.container = element;
    count_text(out_, block);
    finish_marks(block);
    out_.blocks.push_back(block);
    out_.text += '\n';
  }

  void close_marks() {
    for (std::size_t k = marks_.size(); k-- > 0;) add_mark(marks_[k].node, marks_[k].kind, false);
  }

  // Marks that are open end with the block, and none is behind its end.
  void finish_marks(HtmlBlock& block) {
    close_marks();
    block.mark_start = static_cast<std::uint32_t>(mark_begin_);
    block.mark_end = static_cast<std::uint32_t>(out_.marks.size());
    for (std::size_t k = mark_begin_; k < out_.marks.size(); ++k) {
      out_.marks[k].offset = std::min(out_.marks[k].offset, block.end);
    }
    block.row = in_row_;
    block.empty_cells = in_row_ != 0 ? empty_cells_ : 0;
  }

  const HtmlTree& tree_;
  std::vector<std::uint8_t> hidden_;
  HtmlBlocks out_;
  std::vector<Open> open_;
  Open closed_;                    // the last inline element that ended
  std::size_t closed_at_ = 0;      // `out_.text.size()` then
  std::vector<InlineMark> marks_;  // that are open
  std::size_t mark_begin_ = 0;     // of the block, in `out_.marks`
  std::uint32_t math_end_ = 0;     // of the last formula
  std::uint32_t row_ = 0;          // the last row of a table of data
  std::uint32_t cell_ = 0;         // its last cell
  std::uint32_t empty_cells_ = 0;  // of the row, before its text
  std::uint32_t in_row_ = 0;       // the row that the block is; 0: none
  std::size_t begin_ = 0;
  std::size_t link_bytes_ = 0;
  std::size_t bold_bytes_ = 0;
  std::uint32_t first_ = 0;
  std::uint32_t last_ = 0;
  std::uint32_t pending_links_ = 0;
  std::uint32_t links_before_ = 0;
  std::uint32_t breaks_ = 0;  // since the last block
  int link_depth_ = 0;
  int bold_depth_ = 0;
  int pre_depth_ = 0;
  int lines_depth_ = 0;
  int row_depth_ = 0;
  int code_depth_ = 0;
  bool in_block_ = false;
  bool joined_ = false;
  bool preformatted_ = false;
  bool after_block_ = true;
  bool space_before_next_ = false;
  bool space_at_capital_ = false;
};

}  // namespace

HtmlBlocks split_blocks(const HtmlTree& tree) { return Splitter(tree).run(); }

}  // namespace saring::boilerplate
