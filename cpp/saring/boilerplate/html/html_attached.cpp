// What belongs to the paragraph in front of it. Tests: html_attached_test.cpp.
#include "saring/boilerplate/html/html_attached_internal.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kProseWords = 8;
constexpr std::uint32_t kItemWords = 10;
constexpr std::uint32_t kAnnouncingWords = 4;  // fewer are a label: "Related stories:"
constexpr float kLeastCode = 0.15F;            // score of code that is kept
constexpr std::uint64_t kCodePart = 4;         // of the kept words, one in so many, and no more
constexpr std::uint32_t kLabelWords = 4;       // "Copy code", "read.py"
constexpr std::size_t kMostItems = 40;         // longer lists are those of an archive or a shop

bool is_list(HtmlTag tag) noexcept {
  return tag == HtmlTag::kUl || tag == HtmlTag::kOl || tag == HtmlTag::kDl ||
         tag == HtmlTag::kTable;
}

bool is_frame(HtmlTag tag) noexcept {
  return tag == HtmlTag::kNav || tag == HtmlTag::kAside || tag == HtmlTag::kFooter ||
         tag == HtmlTag::kForm || tag == HtmlTag::kHeader;
}

// "1\n2\n3": numbers that count up by one, one a line.
bool counts_lines(std::string_view text) {
  std::size_t count = 0, next = 0, at = 0;
  while (at < text.size()) {
    std::size_t number = 0, digits = 0;
    while (at < text.size() && text[at] == ' ') ++at;
    for (; at < text.size() && ascii::is_digit(text[at]) && digits < 7; ++at, ++digits) {
      number = number * 10 + static_cast<std::size_t>(text[at] - '0');
    }
    while (at < text.size() && text[at] == ' ') ++at;
    if (digits == 0 || (at < text.size() && text[at] != '\n')) return false;
    if (count > 0 && number != next) return false;
    next = number + 1;
    ++count;
    ++at;
  }
  return count >= 2;
}

