// The tree and its builder. Tests: html_tree_test.cpp.
#include "saring/boilerplate/html/html_tree_internal.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>

#include "saring/base/ascii.hpp"
#include "saring/base/hash.hpp"
#include "saring/boilerplate/html/html_builder_internal.hpp"
#include "saring/boilerplate/html/html_parser_internal.hpp"
#include "saring/boilerplate/html/html_tags_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kSlots = 512;
constexpr std::size_t kLongestName = 10;

constexpr std::size_t name_slot(std::string_view lower_name) noexcept {
  std::uint32_t h = 2166136261U;  // FNV-1a
  for (const char c : lower_name) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return (h ^ (h >> 15)) % kSlots;
}

// Open addressing over the tag table; 0 (kDocument) marks a free slot.
constexpr auto kNameTable = [] {
  std::array<std::uint8_t, kSlots> table{};
  for (std::size_t i = 0; i < kHtmlTags.size(); ++i) {
    const std::string_view name = kHtmlTags[i].name;
    if (name.empty() || name[0] == '#') continue;
    std::size_t slot = name_slot(name);
    while (table[slot] != 0) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < kHtmlTags.size(); ++i) {
    if (static_cast<std::size_t>(kHtmlTags[i].tag) != i) return false;
    if (kHtmlTags[i].name.size() > kLongestName) return false;
  }
  return true;
}
static_assert(table_is_in_order());

// By size: bits of the attribute names that have it.
constexpr auto kNamesBySize = [] {
  std::array<std::uint32_t, 16> names{};
  for (std::size_t i = 0; i < kHtmlAttributeNames.size(); ++i) {
    names[kHtmlAttributeNames[i].size()] |= std::uint32_t{1} << i;
  }
  return names;
}();

// Browsers ignore NUL in text, and show no other control character.
constexpr bool is_invisible_control(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\f' && c != '\r';
}

bool has_invisible_controls(std::string_view html) noexcept {
  constexpr std::size_t kStep = 4096;  // without a way out inside, a step is vectorised
  for (; !html.empty(); html.remove_prefix(std::min(kStep, html.size()))) {
    std::uint8_t found = 0;
    for (const char c : html.substr(0, kStep)) {
      found |= static_cast<std::uint8_t>(is_invisible_control(c) ? 1 : 0);
    }
    if (found > 0) return true;
  }
  return false;
}

}  // namespace

std::string_view tag_name(HtmlTag tag) noexcept {
  return kHtmlTags[static_cast<std::size_t>(tag)].name;
}

HtmlTag tag_from_name(std::string_view name) noexcept {
  if (name.empty() || name.size() > kLongestName) return HtmlTag::kUnknown;
  std::array<char, kLongestName> buffer{};
  std::transform(name.begin(), name.end(), buffer.begin(),
                 [](char c) { return ascii::to_lower(c); });
  const std::string_view folded(buffer.data(), name.size());
  for (std::size_t slot = name_slot(folded); kNameTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const HtmlTagInfo& info = kHtmlTags[kNameTable[slot]];
    if (info.name == folded) return info.tag;
  }
  return HtmlTag::kUnknown;
}

HtmlAttributeName HtmlAttributeName::find(std::string_view name) noexcept {
  HtmlAttributeName found;
  if (name.size() >= kNamesBySize.size()) return found;
  for (std::uint32_t rest = kNamesBySize[name.size()]; rest != 0; rest &= rest - 1) {
    const auto id = static_cast<std::uint8_t>(std::countr_zero(rest));
    const std::string_view known = kHtmlAttributeNames[id];
    if (std::equal(name.begin(), name.end(), known.begin(),
                   [](char a, char b) { return ascii::to_lower(a) == b; })) {
      found.id_ = id;
      break;
    }
  }
  return found;
}

HtmlTree HtmlTree::parse(std::string_view html) {
  HtmlParser parser;
  return parse(html, parser);
}

HtmlTree HtmlTree::parse(std::string_view html, HtmlParser& parser) {
  HtmlTreeBuilder builder(html.size());
  std::string visible;
  if (has_invisible_controls(html)) {
    std::remove_copy_if(html.begin(), html.end(), std::back_inserter(visible),
                        is_invisible_control);
    html = visible;
  }
  parser.parse(html, builder);
  return builder.finish();
}

