// The rows that the classifier reads. Order and meaning are part of the model file: a change here
// needs a new model (tools/boilerplate/train_html.py). Tests: html_features_test.cpp.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

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

void PageFeatures::local_row(std::size_t index, Row put) const {
  const HtmlBlock& block = blocks_.blocks[index];
  text_features(block, put);
  element_features(block, put);
  container_features(block, put);
  position_features(index, put);
  neighbour_features(index, put);
  page_features(put);
  place_features(index, put);
}

void PageFeatures::text_features(const HtmlBlock& block, Row& put) const {
  const std::uint32_t bytes = block.end - block.start;
  put(logarithm(block.chars));
  put(logarithm(block.words));
  put(ratio(block.link_bytes, bytes));
  put(static_cast<float>(std::min(block.links, 50U)));
  put(ratio(block.bold_bytes, bytes));
  put(ratio(block.chars, block.words));
  put(ratio(block.short_words, block.words));
  put(ratio(block.title_words, block.words));
  put(ratio(block.upper_words, block.words));
  put(ratio(block.number_words, block.words));
  put(static_cast<float>(std::min(block.sentence_marks, 50U)));
  put(ratio(block.sentence_marks, block.words));
  put(ratio(block.commas, block.words));
  put(static_cast<float>(std::min(block.separators, 20U)));
  put(ratio(block.digits, block.chars));
  put(static_cast<float>(block.first_class));
  put(static_cast<float>(block.ending));
  put(truth(block.has_year));
  put(truth(block.has_url));
  put(truth(block.has_copyright));
  put(ratio(bytes, block.chars));
}

void PageFeatures::element_features(const HtmlBlock& block, Row& put) const {
  const Node& node = nodes_[block.element];
  put(tag_order(tree_[block.container].tag));
  put(inline_order(tree_[block.element].tag));
  put(tag_order(tree_[node.block_parent].tag));
  put(static_cast<float>(tree_[block.container].depth));
  put(node.lists);
  put(node.tables);
  for (unsigned bit = 0; bit < 12; ++bit) put(truth((node.inside >> bit & 1U) != 0));
  put(node.tokens_min);
  put(node.tokens_max);
  put(node.tokens_sum);
  for (const float near : node.near) put(near);
  put(static_cast<float>(node.rule));
  put(static_cast<float>(std::min<unsigned>(node.dropped, 8)));
}

void PageFeatures::container_features(const HtmlBlock& block, Row& put) const {
  const Node& page = nodes_[0];
  std::uint32_t at = block.container;
  for (int level = 0; level < 5; ++level) {
    const Node& node = nodes_[at];
    put(logarithm(node.bytes));
    put(ratio(node.link_bytes, node.bytes));
    put(logarithm(node.blocks));
    put(ratio(node.prose_bytes, page.prose_bytes));
    put(ratio(node.prose_bytes, node.bytes));
    put(logarithm(node.siblings));
    at = node.block_parent;
  }
}

void PageFeatures::position_features(std::size_t index, Row& put) const {
  const auto count = static_cast<std::uint32_t>(blocks_.blocks.size());
  const auto i = static_cast<std::uint32_t>(index);
  put(ratio(i, count));
  put(static_cast<float>(std::min(i, 200U)));
  put(static_cast<float>(std::min(count - i, 200U)));
  put(ratio(words_before_[index], words_before_.back()));
  const bool has_h1 = first_h1_ != 0xffffffff;
  const float distance = has_h1 ? static_cast<float>(i) - static_cast<float>(first_h1_) : -300.0F;
  put(std::clamp(distance, -300.0F, 300.0F));
  put(static_cast<float>(std::min(i - last_heading_[index], 50U)));
  put(tag_order(tree_[blocks_.blocks[last_heading_[index]].container].tag));
  const HtmlBlock& heading = blocks_.blocks[last_heading_[index]];
  put(nodes_[heading.element].tokens_sum);
  put(in_title_[index]);
  put(in_description_[index]);
  put(in_body_[index]);
}

void PageFeatures::neighbour_features(std::size_t index, Row& put) const {
  constexpr std::array<int, 6> kOffsets = {-3, -2, -1, 1, 2, 3};
  const auto count = static_cast<std::ptrdiff_t>(blocks_.blocks.size());
  for (const int offset : kOffsets) {
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(index) + offset;
    if (at < 0 || at >= count) {
      for (const float absent : {-1.0F, -1.0F, -1.0F, -1.0F}) put(absent);
      continue;
    }
    for (const float value : neighbours_[static_cast<std::size_t>(at)]) put(value);
  }
}

void PageFeatures::describe_neighbours() {
  neighbours_.reserve(blocks_.blocks.size());
  for (const HtmlBlock& block : blocks_.blocks) {
    neighbours_.push_back({logarithm(block.words), ratio(block.link_bytes, block.end - block.start),
                           tag_order(tree_[block.container].tag),
                           static_cast<float>(block.ending)});
  }
}

