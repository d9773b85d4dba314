// LineAnalyser: titles below labels, in blocks and at the head of a text.
#include "saring/boilerplate/lines/line_analyser_internal.hpp"

#include <algorithm>
#include <string_view>

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxInnerBlock = 8;        // lines of a block inside an article, at most
constexpr std::size_t kMaxTitleAt = 8;           // units above a sentence whose title that is
constexpr std::uint32_t kMinTitleWords = 4;      // of a headline below the name of a section
constexpr std::uint32_t kMaxUnmarkedTitle = 24;  // words of a title in Thai and its like
constexpr std::size_t kMaxListTitles = 4;        // bulleted titles below one label, at most

// A sentence of a script with a full stop of its own (U+3002, U+0964, U+06D4, U+17D4, U+104B,
// U+1362), or with none and longer than most titles. is_headline_like() does not know them, as the
// line model was trained without.
bool may_be_other_sentence(const LineShape& shape) {
  constexpr std::string_view kLastBytes = "\x82\xA4\x94\x8B\xA2";
  if (shape.ends_sentence && kLastBytes.find(shape.last) != std::string_view::npos)
    return shape.words() > 5;
  return is_unmarked(shape) && shape.words() > kMaxUnmarkedTitle;
}

}  // namespace

void LineAnalyser::apply_state(std::size_t i) {
  LineInfo& info = doc_.lines[i];
  const bool title = is_headline_like(info.shape) && !may_be_other_sentence(info.shape);
  if (label_ != nullptr) {
    const bool more = label_taken_ > 0;
    if (title && (!more || (info.shape.starts_bullet && label_taken_ < kMaxListTitles))) {
      ++label_taken_;
      decide(info, Cause::kRelatedTitle, role_of_block_member(label_->role), label_);
      return;
    }
    label_ = nullptr;
  }
  if (shared_ == i && shared_ != 0 && in_tail(i) && is_name_like(info.shape)) {
    decide(info, Cause::kNameByline, Role::kByline, nullptr);
    return;
  }
  if (signed_off_ && title && !info.is_sentence) {
    decide(info, Cause::kAfterSignOff, info.shape.words() <= 4 ? Role::kTags : Role::kRelatedLink,
           nullptr);
    return;
  }
  if (block_ == nullptr) return;
  if (!title || info.is_sentence || (!block_in_tail_ && block_taken_ >= kMaxInnerBlock)) {
    block_ = nullptr;
    return;
  }
  ++block_taken_;
  decide(info, Cause::kBlock, role_of_block_member(block_->role), block_);
}

// The first line is the headline if sentences follow soon, and it is not boilerplate of the site.
void LineAnalyser::find_headline() {
  if (doc_.lines.size() < 2) return;
  take_headline_out_of_block();
  LineInfo& first = doc_.lines.front();
  if (first.cause != Cause::kNone || first.site != SiteRule::kNone ||
      !is_headline_like(first.shape) || first.shape.words() < 3)
    return;
  // Bars of a table, or a name with a space between its letters.
  if (first.shape.letters < 2 * first.shape.tokens) return;
  const std::size_t limit = std::min<std::size_t>(doc_.lines.size(), 6);
  for (std::size_t i = 1; i < limit; ++i) {
    if (doc_.lines[i].is_sentence) {
      first.cause = Cause::kHeadline;
      first.role = Role::kHeadline;
      return;
    }
  }
}

// A title by itself between a block label, such as the name of a section, and the first sentence
// belongs to the sentence.
void LineAnalyser::take_headline_out_of_block() {
  const std::size_t i = doc_.first_sentence;
  if (i < 2 || i > kMaxTitleAt || i == doc_.lines.size() || doc_.lines[i].cause != Cause::kNone)
    return;
  LineInfo& title = doc_.lines[i - 1];
  if (title.cause != Cause::kBlock || title.shape.words() < kMinTitleWords ||
      title.role != Role::kRelatedLink || doc_.lines[i - 2].cause != Cause::kRule)
    return;
  decide(title, Cause::kHeadline, Role::kHeadline, nullptr);
}

}  // namespace saring::boilerplate