HtmlTreeBuilder::HtmlTreeBuilder(std::size_t expected_bytes) {
  tree_.nodes_.reserve(std::min<std::size_t>(expected_bytes / 64 + 16, 1 << 16));
  tree_.attributes_.reserve(std::min<std::size_t>(expected_bytes / 96 + 16, 1 << 16));
  HtmlNode document;
  document.tag = HtmlTag::kDocument;
  tree_.nodes_.push_back(document);
  open_.push_back(0);
}

std::uint32_t HtmlTreeBuilder::open(HtmlTag tag) {
  const auto index = static_cast<std::uint32_t>(tree_.nodes_.size());
  HtmlNode node;
  node.tag = tag;
  node.depth = static_cast<std::uint16_t>(open_.size());
  node.parent = open_.back();
  node.attr_begin = static_cast<std::uint32_t>(tree_.attributes_.size());
  tree_.nodes_.push_back(node);
  open_.push_back(index);
  return index;
}

void HtmlTreeBuilder::add_attribute(HtmlAttributeName name, std::string_view value) {
  HtmlNode& node = tree_.nodes_[open_.back()];
  if ((node.attribute_names & name.bit()) != 0) return;
  node.attribute_names |= name.bit();
  ++node.attr_count;
  constexpr std::size_t kMaxNumbered = 512;  // bytes
  const bool is_numbered = name.id() < kNumberedAttributes && value.size() <= kMaxNumbered;
  tree_.attributes_.push_back(is_numbered ? numbered(name, value)
                                          : HtmlAttribute{name, 0, store(value)});
}

// Stores each distinct value once, up to kMaxHtmlValues.
HtmlAttribute HtmlTreeBuilder::numbered(HtmlAttributeName name, std::string_view value) {
  if (values_.size() * 2 > slots_.size()) enlarge_slots();
  const std::uint64_t hash = hash64(value, name.id());
  std::uint16_t& slot = slot_of(hash);
  if (slot != 0) {
    const Value& known = values_[slot];
    if (known.text == value) return {name, slot, known.text};
    return {name, 0, store(value)};  // another value with the same hash
  }
  if (values_.size() >= kMaxHtmlValues) return {name, 0, store(value)};
  const std::string_view stored = store(value);
  if (stored != value) return {name, 0, stored};  // repaired
  slot = static_cast<std::uint16_t>(values_.size());
  values_.push_back({hash, stored});
  return {name, slot, stored};
}

std::uint16_t& HtmlTreeBuilder::slot_of(std::uint64_t hash) noexcept {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at] != 0 && values_[slots_[at]].hash != hash) at = (at + 1) & mask;
  return slots_[at];
}

void HtmlTreeBuilder::enlarge_slots() {
  if (slots_.size() >= 2 * kMaxHtmlValues) return;
  slots_.assign(std::max<std::size_t>(512, slots_.size() * 4), 0);
  for (std::size_t number = 1; number < values_.size(); ++number) {
    slot_of(values_[number].hash) = static_cast<std::uint16_t>(number);
  }
}

void HtmlTreeBuilder::close() {
  tree_.nodes_[open_.back()].end = static_cast<std::uint32_t>(tree_.nodes_.size());
  open_.pop_back();
}

void HtmlTreeBuilder::add_text(std::string_view text) {
  if (text.empty()) return;
  HtmlNode node;
  node.tag = HtmlTag::kText;
  node.depth = static_cast<std::uint16_t>(open_.size());
  node.parent = open_.back();
  node.end = static_cast<std::uint32_t>(tree_.nodes_.size() + 1);
  node.text = store(text);
  tree_.nodes_.push_back(node);
}

// Views stay valid.
std::string_view HtmlTreeBuilder::store(std::string_view value) {
  std::string repaired;
  if (text::find_invalid_utf8(value)) value = repaired = text::repair_utf8(value);
  constexpr std::size_t kChunk = 1 << 16;  // far above any small-string size: moves keep addresses
  auto& chunks = tree_.storage_;
  if (chunks.empty() || chunks.back().capacity() - chunks.back().size() < value.size()) {
    chunks.emplace_back().reserve(std::max(kChunk, value.size()));
  }
  std::string& chunk = chunks.back();
  const std::size_t begin = chunk.size();
  chunk.append(value);
  return std::string_view(chunk).substr(begin, value.size());
}

HtmlTree HtmlTreeBuilder::finish() {
  while (!open_.empty()) close();
  tree_.num_values_ = values_.size();
  return std::move(tree_);
}

}  // namespace saring::boilerplate