void PageFeatures::page_features(Row& put) const {
  for (const float value : page_) put(value);
}

// What kind of page it is: how its text is spread over lists, tables, headings, controls and
// elements that look the same.
void PageFeatures::describe_page() {
  std::uint32_t in_list = 0, in_table = 0, headings = 0, controls = 0, prose = 0, prose_bytes = 0;
  std::uint32_t linked = 0, repeated = 0, most = 0;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> alike;  // signature, bytes
  alike.reserve(blocks_.blocks.size());
  for (const HtmlBlock& block : blocks_.blocks) {
    const Node& node = nodes_[block.element];
    const std::uint32_t bytes = block.end - block.start;
    const HtmlTag tag = tree_[block.container].tag;
    in_list += node.lists > 0 ? block.words : 0;
    in_table += node.tables > 0 ? block.words : 0;
    headings += tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6 ? 1 : 0;
    controls += (node.inside & (kInControl | kInForm)) != 0 ? 1 : 0;
    linked += block.link_bytes * 2 > bytes ? 1 : 0;
    if (block.words >= 20 && block.sentence_marks > 0 && block.link_bytes * 3 < bytes) {
      ++prose;
      prose_bytes += bytes;
    }
    alike.emplace_back(nodes_[block.container].signature, bytes);
  }
  std::sort(alike.begin(), alike.end());
  for (std::size_t i = 0; i < alike.size();) {
    std::size_t end = i;
    std::uint32_t bytes = 0;
    for (; end < alike.size() && alike[end].first == alike[i].first; ++end)
      bytes += alike[end].second;
    if (end - i >= 3) repeated += bytes;
    most = std::max(most, bytes);
    i = end;
  }
  const auto share = [](std::uint32_t part, std::uint32_t whole) {
    return static_cast<float>(part) / static_cast<float>(std::max(whole, 1U));
  };
  const auto count = static_cast<std::uint32_t>(blocks_.blocks.size());
  const Node& page = nodes_[0];
  page_ = {logarithm(page.bytes),
           logarithm(page.blocks),
           ratio(page.link_bytes, page.bytes),
           ratio(page.prose_bytes, page.bytes),
           logarithm(page.prose_bytes),
           logarithm(longest_),
           ratio(list_bytes_, page.bytes),
           static_cast<float>(std::min<std::size_t>(article_nodes_.size(), 50)),
           truth(metadata_.says_article),
           truth(metadata_.says_product),
           truth(metadata_.says_listing),
           truth(metadata_.says_forum),
           truth(!metadata_.article_body.empty()),
           share(in_list, page.words),
           share(in_table, page.words),
           share(headings, count),
           share(controls, count),
           share(linked, count),
           static_cast<float>(std::min(prose, 100U)),
           share(prose_bytes, std::max(prose, 1U)),
           share(repeated, page.bytes),
           share(most, page.bytes),
           static_cast<float>(std::min(page.images, 200U)),
           share(page.images * 100, page.words),
           static_cast<float>(std::min<std::size_t>(metadata_.description.size(), 500))};
}

