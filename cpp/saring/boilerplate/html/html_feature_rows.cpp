// The rows that the classifier reads. Order and meaning are part of the model file: a change here
// needs a new model (tools/boilerplate/train_html.py). Tests: html_features_test.cpp.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_feature_bits_internal.hpp"
#include "saring/boilerplate/html/html_features_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"

namespace saring::boilerplate {
namespace {

float ratio(std::uint32_t part, std::uint32_t whole) noexcept {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}
float logarithm(std::uint32_t n) noexcept { return std::log2(static_cast<float>(n) + 1.0F); }
float truth(bool b) noexcept { return b ? 1.0F : 0.0F; }

// Elements in an order from prose to boilerplate, so that a threshold separates groups.
float tag_order(HtmlTag tag) noexcept {
  switch (tag) {
    case HtmlTag::kP:
      return 0;
    case HtmlTag::kBlockquote:
      return 1;
    case HtmlTag::kPre:
      return 2;
    case HtmlTag::kDd:
      return 3;
    case HtmlTag::kLi:
      return 4;
    case HtmlTag::kDt:
      return 5;
    case HtmlTag::kTd:
      return 6;
    case HtmlTag::kTh:
      return 7;
    case HtmlTag::kH1:
      return 8;
    case HtmlTag::kH2:
      return 9;
    case HtmlTag::kH3:
      return 10;
    case HtmlTag::kH4:
    case HtmlTag::kH5:
    case HtmlTag::kH6:
      return 11;
    case HtmlTag::kArticle:
    case HtmlTag::kMain:
    case HtmlTag::kSection:
      return 12;
    case HtmlTag::kDiv:
      return 13;
    case HtmlTag::kBody:
      return 14;
    case HtmlTag::kFigcaption:
    case HtmlTag::kCaption:
      return 15;
    case HtmlTag::kSummary:
    case HtmlTag::kLegend:
      return 16;
    case HtmlTag::kHeader:
      return 17;
    case HtmlTag::kForm:
    case HtmlTag::kFieldset:
      return 18;
    case HtmlTag::kAddress:
    case HtmlTag::kAside:
    case HtmlTag::kFooter:
      return 19;
    case HtmlTag::kNav:
      return 20;
    default:
      return 16.5F;
  }
}

// What holds the whole block inside its container.
float inline_order(HtmlTag tag) noexcept {
  switch (tag) {
    case HtmlTag::kSpan:
      return 1;
    case HtmlTag::kFont:
      return 2;
    case HtmlTag::kStrong:
    case HtmlTag::kB:
      return 3;
    case HtmlTag::kEm:
    case HtmlTag::kI:
      return 4;
    case HtmlTag::kCode:
      return 5;
    case HtmlTag::kTime:
      return 6;
    case HtmlTag::kSmall:
      return 7;
    case HtmlTag::kLabel:
    case HtmlTag::kButton:
      return 8;
    case HtmlTag::kA:
      return 9;
    default:
      return has_flag(tag, kBlock) ? 0.0F : 1.5F;
  }
}

}  // namespace

void PageFeatures::local_row(std::size_t index, float* row) const {
  float* f = row;
  const HtmlBlock& block = blocks_.blocks[index];
  text_features(block, f);
  element_features(block, f);
  container_features(block, f);
  position_features(index, f);
  neighbour_features(index, f);
  page_features(f);
}

void PageFeatures::text_features(const HtmlBlock& block, float*& f) const {
  const std::uint32_t bytes = block.end - block.start;
  *f++ = logarithm(block.chars);
  *f++ = logarithm(block.words);
  *f++ = ratio(block.link_bytes, bytes);
  *f++ = static_cast<float>(std::min(block.links, 50U));
  *f++ = ratio(block.bold_bytes, bytes);
  *f++ = ratio(block.chars, block.words);
  *f++ = ratio(block.short_words, block.words);
  *f++ = ratio(block.title_words, block.words);
  *f++ = ratio(block.upper_words, block.words);
  *f++ = ratio(block.number_words, block.words);
  *f++ = static_cast<float>(std::min(block.sentence_marks, 50U));
  *f++ = ratio(block.sentence_marks, block.words);
  *f++ = ratio(block.commas, block.words);
  *f++ = static_cast<float>(std::min(block.separators, 20U));
  *f++ = ratio(block.digits, block.chars);
  *f++ = static_cast<float>(block.first_class);
  *f++ = static_cast<float>(block.ending);
  *f++ = truth(block.has_year);
  *f++ = truth(block.has_url);
  *f++ = truth(block.has_copyright);
  *f++ = ratio(bytes, block.chars);
}

void PageFeatures::element_features(const HtmlBlock& block, float*& f) const {
  const Node& node = nodes_[block.element];
  *f++ = tag_order(tree_[block.container].tag);
  *f++ = inline_order(tree_[block.element].tag);
  *f++ = tag_order(tree_[node.block_parent].tag);
  *f++ = static_cast<float>(tree_[block.container].depth);
  *f++ = node.lists;
  *f++ = node.tables;
  for (unsigned bit = 0; bit < 12; ++bit) *f++ = truth((node.inside >> bit & 1U) != 0);
  *f++ = node.tokens_min;
  *f++ = node.tokens_max;
  *f++ = node.tokens_sum;
  for (const float near : node.near) *f++ = near;
  *f++ = static_cast<float>(node.rule);
  *f++ = static_cast<float>(std::min<unsigned>(node.dropped, 8));
}

void PageFeatures::container_features(const HtmlBlock& block, float*& f) const {
  const Node& page = nodes_[0];
  std::uint32_t at = block.container;
  for (int level = 0; level < 5; ++level) {
    const Node& node = nodes_[at];
    *f++ = logarithm(node.bytes);
    *f++ = ratio(node.link_bytes, node.bytes);
    *f++ = logarithm(node.blocks);
    *f++ = ratio(node.prose_bytes, page.prose_bytes);
    *f++ = ratio(node.prose_bytes, node.bytes);
    *f++ = logarithm(node.siblings);
    at = node.block_parent;
  }
}

void PageFeatures::position_features(std::size_t index, float*& f) const {
  const auto count = static_cast<std::uint32_t>(blocks_.blocks.size());
  const auto i = static_cast<std::uint32_t>(index);
  *f++ = ratio(i, count);
  *f++ = static_cast<float>(std::min(i, 200U));
  *f++ = static_cast<float>(std::min(count - i, 200U));
  *f++ = ratio(words_before_[index], words_before_.back());
  const bool has_h1 = first_h1_ != 0xffffffff;
  const float distance = has_h1 ? static_cast<float>(i) - static_cast<float>(first_h1_) : -300.0F;
  *f++ = std::clamp(distance, -300.0F, 300.0F);
  *f++ = static_cast<float>(std::min(i - last_heading_[index], 50U));
  *f++ = tag_order(tree_[blocks_.blocks[last_heading_[index]].container].tag);
  const HtmlBlock& heading = blocks_.blocks[last_heading_[index]];
  *f++ = nodes_[heading.element].tokens_sum;
  *f++ = in_title_[index];
  *f++ = in_description_[index];
  *f++ = in_body_[index];
}

void PageFeatures::neighbour_features(std::size_t index, float*& f) const {
  constexpr std::array<int, 6> kOffsets = {-3, -2, -1, 1, 2, 3};
  const auto count = static_cast<std::ptrdiff_t>(blocks_.blocks.size());
  for (const int offset : kOffsets) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(index) + offset;
    if (at < 0 || at >= count) {
      for (const float absent : {-1.0F, -1.0F, -1.0F, -1.0F}) *f++ = absent;
      continue;
    }
    const HtmlBlock& block = blocks_.blocks[static_cast<std::size_t>(at)];
    *f++ = logarithm(block.words);
    *f++ = ratio(block.link_bytes, block.end - block.start);
    *f++ = tag_order(tree_[block.container].tag);
    *f++ = static_cast<float>(block.ending);
  }
}

