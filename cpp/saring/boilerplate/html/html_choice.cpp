// Which lines of a page are its article. Tests: html_extractor_test.cpp.
#include "saring/boilerplate/html/html_choice_internal.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string_view>

#include "saring/boilerplate/html/html_render_internal.hpp"
#include "saring/text/words.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kParagraphWords = 8;
constexpr float kListBetween = 0.4F;    // mean score of the items of a list that is kept
constexpr float kListInside = 0.5F;     // the same between other lines that are kept
constexpr float kAnnouncedList = 0.2F;  // after a line that ends with a colon
constexpr RoleSet kFrameRoles = {Role::kNavigation, Role::kCopyright, Role::kCookie, Role::kShare,
                                 Role::kSubscribe};
constexpr std::size_t kBodyBytes = 200;
constexpr std::size_t kProbeBytes = 24;
constexpr float kMostOfText = 0.8F;

bool is_list(HtmlTag tag) noexcept { return tag == HtmlTag::kUl || tag == HtmlTag::kOl; }

}  // namespace

bool same_words(std::string_view a, std::string_view b) {
  text::WordScanner left(a), right(b);
  text::Word x, y;
  std::size_t words = 0;
  while (true) {
    const bool more_left = left.next(x);
    if (more_left != right.next(y)) return false;
    if (!more_left) return words > 0;
    if (x.folded != y.folded) return false;
    ++words;
  }
}

std::vector<std::uint8_t> choose(const std::vector<float>& scores, const HtmlBlocks& blocks) {
  const std::size_t count = scores.size();
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return scores[a] > scores[b]; });
  const auto weight = [&](std::size_t i) {
    return static_cast<double>(blocks.blocks[i].words) + 0.5;
  };
  double expected = 1e-9;  // tokens of article text on the page
  for (std::size_t i = 0; i < count; ++i) expected += weight(i) * static_cast<double>(scores[i]);
  double hits = 0, size = 0, best = -1;
  std::size_t kept = 0;
  for (std::size_t k = 0; k < count; ++k) {
    hits += weight(order[k]) * static_cast<double>(scores[order[k]]);
    size += weight(order[k]);
    const double f1 = 2 * hits / (size + expected);
    if (f1 > best) {
      best = f1;
      kept = k + 1;
    }
  }
  std::vector<std::uint8_t> keep(count, 0);
  for (std::size_t k = 0; k < kept; ++k) keep[order[k]] = scores[order[k]] > 0 ? 1 : 0;
  return keep;
}

void decide_lists(const HtmlTree& tree, const HtmlBlocks& blocks, const std::vector<float>& scores,
                  std::vector<std::uint8_t>& chosen) {
  std::vector<std::uint32_t> list_of(tree.size(), 0);  // the nearest list around each node
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    list_of[i] = is_list(tree[i].tag) ? i : list_of[tree[i].parent];
  }
  const std::size_t count = blocks.blocks.size();
  const auto list_at = [&](std::size_t i) { return list_of[blocks.blocks[i].container]; };
  const auto is_beside = [&](std::size_t i, std::uint32_t list) {
    const HtmlBlock& block = blocks.blocks[i];
    return chosen[i] != 0 && list_at(i) != list && block.words >= kParagraphWords &&
           tree[block.container].parent == tree[list].parent;
  };
  for (std::size_t begin = 0, end = 0; begin < count; begin = end) {
    end = begin + 1;
    const std::uint32_t list = list_at(begin);
    while (end < count && list_at(end) == list) ++end;
    if (list == 0 || end - begin < 2 || begin == 0 || end == count) continue;
    if (chosen[begin - 1] == 0 || chosen[end] == 0) continue;
    const bool announced = blocks.blocks[begin - 1].ending == BlockEnd::kColon;
    const bool beside = is_beside(end, list) && (announced || is_beside(begin - 1, list));
    const float sum = std::accumulate(scores.begin() + static_cast<std::ptrdiff_t>(begin),
                                      scores.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
    const float mean = sum / static_cast<float>(end - begin);
    if (mean < (!beside ? kListInside : announced ? kAnnouncedList : kListBetween)) continue;
    for (std::size_t i = begin; i < end; ++i) chosen[i] = scores[i] > 0 ? 1 : chosen[i];
  }
}

bool is_frame_only(const HtmlTree& tree, const HtmlBlocks& blocks, const PageFeatures& page,
                   const HtmlRules& rules, const std::vector<float>& scores,
                   const std::vector<std::uint8_t>& chosen) {
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] == 0) continue;
    if (scores[i] >= 0.5F) return false;
    const int rule = page.rule_of(i);
    bool frame =
        rule >= 0 && kFrameRoles.contains(rules.rules()[static_cast<std::size_t>(rule)].role);
    for (std::uint32_t at = blocks.blocks[i].container; at != 0 && !frame; at = tree[at].parent) {
      frame = tree[at].tag == HtmlTag::kFooter || tree[at].tag == HtmlTag::kNav;
    }
    if (!frame) return false;
  }
  return true;
}

bool is_missing(std::string_view body, const HtmlBlocks& blocks,
                const std::vector<std::uint8_t>& chosen) {
  if (body.size() < kBodyBytes) return false;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i] != 0) kept += blocks.blocks[i].end - blocks.blocks[i].start;
  }
  if (body.size() < 2 * kept) return false;
  constexpr std::size_t kProbes = 16;
  std::size_t found = 0;
  for (std::size_t k = 0; k < kProbes; ++k) {
    std::size_t at = body.size() * k / kProbes;
    while (at > 0 && (static_cast<unsigned char>(body[at]) & 0xC0U) == 0x80U) --at;
    const std::string_view probe = body.substr(at, kProbeBytes);
    found += blocks.text.find(probe.substr(0, probe.find('\n'))) != std::string::npos ? 1U : 0U;
  }
  return found * 2 < kProbes;
}

bool leave_most(const PageLines& lines, const HtmlBlocks& blocks,
                const std::vector<float>& scores) {
  float all = 0, dropped = 0;  // expected words of the article
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const float words = scores[i] * static_cast<float>(blocks.blocks[i].words);
    all += words;
    if (lines.dropped_by_rule(i) != nullptr) dropped += words;
  }
  return dropped <= kMostOfText * all;
}

std::size_t find_headline(const HtmlTree& tree, const HtmlBlocks& blocks,
                          const std::vector<std::uint8_t>& chosen, const std::string& title) {
  const std::size_t count = blocks.blocks.size();
  std::size_t first_h1 = count, h1s = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const HtmlBlock& block = blocks.blocks[i];
    const HtmlTag tag = tree[block.container].tag;
    if (is_heading(tag) && same_words(blocks.text_of(block), title)) return i;
    if (tag == HtmlTag::kH1) {
      ++h1s;
      if (first_h1 == count && (chosen[i] != 0 || block.words >= 3)) first_h1 = i;
    }
  }
  return h1s == 1 || (first_h1 < count && chosen[first_h1] != 0) ? first_h1 : count;
}

}  // namespace saring::boilerplate
