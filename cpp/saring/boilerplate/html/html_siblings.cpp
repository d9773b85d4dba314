// What stands among the paragraphs of the article. Tests: html_siblings_test.cpp.
#include "saring/boilerplate/html/html_siblings_internal.hpp"

#include <algorithm>
#include <cstddef>

#include "saring/boilerplate/html/html_render_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr float kLeastSentence = 0.3F;    // score of a sentence that is kept
constexpr float kLeastHeading = 0.12F;    // of a heading, in front of a kept line
constexpr float kLeastItems = 0.25F;      // mean of a list or table
constexpr float kLeastPlainItems = 0.2F;  // of one without any link
constexpr std::uint32_t kSentenceWords = 5;
constexpr std::uint32_t kParagraphs = 2;  // that are kept beside it
constexpr std::uint32_t kHeadingWords = 2;
constexpr std::uint32_t kProseWords = 8;
constexpr std::size_t kMostItems = 40;
constexpr int kMostLevels = 6;  // from a cell to the element around its table

bool is_list(HtmlTag tag) noexcept {
  return tag == HtmlTag::kUl || tag == HtmlTag::kOl || tag == HtmlTag::kDl ||
         tag == HtmlTag::kTable;
}

class Siblings {
 public:
  Siblings(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
           const PageLines& lines, const HtmlRules& rules, const std::vector<float>& scores,
           std::vector<std::uint8_t>& chosen)
      : tree_(tree),
        blocks_(blocks),
        page_(page),
        lines_(lines),
        rules_(rules),
        scores_(scores),
        chosen_(chosen),
        prose_(tree.size()) {
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] == 0 || blocks.blocks[i].words < kProseWords || is_linked(i)) continue;
      const std::uint32_t container = blocks.blocks[i].container;
      const std::uint32_t parent = tree[container].parent;
      ++prose_[is_list(tree[parent].tag) ? tree[parent].parent : parent];
    }
  }

  void run() {
    const std::size_t count = chosen_.size();
    bool beside = false;  // of the last line that no rule drops
    for (std::size_t i = 0; i < count;) {
      if (lines_.dropped_by_rule(i) != nullptr) {
        ++i;
        continue;
      }
      const std::size_t end = chosen_[i] != 0 || !beside ? i : end_of_alike(i);
      for (std::size_t k = i; k < end; ++k) chosen_[k] = 1;
      beside = chosen_[i] != 0;
      i = std::max(i + 1, end);
    }
  }

 private:
  [[nodiscard]] bool is_linked(std::size_t i) const {
    const HtmlBlock& block = blocks_.blocks[i];
    return block.link_bytes * 2 > block.end - block.start;
  }

  [[nodiscard]] bool is_free(std::size_t i) const {
    const int rule = page_.rule_of(i);
    const bool named =
        rule >= 0 && !kArticleRoles.contains(rules_.rules()[static_cast<std::size_t>(rule)].role);
    return !named && lines_.dropped_by_rule(i) == nullptr && !is_linked(i);
  }

  [[nodiscard]] bool has_prose(std::uint32_t node) const {
    return prose_[tree_[node].parent] >= kParagraphs;
  }

  // The end of the blocks from `i` on that are kept, or `i`.
  [[nodiscard]] std::size_t end_of_alike(std::size_t i) const {
    if (!is_free(i)) return i;
    const HtmlBlock& block = blocks_.blocks[i];
    if (is_heading(tree_[block.container].tag) || tree_[block.container].tag == HtmlTag::kSummary ||
        tree_[block.element].tag == HtmlTag::kButton) {
      return scores_[i] < kLeastHeading ? i : end_of_headed(i);
    }
    if (has_prose(block.container)) {
      const bool sentence = block.ending == BlockEnd::kSentence && block.words >= kSentenceWords;
      return sentence && scores_[i] >= kLeastSentence ? i + 1 : i;
    }
    return end_of_list(i);
  }

  // Of a heading in front of a kept line, or of a list.
  [[nodiscard]] std::size_t end_of_headed(std::size_t i) const {
    const std::uint32_t container = blocks_.blocks[i].container;
    if (i + 1 >= chosen_.size()) return i;
    const HtmlBlock& next = blocks_.blocks[i + 1];
    if (chosen_[i + 1] != 0) {
      const bool beside = next.container < tree_[tree_[container].parent].end;
      return beside && blocks_.blocks[i].words >= kHeadingWords ? i + 1 : i;
    }
    if (!has_prose(container) || !is_heading(tree_[container].tag) || !is_free(i + 1)) return i;
    const std::size_t end = end_of_list(i + 1);
    return end == i + 1 ? i : end;
  }

  // The end of a list or table that begins with the block, or the block.
  [[nodiscard]] std::size_t end_of_list(std::size_t i) const {
    std::uint32_t at = blocks_.blocks[i].container;
    bool list = false;
    for (int level = 0; level < kMostLevels && at != 0; ++level, at = tree_[at].parent) {
      const bool is_one = is_list(tree_[at].tag);
      list |= is_one;
      // An item of a list of which the one before is kept.
      if (is_one && i > 0 && chosen_[i - 1] != 0 && blocks_.blocks[i - 1].container > at)
        return scores_[i] >= kLeastItems ? i + 1 : i;
      if (has_prose(at)) break;
    }
    return list && at != 0 && has_prose(at) ? end_of_items(i, at) : i;
  }

  [[nodiscard]] std::size_t end_of_items(std::size_t first, std::uint32_t node) const {
    float sum = 0;
    std::uint32_t links = 0;
    std::size_t end = first;
    while (end < chosen_.size() && blocks_.blocks[end].container < tree_[node].end) {
      if (end - first >= kMostItems) return first;
      if (chosen_[end] == 0 && !is_free(end)) {
        if (tree_[blocks_.blocks[end].container].tag == HtmlTag::kFigcaption) break;
        return first;
      }
      sum += scores_[end];
      links += blocks_.blocks[end].links;
      ++end;
    }
    const float least = links == 0 ? kLeastPlainItems : kLeastItems;
    return sum >= least * static_cast<float>(end - first) ? end : first;
  }

  const HtmlTree& tree_;
  const HtmlBlocks& blocks_;
  const PageFeatures& page_;
  const PageLines& lines_;
  const HtmlRules& rules_;
  const std::vector<float>& scores_;
  std::vector<std::uint8_t>& chosen_;
  std::vector<std::uint32_t> prose_;  // kept paragraphs whose container's parent it is
};

}  // namespace

void decide_siblings(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                     const PageLines& lines, const HtmlRules& rules,
                     const std::vector<float>& scores, std::vector<std::uint8_t>& chosen) {
  Siblings(tree, blocks, page, lines, rules, scores, chosen).run();
}

}  // namespace saring::boilerplate