void PageFeatures::page_features(float*& f) const {
  const Node& page = nodes_[0];
  *f++ = logarithm(page.bytes);
  *f++ = logarithm(page.blocks);
  *f++ = ratio(page.link_bytes, page.bytes);
  *f++ = ratio(page.prose_bytes, page.bytes);
  *f++ = logarithm(page.prose_bytes);
  *f++ = logarithm(longest_);
  *f++ = ratio(list_bytes_, page.bytes);
  *f++ = static_cast<float>(std::min(articles_, 50U));
  *f++ = truth(metadata_.says_article);
  *f++ = truth(metadata_.says_product);
  *f++ = truth(metadata_.says_listing);
  *f++ = truth(metadata_.says_forum);
  *f++ = truth(!metadata_.article_body.empty());
}

PageFeatures::Context::Context(const PageFeatures& page, std::span<const float> scores)
    : page_(page),
      scores_(scores),
      mass_before_(scores.size() + 1),
      weight_before_(scores.size() + 1),
      subtree_mass_(page.tree_.size()),
      alike_mean_(scores.size()),
      alike_count_(scores.size()),
      shared_(scores.size()),
      on_topic_(scores.size()),
      first_(scores.size()) {
  sum_subtrees();
  average_alike();
  find_shared_words();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] < 0.5F || page.blocks_.blocks[i].words < 5) continue;
    first_ = std::min(first_, i);
    last_ = i;
  }
}

