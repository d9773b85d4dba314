// Tests: html_lines_test.cpp.
#include "saring/boilerplate/html/html_lines_internal.hpp"

#include <algorithm>

namespace saring::boilerplate {
namespace {

float ratio(std::size_t part, std::size_t whole) noexcept {
  return whole == 0 ? 0.0F : static_cast<float>(part) / static_cast<float>(whole);
}

bool is_firm(const LineInfo& info) noexcept {
  return info.is_drop && info.cause == Cause::kRule && info.rule != nullptr &&
         !info.rule->when.soft;
}

}  // namespace

PageLines::PageLines(const HtmlBlocks& blocks, const RuleMatcher& matcher,
                     const WordWeights* words) {
  analyse_lines(blocks.text, matcher, matcher.packs(""), words, document_);
  first_unit_.reserve(blocks.blocks.size() + 1);
  std::uint32_t unit = 0;
  const auto units = static_cast<std::uint32_t>(document_.lines.size());
  for (const HtmlBlock& block : blocks.blocks) {
    while (unit < units && document_.lines[unit].start < block.start) ++unit;
    first_unit_.push_back(unit);
  }
  first_unit_.push_back(units);
}

const LineInfo* PageLines::dropped_by_rule(std::size_t block) const noexcept {
  const std::uint32_t first = first_unit_[block], end = first_unit_[block + 1];
  for (std::uint32_t u = first; u < end; ++u) {
    if (!is_firm(document_.lines[u])) return nullptr;
  }
  return first < end ? &document_.lines[first] : nullptr;
}

void PageLines::put_decisions(std::size_t block, Row put) const {
  const std::uint32_t first = first_unit_[block], end = first_unit_[block + 1];
  const LineInfo& info = document_.lines[first];
  std::size_t dropped = 0, bytes = 0, spans = 0, firm = 0;
  for (std::uint32_t u = first; u < end; ++u) {
    const LineInfo& own = document_.lines[u];
    const std::size_t size = own.end - own.start;
    bytes += size;
    if (own.is_drop) dropped += size;
    if (is_firm(own)) firm += size;
    for (std::uint32_t s = own.first_span; s < own.first_span + own.num_spans; ++s)
      spans += document_.spans[s].end - document_.spans[s].start;
  }
  const bool decided = info.cause != Cause::kNone;
  put(decided ? static_cast<float>(info.role) : -1.0F);
  put(static_cast<float>(info.cause));
  put(info.hint == Role::kBody ? -1.0F : static_cast<float>(info.hint));
  put(info.is_named ? static_cast<float>(info.role) : -1.0F);
  put(ratio(dropped, bytes));
  put(ratio(firm, bytes));
  put(ratio(spans, bytes));
  put(static_cast<float>(std::min<std::uint32_t>(end - first, 20)));
  put(ratio(info.label_bytes, info.end - info.start));
  put(flag(is_headline_like(info.shape)));
  put(flag(is_name_like(info.shape)));
  put(flag(info.shape.starts_quote));
  put(flag(info.shape.starts_lower));
  put(static_cast<float>(info.opening.persons));
  put(flag(document_.lines[end - 1].is_sentence));
  put(document_.lines[end - 1].lexical_mean);
}

PageLines::Rows::Rows(const PageLines& lines) : lines_(lines), unused_(kLineFeatures) {
  if (!lines.document_.lines.empty()) features_.emplace(lines.document_);
}

void PageLines::Rows::write(std::size_t block, float* row, std::size_t stride) {
  const std::uint32_t first = lines_.first_unit_[block], end = lines_.first_unit_[block + 1];
  if (first == end) {
    for (std::size_t f = 0; f < kLine; ++f) row[f * stride] = 0;
    return;
  }
  for (; next_ < first; ++next_) features_->write(next_, next_ + 1, unused_.data());
  features_->write(first, first + 1, row, 1, stride);
  next_ = first + 1;
  lines_.put_decisions(block, Row(row + kLineFeatures * stride, stride));
}

PageLines::Document::Document(const PageLines& lines, std::span<const float> scores)
    : lines_(lines), of_units_(lines.document_.lines.size()) {
  for (std::size_t b = 0; b < scores.size(); ++b) {
    std::fill(of_units_.begin() + lines.first_unit_[b],
              of_units_.begin() + lines.first_unit_[b + 1], scores[b]);
  }
  if (of_units_.empty()) return;
  features_.set_document(lines.document_);
  features_.set_scores(of_units_);
}

void PageLines::Document::write(std::size_t block, float* row, std::size_t stride) const {
  const std::uint32_t first = lines_.first_unit_[block];
  if (first < lines_.first_unit_[block + 1]) {
    features_.write(first, row, stride);
    return;
  }
  for (std::size_t f = 0; f < kDocument; ++f) row[f * stride] = 0;
}

}  // namespace saring::boilerplate
