// Roles for the lines that the line model decided, and the named parts of the result. Tests:
// tests/cpp/boilerplate/lines/line_naming_test.cpp.
#include "saring/boilerplate/lines/line_naming_internal.hpp"

#include <algorithm>

#include "saring/boilerplate/lines/block_naming_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kTitleReach =
    8;  // lines above the first sentence in which a title is looked for

constexpr std::string_view kMatches = "matches a rule";

bool is_cut(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == ':' || c == '-' || c == '|';
}

bool is_outer(char c) {
  return is_cut(c) || c == '(' || c == ')' || c == '[' || c == ']' || c == '*' || c == '/';
}

// The content of a line: after its label, without punctuation around it.
RoleSpan content(std::string_view text, const LineInfo& info, const LineDecision& line) {
  RoleSpan span{line.start, line.end, line.role, line.keep, line.rule, line.reason};
  if (line.role == Role::kByline) {
    const std::size_t after_label = line.start + info.label_bytes;
    if (after_label < line.end) span.start = after_label;
    while (span.start < span.end && is_outer(text[span.start])) ++span.start;
    while (span.end > span.start && is_outer(text[span.end - 1])) --span.end;
  }
  while (span.start < span.end && is_cut(text[span.start])) ++span.start;
  while (span.end > span.start && (text[span.end - 1] == ' ' || text[span.end - 1] == '\r'))
    --span.end;
  return span;
}

// The same for a span.
RoleSpan content(std::string_view text, const SpanInfo& info, RoleSet keep_roles) {
  RoleSpan span{info.start,    info.end, info.role, keep_roles.contains(info.role),
                info.rule->id, kMatches};
  if (info.role == Role::kByline && info.content > info.start) {
    span.start = info.content;
    while (span.start < span.end && is_outer(text[span.start])) ++span.start;
    while (span.end > span.start && is_outer(text[span.end - 1])) --span.end;
  }
  while (span.end > span.start && text[span.end - 1] == ' ') --span.end;
  return span;
}

// The nearest headline-like kept line above the first kept sentence.
const LineInfo* find_title(const DocumentLines& document, const StripResult& result) {
  std::size_t sentence = 0;
  while (sentence < document.lines.size()) {
    const LineInfo& info = document.lines[sentence];
    if (info.is_sentence && result.lines[info.index].keep) break;
    ++sentence;
  }
  if (sentence == document.lines.size()) return nullptr;
  const std::size_t reach = std::min(sentence, kTitleReach);
  for (std::size_t d = 1; d <= reach; ++d) {
    const LineInfo& info = document.lines[sentence - d];
    const bool undecided = info.cause == Cause::kNone;
    if (undecided && result.lines[info.index].keep && is_headline_like(info.shape) &&
        info.shape.words() >= 3 && info.shape.letters > 0)
      return &info;
  }
  return nullptr;
}

}  // namespace

Role article_role(const LineInfo& info) noexcept {
  const LineShape& shape = info.shape;
  if (shape.starts_bullet && shape.words() > 1) return Role::kList;
  if (shape.starts_quote && (shape.last == '"' || shape.last == '\x9D')) return Role::kQuote;
  if (!shape.ends_sentence && !shape.starts_lower && shape.words() <= 12 && shape.words() >= 1 &&
      shape.commas == 0 && shape.letters > 0) {
    return Role::kSubheading;
  }
  return Role::kBody;
}

Role boilerplate_role(const LineInfo& info) noexcept {
  const LineShape& shape = info.shape;
  if (shape.has_copyright) return Role::kCopyright;
  if ((shape.has_date || shape.has_time || shape.has_year) && shape.words() <= 10)
    return Role::kTimestamp;
  if (shape.letters == 0) return Role::kOther;
  if (shape.words() <= 4) return Role::kNavigation;
  if (is_headline_like(shape)) return Role::kRelatedLink;
  return Role::kOther;
}

void name_parts(std::string_view text, const DocumentLines& document, RoleSet keep_roles,
                StripResult& result) {
  const LineInfo* byline_label = nullptr;
  for (const LineInfo& info : document.lines) {
    const LineDecision& line = result.lines[info.index];
    const RoleSpan span = content(text, info, line);
    const bool is_empty = span.start >= span.end;  // bars and dashes alone
    if (line.role == Role::kHeadline && !result.title && !is_empty) result.title = span;
    if (line.role == Role::kCaption && !result.caption && !is_empty) result.caption = span;
    if (line.role == Role::kDateline && !result.dateline && !is_empty) result.dateline = span;
    // A biography, dropped by the line model, has no byline of this text.
    const bool is_biography = line.rule == kModelRule && !info.is_named;
    if (line.role != Role::kByline || result.byline || is_biography) continue;
    // A label alone: the name is on the next line.
    const bool label_only = info.label_bytes > 0 &&
                            span.end - span.start + info.label_bytes >= line.end - line.start &&
                            info.rule != nullptr && info.rule->kind == RuleKind::kLabel;
    if (label_only && byline_label == nullptr) {
      byline_label = &info;
      continue;
    }
    if (span.start < span.end) result.byline = span;
  }
  for (const SpanInfo& info : document.spans) {
    const RoleSpan span = content(text, info, keep_roles);
    if (span.role == Role::kDateline && !result.dateline) result.dateline = span;
    if (span.role == Role::kByline && !result.byline) result.byline = span;
    if (span.role == Role::kCaption && !result.caption) result.caption = span;
  }
  if (result.title) return;
  if (const LineInfo* info = find_title(document, result)) {
    LineDecision& line = result.lines[info->index];
    line.role = Role::kHeadline;
    line.keep = keep_roles.contains(line.role);
    result.title = content(text, *info, line);
  }
}

}  // namespace saring::boilerplate