void PageFeatures::Context::sum_subtrees() {
  const HtmlTree& tree = page_.tree_;
  for (std::size_t i = 0; i < scores_.size(); ++i) {
    const HtmlBlock& block = page_.blocks_.blocks[i];
    const float weight = static_cast<float>(block.words) + 0.5F;
    mass_before_[i + 1] = mass_before_[i] + weight * scores_[i];
    weight_before_[i + 1] = weight_before_[i] + weight;
    subtree_mass_[block.container] += weight * scores_[i];
  }
  for (std::size_t i = tree.size(); i-- > 1;) {
    if (tree[i].tag != HtmlTag::kText) subtree_mass_[tree[i].parent] += subtree_mass_[i];
  }
  page_mass_ = std::max(subtree_mass_[0], 1e-3F);
  for (std::size_t n = 1; n < tree.size(); ++n) {
    if (page_.nodes_[n].blocks > 0 && subtree_f1(n) >= subtree_f1(best_)) best_ = n;
  }
}

void PageFeatures::Context::average_alike() {
  const auto& blocks = page_.blocks_.blocks;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order(blocks.size());
  for (std::uint32_t i = 0; i < blocks.size(); ++i) {
    order[i] = {page_.nodes_[blocks[i].container].signature, i};
  }
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    float mass = 0, weight = 0;
    for (; end < order.size() && order[end].first == order[i].first; ++end) {
      const float own = static_cast<float>(blocks[order[end].second].words) + 0.5F;
      mass += own * scores_[order[end].second];
      weight += own;
    }
    for (std::size_t k = i; k < end; ++k) {
      alike_mean_[order[k].second] = mass / weight;
      alike_count_[order[k].second] = logarithm(static_cast<std::uint32_t>(end - i));
    }
    i = end;
  }
}

// A second article on the page uses other words than the one that the title of the page names.
void PageFeatures::Context::find_shared_words() {
  struct Slot {
    std::uint32_t word = 0;  // 0: free; the lowest bit of a long word is set
    std::uint32_t block = 0xffffffff;
    float mass = 0;
  };
  const HtmlBlocks& blocks = page_.blocks_;
  std::vector<Slot> slots(std::bit_ceil(blocks.word_hashes.size() * 2 + 2));
  const auto slot_of = [&](std::uint32_t word) -> Slot& {
    std::size_t at = mix64(word) & (slots.size() - 1);
    while (slots[at].word != 0 && slots[at].word != word) at = (at + 1) & (slots.size() - 1);
    slots[at].word = word;
    return slots[at];
  };
  const auto words_of = [&](std::size_t i) {
    const HtmlBlock& block = blocks.blocks[i];
    return std::span(blocks.word_hashes)
        .subspan(block.word_start, block.word_end - block.word_start);
  };
  for (std::uint32_t i = 0; i < scores_.size(); ++i) {
    for (const std::uint32_t word : words_of(i)) {
      if ((word & 1U) == 0) continue;
      Slot& slot = slot_of(word);
      if (slot.block != i) slot.mass += scores_[i];
      slot.block = i;
    }
  }
  for (std::uint32_t i = 0; i < scores_.size(); ++i) {
    float words = 0, shared = 0, topic = 0;
    for (const std::uint32_t word : words_of(i)) {
      if ((word & 1U) == 0) continue;
      words += 1;
      shared += std::min(1.0F, slot_of(word).mass - scores_[i]);
      topic += truth(std::binary_search(page_.topic_.begin(), page_.topic_.end(), word));
    }
    shared_[i] = words > 0 ? shared / words : -1.0F;
    on_topic_[i] = words > 0 ? topic / words : -1.0F;
  }
}