// Where the block is in relation to the title, to <article> elements and later headings (the next
// article may be loaded below), to images, and inside its containers.
void PageFeatures::place_features(std::size_t index, Row& put) const {
  const auto i = static_cast<std::uint32_t>(index);
  const auto count = static_cast<std::uint32_t>(blocks_.blocks.size());
  const HtmlBlock& block = blocks_.blocks[index];
  const Node& element = nodes_[block.element];
  const bool has_title = title_block_ != 0xffffffff;
  const float from_title =
      has_title ? static_cast<float>(i) - static_cast<float>(title_block_) : -300.0F;
  put(std::clamp(from_title, -300.0F, 300.0F));
  put(title_likeness_);
  const float words_from_title =
      has_title
          ? (static_cast<float>(words_before_[i]) - static_cast<float>(words_before_[title_block_]))
          : -5000.0F;
  put(std::clamp(words_from_title, -5000.0F, 5000.0F));
  put(static_cast<float>(std::min<std::uint32_t>(h1_before_[i], 10)));
  put(next_h1_[i] < count ? static_cast<float>(std::min(next_h1_[i] - i, 100U)) : 101.0F);
  put(static_cast<float>(std::min<std::uint32_t>(element.article, 20)));
  const std::uint32_t article = article_of(index);
  const Node& page = nodes_[0];
  put(article == 0 ? -1.0F : ratio(nodes_[article].prose_bytes, page.prose_bytes));
  put(main_article_ == 0 ? -1.0F : truth(element.article == main_article_));
  put(main_article_ == 0
          ? -1.0F
          : ratio(nodes_[article_nodes_[main_article_ - 1]].prose_bytes, page.prose_bytes));
  const bool title_in_article = article != 0 && has_title &&
                                blocks_.blocks[title_block_].container >= article &&
                                blocks_.blocks[title_block_].container < tree_[article].end;
  put(truth(title_in_article));
  const std::uint32_t gap = element.last_image == 0 ? 50 : block.element - element.last_image;
  put(static_cast<float>(std::min(gap, 50U)));
  std::uint32_t at = block.container;
  for (int level = 0; level < 4; ++level) {
    const Node& node = nodes_[at];
    if (level > 0) {
      put(ratio(i - std::min(node.first_block, i), node.blocks));
      put(static_cast<float>(std::min(
          node.first_block + node.blocks - std::min(i, node.first_block + node.blocks), 30U)));
    }
    put(static_cast<float>(std::min(node.images, 20U)));
    at = node.block_parent;
  }
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
  expect();
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

// The best expected F1 of a set of blocks, and its share of the page.
void PageFeatures::Context::expect() {
  std::vector<std::uint32_t> order(scores_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return scores_[a] != scores_[b] ? scores_[a] > scores_[b] : a < b;
  });
  float hits = 0, size = 0;
  for (const std::uint32_t i : order) {
    const float weight = static_cast<float>(page_.blocks_.blocks[i].words) + 0.5F;
    hits += weight * scores_[i];
    size += weight;
    const float f1 = 2 * hits / (size + page_mass_);
    if (f1 <= expected_f1_) continue;
    expected_f1_ = f1;
    kept_share_ = size / weight_before_.back();
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
      topic += truth(page_.topic_.contains(word));
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

void PageFeatures::Context::row(std::size_t i, Row put) const {
  const std::size_t count = scores_.size();
  put(scores_[i]);
  for (const int offset : {-4, -3, -2, -1, 1, 2, 3, 4}) {
    put(score_at(static_cast<std::ptrdiff_t>(i) + offset));
  }
  for (const std::size_t window : {3U, 8U, 20U}) {
    put(mean(i > window ? i - window : 0, i));
    put(mean(i + 1, std::max(i + 1, std::min(count, i + 1 + window))));
  }
  put(mass_before_[i] / page_mass_);
  put((mass_before_[count] - mass_before_[i + 1]) / page_mass_);
  const std::size_t container = page_.blocks_.blocks[i].container;
  std::size_t at = container;
  for (int level = 0; level < 6; ++level) {
    put(subtree_mass_[at] / std::max(weight_of(at), 0.5F));
    put(subtree_mass_[at] / page_mass_);
    put(subtree_f1(at));
    at = page_.nodes_[at].block_parent;
  }
  put(truth(container >= best_ && container < page_.tree_[best_].end));
  put(subtree_f1(best_));
  put(subtree_mass_[0] / std::max(weight_of(0), 0.5F));
  put(page_mass_);
  const bool any = first_ < count;
  const bool before = any && i < first_;
  const bool after = any && i > last_;
  put(before ? -1.0F : after ? 1.0F : 0.0F);
  const std::size_t distance = before ? first_ - i : after ? i - last_ : 0;
  put(static_cast<float>(std::min<std::size_t>(distance, 50)));
  put(alike_mean_[i]);
  put(alike_count_[i]);
  put(shared_[i]);
  put(on_topic_[i]);
  at = container;
  for (int level = 0; level < 5; ++level) {
    const Node& node = page_.nodes_[at];
    if (level > 0) {
      const std::size_t first = std::min<std::size_t>(node.first_block, i);
      const std::size_t end = std::max<std::size_t>(first + node.blocks, i + 1);
      put(mean(first, i));
      put(mean(i + 1, std::min(end, count)));
    }
    at = node.block_parent;
  }
  const std::uint32_t heading = page_.last_heading_[i];
  put(mean(std::min<std::size_t>(heading, i), i));
  put(scores_[heading]);
  const std::size_t title = page_.title_block_ < count ? page_.title_block_ : 0;
  put(title < i ? (mass_before_[i] - mass_before_[title]) / page_mass_ : -1.0F);
  put(title < i ? mean(title, i) : -1.0F);
  const std::uint32_t next = page_.next_h1_[i];
  put(mean(next < count ? next : count, count));
  put((mass_before_[count] - mass_before_[std::min<std::size_t>(next, count)]) / page_mass_);
  const std::uint32_t article = page_.article_of(i);
  put(article == 0 ? -1.0F : subtree_mass_[article] / page_mass_);
  put(article == 0 ? -1.0F : subtree_f1(article));
  put(any ? static_cast<float>(std::min<std::size_t>(page_.h1_before_[i], 10)) -
                static_cast<float>(std::min<std::size_t>(page_.h1_before_[first_], 10))
          : -20.0F);
  put(expected_f1_);
  put(scores_[i] - 0.5F * expected_f1_);
  put(kept_share_);
  const std::size_t from = i > 3 ? i - 3 : 0;
  const std::size_t to = std::min(count, i + 4);
  put(*std::max_element(on_topic_.begin() + static_cast<std::ptrdiff_t>(from),
                        on_topic_.begin() + static_cast<std::ptrdiff_t>(to)));
}

}  // namespace saring::boilerplate
