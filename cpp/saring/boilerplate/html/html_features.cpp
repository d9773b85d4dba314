// Features of the elements of a page: inherited from ancestors (names, landmarks), summed over
// descendants (text and link mass), compared with the metadata. The rows are in
// html_feature_rows.cpp. Ideas: text and link density by Kohlschütter et al. (2010), a second pass
// over the scores of neighbours as in Web2Text (Vogels et al., 2018). Tests:
// html_features_test.cpp.
#include "saring/boilerplate/html/html_features_internal.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_feature_bits_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/boilerplate/html/html_tokens_internal.hpp"

namespace saring::boilerplate {
namespace {

std::uint16_t landmark_bit(HtmlTag tag) noexcept {
  switch (tag) {
    case HtmlTag::kArticle:
      return kInArticle;
    case HtmlTag::kMain:
      return kInMain;
    case HtmlTag::kNav:
      return kInNav;
    case HtmlTag::kHeader:
      return kInHeader;
    case HtmlTag::kFooter:
      return kInFooter;
    case HtmlTag::kAside:
      return kInAside;
    case HtmlTag::kForm:
      return kInForm;
    case HtmlTag::kFigure:
      return kInFigure;
    case HtmlTag::kBlockquote:
      return kInQuote;
    case HtmlTag::kButton:
    case HtmlTag::kLabel:
      return kInControl;
    case HtmlTag::kDl:
    case HtmlTag::kDetails:
      return kInDefinition;
    default:
      return 0;
  }
}

bool is_hidden(const HtmlTree& tree, std::uint32_t node) noexcept {
  if (tree.has_attribute(node, "hidden")) return true;
  if (!tree.has_attribute(node, "style")) return false;
  const std::string_view style = tree.attribute(node, "style");
  const std::size_t display = style.find("display");
  return display != std::string_view::npos &&
         style.substr(display, 16).find("none") != std::string_view::npos;
}

// Pairs of neighbouring words.
HashSet word_pairs(const std::vector<std::uint32_t>& words) {
  std::vector<std::uint32_t> pairs;
  for (std::size_t i = 1; i < words.size(); ++i)
    pairs.push_back(words[i] ^ std::rotl(words[i - 1], 7));
  return HashSet(std::move(pairs));
}

float share_found(std::span<const std::uint32_t> words, const HashSet& pairs) {
  if (words.empty()) return 0;
  std::uint32_t found = 0;
  for (std::size_t i = 1; i < words.size(); ++i) {
    found += pairs.contains(words[i] ^ std::rotl(words[i - 1], 7)) ? 1U : 0U;
  }
  return static_cast<float>(found) / static_cast<float>(std::max<std::size_t>(words.size() - 1, 1));
}

}  // namespace

HashSet::HashSet(std::vector<std::uint32_t> values) : values_(std::move(values)) {
  if (values_.empty()) return;
  std::sort(values_.begin(), values_.end());
  values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
  bits_.resize((std::size_t{1} << kBits) / 64);
  for (const std::uint32_t value : values_)
    bits_[bit_of(value) / 64] |= std::uint64_t{1} << (bit_of(value) % 64);
}

bool HashSet::contains(std::uint32_t hash) const noexcept {
  if (bits_.empty() || (bits_[bit_of(hash) / 64] >> (bit_of(hash) % 64) & 1U) == 0) return false;
  return std::binary_search(values_.begin(), values_.end(), hash);
}

TokenTable::TokenTable(std::span<const TokenWeight> tokens)
    : slots_(std::bit_ceil(tokens.size() * 2 + 2)), count_(tokens.size()) {
  for (const TokenWeight& token : tokens) {
    if (token.weight == 0) continue;
    std::size_t at = token.hash & (slots_.size() - 1);
    while (slots_[at].weight != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = token;
  }
}

int TokenTable::weight(std::uint32_t hash) const noexcept {
  std::size_t at = hash & (slots_.size() - 1);
  while (slots_[at].weight != 0 && slots_[at].hash != hash) at = (at + 1) & (slots_.size() - 1);
  return slots_[at].weight;
}

PageFeatures::PageFeatures(const HtmlTree& tree, const HtmlBlocks& blocks,
                           const HtmlMetadata& metadata, const TokenTable& tokens,
                           const HtmlRules& rules)
    : tree_(tree), blocks_(blocks), metadata_(metadata), nodes_(tree.size()) {
  inherit(tokens, rules);
  count_siblings();
  add_up();
  compare_with_metadata();
  describe_neighbours();
}

void PageFeatures::inherit(const TokenTable& tokens, const HtmlRules& rules) {
  TokenSums sums(tree_, tokens, rules);
  std::uint32_t last_image = 0;
  for (std::uint32_t i = 0; i < tree_.size(); ++i) {
    const HtmlNode& html = tree_[i];
    if (html.tag == HtmlTag::kText) continue;
    const Node& above = nodes_[html.parent];
    Node& node = nodes_[i];
    if (i > 0) {
      node = above;
      node.siblings = 0;
      node.images = 0;
    }
    const HtmlTag parent_tag = tree_[html.parent].tag;
    node.block_parent = has_flag(parent_tag, kBlock) ? html.parent : above.block_parent;
    const TokenSum names = sums.of(i);
    if (names.rule >= 0) node.rule = names.rule;
    node.dropped = static_cast<std::uint8_t>(std::min(node.dropped + names.dropping, 255U));
    node.key = names.key;
    node.signature =
        node.key ^ std::rotl(above.key, 9) ^ std::rotl(nodes_[tree_[html.parent].parent].key, 18);
    if (names.weight > 0) {
      const float own = names.sum / names.weight;
      node.tokens_min = std::min(above.tokens_min, own);
      node.tokens_max = std::max(above.tokens_max, own);
      node.tokens_sum = above.tokens_sum * 0.8F + own;
      node.near[0] = own;
      node.near[1] = above.near[0];
      node.near[2] = above.near[1];
    }
    node.inside |= landmark_bit(html.tag);
    if (is_hidden(tree_, i)) node.inside |= kHidden;
    const bool list = html.tag == HtmlTag::kUl || html.tag == HtmlTag::kOl;
    if (list && node.lists < 255) ++node.lists;
    if (html.tag == HtmlTag::kTable && node.tables < 255) ++node.tables;
    if (html.tag == HtmlTag::kArticle && article_nodes_.size() < 0xffff) {
      article_nodes_.push_back(i);
      node.article = static_cast<std::uint16_t>(article_nodes_.size());
    }
    node.last_image = last_image;
    if (html.tag == HtmlTag::kImg || html.tag == HtmlTag::kPicture || html.tag == HtmlTag::kVideo ||
        html.tag == HtmlTag::kIframe) {
      node.images = 1;
      last_image = i;
    }
  }
}

// Elements that look the same below one parent: cards of a list, comments, paragraphs.
void PageFeatures::count_siblings() {
  struct Slot {
    std::uint32_t parent = 0xffffffff;
    std::uint32_t key = 0;
    std::uint16_t count = 0;
  };
  std::vector<Slot> slots(std::bit_ceil(tree_.size() * 2));
  const std::size_t mask = slots.size() - 1;
  const auto slot_of = [&](std::uint32_t i) -> Slot& {
    const std::uint32_t parent = tree_[i].parent;
    std::size_t at = mix64((std::uint64_t{parent} << 32) | nodes_[i].key) & mask;
    while (slots[at].parent != 0xffffffff &&
           (slots[at].parent != parent || slots[at].key != nodes_[i].key)) {
      at = (at + 1) & mask;
    }
    slots[at].parent = parent;
    slots[at].key = nodes_[i].key;
    return slots[at];
  };
  for (std::uint32_t i = 1; i < tree_.size(); ++i) {
    if (tree_[i].tag == HtmlTag::kText || !has_flag(tree_[i].tag, kBlock)) continue;
    Slot& slot = slot_of(i);
    if (slot.count < 0xffff) ++slot.count;
  }
  for (std::uint32_t i = 1; i < tree_.size(); ++i) {
    if (tree_[i].tag == HtmlTag::kText || !has_flag(tree_[i].tag, kBlock)) continue;
    nodes_[i].siblings = slot_of(i).count;
  }
}

void PageFeatures::add_up() {
  words_before_.reserve(blocks_.blocks.size() + 1);
  std::uint32_t words = 0;
  std::uint32_t heading = 0;
  last_heading_.reserve(blocks_.blocks.size());
  for (std::uint32_t i = 0; i < blocks_.blocks.size(); ++i) {
    const HtmlBlock& block = blocks_.blocks[i];
    const HtmlTag tag = tree_[block.container].tag;
    Node& node = nodes_[block.container];
    const std::uint32_t bytes = block.end - block.start;
    node.bytes += bytes;
    node.link_bytes += block.link_bytes;
    node.words += block.words;
    node.blocks += 1;
    node.first_block = std::min(node.first_block, i);
    const bool prose =
        block.words >= 10 && block.sentence_marks > 0 && block.link_bytes * 3 < bytes;
    if (prose) node.prose_bytes += bytes;
    words_before_.push_back(words);
    words += block.words;
    longest_ = std::max(longest_, bytes);
    if (nodes_[block.container].lists > 0) list_bytes_ += bytes;
    if (tag == HtmlTag::kH1 && first_h1_ == 0xffffffff) first_h1_ = i;
    last_heading_.push_back(heading);
    if (tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6) heading = i;
  }
  words_before_.push_back(words);
  for (std::size_t i = tree_.size(); i-- > 1;) {
    if (tree_[i].tag == HtmlTag::kText) continue;
    Node& above = nodes_[tree_[i].parent];
    above.bytes += nodes_[i].bytes;
    above.link_bytes += nodes_[i].link_bytes;
    above.words += nodes_[i].words;
    above.blocks += nodes_[i].blocks;
    above.prose_bytes += nodes_[i].prose_bytes;
    above.images += nodes_[i].images;
    above.first_block = std::min(above.first_block, nodes_[i].first_block);
  }
  find_headings();
  describe_page();
}

void PageFeatures::find_headings() {
  const std::size_t count = blocks_.blocks.size();
  h1_before_.resize(count);
  next_h1_.resize(count);
  std::uint16_t seen = 0;
  const auto is_h1 = [&](std::size_t i) {
    return tree_[blocks_.blocks[i].container].tag == HtmlTag::kH1;
  };
  for (std::size_t i = 0; i < count; ++i) {
    h1_before_[i] = seen;
    if (is_h1(i) && seen < 0xffff) ++seen;
  }
  auto next = static_cast<std::uint32_t>(count);
  for (std::size_t i = count; i-- > 0;) {
    next_h1_[i] = next;
    if (is_h1(i)) next = static_cast<std::uint32_t>(i);
  }
  std::uint32_t most = 0;
  for (std::size_t a = 0; a < article_nodes_.size(); ++a) {
    const std::uint32_t prose = nodes_[article_nodes_[a]].prose_bytes;
    if (prose <= most) continue;
    most = prose;
    main_article_ = static_cast<std::uint32_t>(a + 1);
  }
}

// The line most like the title, both ways: it has the words of the title and few others.
void PageFeatures::find_title() {
  const HashSet title(hash_words(metadata_.title));
  if (title.size() == 0) return;
  for (std::uint32_t i = 0; i < blocks_.blocks.size(); ++i) {
    const HtmlBlock& block = blocks_.blocks[i];
    const std::uint32_t words = block.word_end - block.word_start;
    if (words == 0 || words > 3 * title.size() + 5) continue;
    std::uint32_t found = 0;
    for (std::uint32_t w = block.word_start; w < block.word_end; ++w)
      found += title.contains(blocks_.word_hashes[w]) ? 1U : 0U;
    const float likeness = 2 * static_cast<float>(found) / static_cast<float>(words + title.size());
    const HtmlTag tag = tree_[block.container].tag;
    const bool is_heading = tag >= HtmlTag::kH1 && tag <= HtmlTag::kH6;
    const float value = likeness + (is_heading ? 0.2F : 0.0F);
    if (likeness < 0.5F || value <= title_likeness_) continue;
    title_likeness_ = value;
    title_block_ = i;
  }
}

std::uint32_t PageFeatures::article_of(std::size_t block) const noexcept {
  const std::uint16_t number = nodes_[blocks_.blocks[block].element].article;
  return number == 0 ? 0 : article_nodes_[number - 1];
}

void PageFeatures::compare_with_metadata() {
  const std::size_t count = blocks_.blocks.size();
  in_body_.assign(count, 0);
  in_title_.assign(count, 0);
  in_description_.assign(count, 0);
  const auto fill = [&](const std::string& text, std::vector<float>& out) {
    if (text.empty()) return;
    const HashSet pairs = word_pairs(hash_words(text));
    for (std::size_t i = 0; i < count; ++i) {
      const HtmlBlock& b = blocks_.blocks[i];
      out[i] = share_found(
          std::span(blocks_.word_hashes).subspan(b.word_start, b.word_end - b.word_start), pairs);
    }
  };
  fill(metadata_.article_body, in_body_);
  fill(metadata_.title, in_title_);
  fill(metadata_.description, in_description_);
  find_title();
  std::vector<std::uint32_t> topic = hash_words(metadata_.title);
  const std::vector<std::uint32_t> description = hash_words(metadata_.description);
  topic.insert(topic.end(), description.begin(), description.end());
  topic_ = HashSet(std::move(topic));
}

}  // namespace saring::boilerplate