float PageFeatures::Context::mean(std::size_t from, std::size_t to) const noexcept {
  const float weight = weight_before_[to] - weight_before_[from];
  return weight > 0 ? (mass_before_[to] - mass_before_[from]) / weight : 0;
}

float PageFeatures::Context::weight_of(std::size_t node) const noexcept {
  const Node& n = page_.nodes_[node];
  return static_cast<float>(n.words) + 0.5F * static_cast<float>(n.blocks);
}

float PageFeatures::Context::subtree_f1(std::size_t node) const noexcept {
  return 2 * subtree_mass_[node] / std::max(weight_of(node) + page_mass_, 1e-3F);
}

float PageFeatures::Context::score_at(std::ptrdiff_t block) const noexcept {
  const bool inside = block >= 0 && block < static_cast<std::ptrdiff_t>(scores_.size());
  return inside ? scores_[static_cast<std::size_t>(block)] : -1.0F;
}

void PageFeatures::Context::row(std::size_t i, float* row) const {
  const std::size_t count = scores_.size();
  float* f = row;
  *f++ = scores_[i];
  for (const int offset : {-4, -3, -2, -1, 1, 2, 3, 4}) {
    *f++ = score_at(static_cast<std::ptrdiff_t>(i) + offset);
  }
  for (const std::size_t window : {3U, 8U, 20U}) {
    *f++ = mean(i > window ? i - window : 0, i);
    *f++ = mean(i + 1, std::max(i + 1, std::min(count, i + 1 + window)));
  }
  *f++ = mass_before_[i] / page_mass_;
  *f++ = (mass_before_[count] - mass_before_[i + 1]) / page_mass_;
  const std::size_t container = page_.blocks_.blocks[i].container;
  std::size_t at = container;
  for (int level = 0; level < 6; ++level) {
    *f++ = subtree_mass_[at] / std::max(weight_of(at), 0.5F);
    *f++ = subtree_mass_[at] / page_mass_;
    *f++ = subtree_f1(at);
    at = page_.nodes_[at].block_parent;
  }
  *f++ = truth(container >= best_ && container < page_.tree_[best_].end);
  *f++ = subtree_f1(best_);
  *f++ = subtree_mass_[0] / std::max(weight_of(0), 0.5F);
  *f++ = page_mass_;
  const bool any = first_ < count;
  const bool before = any && i < first_;
  const bool after = any && i > last_;
  *f++ = before ? -1.0F : after ? 1.0F : 0.0F;
  const std::size_t distance = before ? first_ - i : after ? i - last_ : 0;
  *f++ = static_cast<float>(std::min<std::size_t>(distance, 50));
  *f++ = alike_mean_[i];
  *f++ = alike_count_[i];
  *f++ = shared_[i];
  *f++ = on_topic_[i];
  const std::size_t from = i > 3 ? i - 3 : 0;
  const std::size_t to = std::min(count, i + 4);
  *f++ = *std::max_element(on_topic_.begin() + static_cast<std::ptrdiff_t>(from),
                           on_topic_.begin() + static_cast<std::ptrdiff_t>(to));
}

}  // namespace saring::boilerplate