class Attacher {
 public:
  Attacher(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
           const PageLines& lines, const std::vector<float>& scores,
           std::vector<std::uint8_t>& chosen)
      : tree_(tree),
        blocks_(blocks),
        page_(page),
        lines_(lines),
        scores_(scores),
        chosen_(chosen),
        prose_(tree.size()) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const HtmlBlock& block = blocks.blocks[i];
      if (chosen[i] == 0 || block.words < kProseWords || block.link_bytes * 2 > size_of(i))
        continue;
      ++prose_[tree[block.container].parent];
      // Prose that stands in the element itself, its lines parted by <br>.
      ++prose_[block.container];
    }
  }

  void run() {
    const std::size_t count = chosen_.size();
    for (std::size_t i = 1; i < count; ++i) {
      if (chosen_[i - 1] != 0 && announces(i - 1)) i = attach_list(i);
    }
    attach_code();
    for (std::size_t i = 0; i < count; ++i) {
      if (chosen_[i] != 0 && is_line_numbers(i)) chosen_[i] = 0;
    }
  }

 private:
  [[nodiscard]] std::uint32_t size_of(std::size_t i) const {
    return blocks_.blocks[i].end - blocks_.blocks[i].start;
  }

  [[nodiscard]] bool announces(std::size_t i) const {
    const HtmlBlock& block = blocks_.blocks[i];
    return block.ending == BlockEnd::kColon && block.words >= kAnnouncingWords &&
           block.link_bytes == 0 && !is_heading(tree_[block.container].tag);
  }

  // The element around block `i` that is a sibling of what holds the block before; 0: none, or the
  // two do not stand beside prose.
  [[nodiscard]] std::uint32_t sibling(std::size_t i) const {
    const std::uint32_t before = blocks_.blocks[i - 1].container;
    std::uint32_t at = blocks_.blocks[i].container;
    if (at <= before && before < tree_[at].end) return 0;
    while (tree_[at].parent > before || tree_[tree_[at].parent].end <= before) {
      if (is_frame(tree_[at].tag) || is_heading(tree_[at].tag)) return 0;
      at = tree_[at].parent;
    }
    if (is_frame(tree_[at].tag) || is_heading(tree_[at].tag)) return 0;
    return prose_[tree_[at].parent] > 0 ? at : 0;
  }

  // No rule names the elements around the block, but those around the block before too.
  [[nodiscard]] bool is_free(std::size_t i, std::size_t before) const {
    const int rule = page_.rule_of(i);
    return (rule < 0 || rule == page_.rule_of(before)) && lines_.dropped_by_rule(i) == nullptr;
  }

  [[nodiscard]] bool is_line_numbers(std::size_t i) const {
    const HtmlBlock& block = blocks_.blocks[i];
    return block.preformatted && counts_lines(blocks_.text_of(block));
  }

  // Code that stands behind a kept line, with no more between them than its own label or numbers.
  [[nodiscard]] bool is_code_beside(std::size_t i) const {
    if (!blocks_.blocks[i].preformatted || scores_[i] < kLeastCode || is_line_numbers(i)) {
      return false;
    }
    std::size_t first = i;  // of what the code's own element holds
    for (int k = 0; k < 2 && first > 1 && chosen_[first - 1] == 0; ++k) {
      if (blocks_.blocks[first - 1].words > kLabelWords && !is_line_numbers(first - 1))
        return false;
      --first;
    }
    if (chosen_[first - 1] == 0) return false;
    const std::uint32_t at = sibling(first);
    return at != 0 && blocks_.blocks[i].container < tree_[at].end && is_free(i, first - 1);
  }

  // Where most of a text is code, the classifier knows better what the text is.
  void attach_code() {
    std::vector<std::size_t> code;
    std::uint64_t words = 0, kept = 0;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (chosen_[i] != 0) {
        kept += blocks_.blocks[i].words;
      } else if (i > 0 && is_code_beside(i)) {
        code.push_back(i);
        words += blocks_.blocks[i].words;
      }
    }
    if (words * kCodePart > kept) return;
    for (const std::size_t i : code) chosen_[i] = 1;
  }

  [[nodiscard]] bool is_link(std::size_t i) const {
    return blocks_.blocks[i].link_bytes * 10 >= size_of(i) * 9;
  }

  // Returns the last block that was looked at.
  std::size_t attach_list(std::size_t first) {
    const std::size_t count = chosen_.size();
    std::size_t end = first;
    std::uint32_t at = sibling(first);
    if (at == 0) return first;
    const std::uint32_t parent = tree_[at].parent;
    const HtmlTag tag = tree_[at].tag;
    const bool list = holds_list(first, at);
    while (end < count && end - first <= kMostItems) {
      const std::uint32_t container = blocks_.blocks[end].container;
      if (container >= tree_[at].end) {  // the next of the links in paragraphs of their own
        if (list || tree_[at].end >= tree_.size()) break;
        std::uint32_t next = container;
        while (next != 0 && tree_[next].parent != parent) next = tree_[next].parent;
        if (next == 0 || tree_[next].tag != tag) break;
        at = next;
      }
      if (!is_free(end, first - 1)) break;
      if (!is_item(end) || (!list && !is_link(end))) break;
      ++end;
    }
    if (end - first < 2 || end - first > kMostItems) return first;
    if (list && end < count && blocks_.blocks[end].container < tree_[at].end) return first;
    for (std::size_t i = first; i < end; ++i) chosen_[i] = 1;
    return end - 1;
  }

  // Whether the block is in a list or table that begins with it, inside of `around`.
  [[nodiscard]] bool holds_list(std::size_t block, std::uint32_t around) const {
    for (std::uint32_t at = blocks_.blocks[block].container; at >= around; at = tree_[at].parent) {
      if (is_list(tree_[at].tag)) return true;
    }
    return false;
  }

  // Longer links are the headlines of other stories.
  [[nodiscard]] bool is_item(std::size_t i) const { return blocks_.blocks[i].words < kItemWords; }

  const HtmlTree& tree_;
  const HtmlBlocks& blocks_;
  const PageFeatures& page_;
  const PageLines& lines_;
  const std::vector<float>& scores_;
  std::vector<std::uint8_t>& chosen_;
  std::vector<std::uint32_t> prose_;  // kept paragraphs whose container's parent it is
};

}  // namespace

void decide_attached(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                     const PageLines& lines, const std::vector<float>& scores,
                     std::vector<std::uint8_t>& chosen) {
  Attacher(tree, blocks, page, lines, scores, chosen).run();
}

}  // namespace saring::boilerplate
