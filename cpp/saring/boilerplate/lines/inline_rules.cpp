// One pass over the sentences of a line. Where a sentence begins, and behind a span, phrases are
// looked up; elsewhere only the words before a colon are, so a line without labels costs the search
// for sentence ends and colons. Tests: tests/cpp/boilerplate/lines/inline_rules_test.cpp.
#include "saring/boilerplate/lines/inline_rules_internal.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/lines/sentences_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {

using ascii::is_space;

namespace {

constexpr std::size_t kMaxLabelBytes = 80;  // before a colon
constexpr std::size_t kMaxLabelWords = 6;
constexpr std::size_t kMaxSentenceBytes = 600;
constexpr std::size_t kMaxHeadBytes = 200;  // of a notice that begins a line
constexpr std::size_t kMaxTailBytes = 100;  // of one that ends it
constexpr std::size_t kTailBytes = 600;     // at the end of a line, still the tail of the text
constexpr std::size_t kMinCapitals = 6;
constexpr std::size_t kMaxNoticeWords = 4;  // "Continue reading below", in front of a sentence
constexpr std::size_t kMinProseWords = 8;   // of a sentence that may be part of the article

constexpr unsigned bit(RulePlace place) { return 1U << static_cast<unsigned>(place); }

bool is_related(Role role) { return role == Role::kRelatedLabel || role == Role::kRelatedLink; }

// Articles point to other pages too: "Click here to …" is a sentence of theirs.
bool is_pointer(Role role) { return is_related(role) || role == Role::kNavigation; }

// What a label inside a line may be of.
bool names_content(Role role) {
  return is_related(role) || role == Role::kByline || role == Role::kCaption;
}

Role role_with_title(Role role) { return role == Role::kRelatedLabel ? Role::kRelatedLink : role; }

// Byte after the title or the caption behind a label.
std::size_t content_end(const Rule& rule, std::string_view line, std::size_t at,
                        std::size_t limit) {
  return is_related(rule.role) ? link_end(line, at, limit) : title_end(line, at, limit);
}

char32_t char_before(std::string_view line, std::size_t at) {
  std::size_t start = at - 1;
  while (start > 0 && text::is_continuation(line[start])) --start;
  const char* p = line.data() + start;
  return text::decode(p);
}

// A label may begin behind it without a space.
bool ends_something(char32_t c) {
  switch (c) {
    case '.':
    case '!':
    case '?':
    case ')':
    case ']':
    case '(':
    case '[':
    case '"':
    case '|':
    case '*':
    case '>':
    case 0x201D:
    case 0x2026:
    case 0x3002:
    case 0xFF01:
    case 0xFF1F:
    case 0x964:
    case 0x61F:
    case 0x6D4:
    case 0x2022:
    case 0xBB:
    case 0x203A:
    case 0xFF09:
      return true;
    default:
      return false;
  }
}

// Where the content behind a label begins: after the colon and white space.
std::size_t after_colon(std::string_view line, std::size_t at) {
  while (at < line.size() && (is_space(line[at]) || line[at] == ')' || line[at] == ']')) ++at;
  if (at < line.size() && line[at] == ':') {
    ++at;
  } else if (line.substr(at, 3) == "\xEF\xBC\x9A") {
    at += 3;
  }
  while (at < line.size() && is_space(line[at])) ++at;
  return at;
}

// Byte after the words in capitals that begin at `start`: `start` where the first is none, or
// short.
std::size_t capitals_end(std::string_view line, std::size_t start) {
  std::size_t end = start;
  for (std::size_t at = start; at < line.size();) {
    std::size_t stop = at;
    while (stop < line.size() && ascii::is_upper(line[stop])) ++stop;
    if (stop - at < (at == start ? kMinCapitals : 2U)) break;
    if (stop < line.size() && !is_space(line[stop])) break;
    end = at = stop;
    while (at < line.size() && is_space(line[at])) ++at;
  }
  return end;
}

// Share of the words that begin with a capital: headlines in a row.
bool is_title_like(std::string_view part) {
  const LineShape shape = measure_line(part);
  return shape.tokens > 0 && shape.title_tokens * 5 >= shape.tokens * 3;
}

}  // namespace

// Nothing but white space and signs between two spans.
bool InlineRules::is_gap(std::size_t from, std::size_t to) const {
  return line_.substr(from, to - from).find_first_not_of(" \t\r|-") == std::string_view::npos;
}

void InlineRules::add(std::size_t at, std::size_t end, const Rule& rule, Role role,
                      std::size_t content) {
  while (end > at && is_space(line_[end - 1])) --end;
  spans_->push_back({at, end, &rule, role, std::min(content, end)});
  taken_ = end;
}

// Words of [at, end); false where no phrase can begin.
bool InlineRules::scan(std::size_t at, std::size_t end) {
  if (at == 0 && end == line_.size() && end <= kMaxSentenceBytes && line_words_ != nullptr) {
    if (line_words_->count == 0 || !matcher_.may_begin(line_words_->hash[0])) return false;
    words_ = *line_words_;
    return true;
  }
  const std::string_view part = text::cut(line_.substr(at, end - at), kMaxSentenceBytes);
  scan_words(part, 1, words_);
  if (words_.count == 0 || !matcher_.may_begin(words_.hash[0])) return false;
  scan_words(part, LineWords::kMax, words_);
  words_.complete = words_.complete && part.size() == end - at;
  return true;
}

unsigned InlineRules::places_at(std::size_t at) const {
  unsigned places = places_;
  if (at > 0 && at != taken_) places &= ~bit(RulePlace::kHead);
  if (line_.size() - at > kTailBytes) places &= ~bit(RulePlace::kTail);
  return places;
}

// Where the next label or notice begins behind a label, within what the label may take.
std::size_t InlineRules::next_rule(std::size_t from) {
  std::size_t at = from;
  for (std::size_t n = 0; n <= kMaxTakenWords && at < line_.size(); ++n) {
    while (at < line_.size() && is_space(line_[at])) ++at;
    if (at >= line_.size()) break;
    if (at > from && scan(at, line_.size())) {
      const std::string_view rest = line_.substr(at);
      if (matcher_.match_prefix(rest, words_, packs_, places_at(at), true).rule != nullptr)
        return at;
    }
    while (at < line_.size() && !is_space(line_[at])) ++at;
  }
  return line_.size();
}

std::size_t InlineRules::label_end(std::string_view line, const Rule& rule,
                                   std::size_t phrase_end) {
  line_ = line;
  line_words_ = nullptr;
  taken_ = 0;
  places_ = ~0U;
  const std::size_t content = after_colon(line, phrase_end);
  const std::size_t limit = next_rule(content);
  const std::size_t end = rule.role == Role::kByline ? name_end(line, content, limit)
                                                     : content_end(rule, line, content, limit);
  return end == content ? 0 : end;
}

bool InlineRules::take_label(std::size_t at, const Rule& rule, std::size_t phrase_end) {
  if (!names_content(rule.role)) return false;
  const std::size_t content = after_colon(line_, phrase_end);
  const std::size_t limit = next_rule(content);
  const bool is_name = rule.role == Role::kByline;
  const std::size_t end =
      is_name ? name_end(line_, content, limit) : content_end(rule, line_, content, limit);
  if (rule.when.soft) {
    // Sure only in a row of labels.
    std::size_t next = end;
    while (next < line_.size() && is_space(line_[next])) ++next;
    const bool divided = next == line_.size() || next == limit || line_[next] == '|';
    if (end == content || !divided) return false;
  }
  if (end == content && !is_related(rule.role)) return false;
  add(at, end, rule, end == content ? rule.role : role_with_title(rule.role), content);
  return true;
}

// A label of related links without a colon, and nothing but headlines up to the end of the line.
bool InlineRules::take_tail(std::size_t at, const Rule& rule, std::size_t phrase_end) {
  if (!is_related(rule.role) || rule.when.soft) return false;
  const std::string_view rest = line_.substr(phrase_end);
  if (rest.size() > kMaxSentenceBytes || count_words(rest, kMaxTakenWords + 1) > kMaxTakenWords)
    return false;
  if (!is_title_like(rest)) return false;
  add(at, line_.size(), rule, role_with_title(rule.role), phrase_end);
  return true;
}

// The rule of a sentence by itself: phrases of several words, and patterns where `is_edge`.
RuleMatch InlineRules::match_sentence(std::size_t at, std::size_t end, bool phrases, bool is_edge) {
  const std::string_view part = line_.substr(at, end - at);
  RuleMatch found;
  if (!phrases && !matcher_.may_match_firm(part, packs_)) return found;
  const LineShape shape = measure_line(part);
  if (shape.words() > kMaxTakenWords) return found;
  if (phrases) {
    scan_words(part, LineWords::kMax, words_);
    found = matcher_.match_phrase(part, words_, shape, packs_, places_at(at));
    const bool is_whole =
        words_.complete && words_.count > 0 && found.phrase_end == words_.end[words_.count - 1];
    const bool several =
        words_.count > 1 || (is_edge && found.rule != nullptr && found.rule->role == Role::kAdvert);
    const bool fits = found.rule != nullptr && !found.rule->when.soft && several &&
                      !is_pointer(found.rule->role) &&
                      (found.rule->kind == RuleKind::kStart || (is_edge && is_whole));
    if (!fits || is_reported(part, found, shape)) found = {};
  }
  if (found.rule == nullptr && is_edge) {
    found = matcher_.match_pattern(part, shape, packs_, places_at(at));
    // A pattern for the end of a line says nothing about where its part begins.
    if (found.rule != nullptr && (found.rule->when.soft || found.rule->when.first.empty() ||
                                  is_reported(part, found, shape)))
      found = {};
  }
  return found;
}

// A notice that is a sentence by itself. Where another sentence is glued to it, only its own part.
bool InlineRules::take_sentence(std::size_t at, std::size_t end, bool phrases, bool is_edge) {
  if (end - at > kMaxSentenceBytes) return false;
  // A notice in capitals ends where the capitals do.
  const std::size_t capitals = phrases ? capitals_end(line_.substr(0, end), at) : at;
  if (capitals > at && capitals < end) {
    const RuleMatch notice = match_sentence(at, capitals, phrases, true);
    if (notice.rule != nullptr && notice.rule->role == Role::kAdvert) {
      add(at, capitals, *notice.rule, notice.rule->role, at + notice.phrase_end);
      return true;
    }
  }
  RuleMatch found = match_sentence(at, end, phrases, is_edge);
  if (found.rule != nullptr && found.rule->role == Role::kAdvert && capitals > at) return false;
  if (found.rule == nullptr && !(phrases && is_edge)) return false;
  const std::size_t own = title_end(line_, at, end, 2, false);
  if (own > at && own < end &&
      count_words(line_.substr(own, end - own), kMinProseWords) == kMinProseWords) {
    if (!is_title_like(line_.substr(at, own - at))) return false;
    end = own;
    found = match_sentence(at, end, phrases, is_edge);
  }
  if (found.rule == nullptr) return false;
  if (found.rule->role == Role::kCaption) {
    // "Photo: Anna Holm" names a photographer, behind whom the article may go on.
    const std::size_t colon = line_.substr(0, end).find(':', at);
    if (colon != std::string_view::npos) {
      const std::size_t content = after_colon(line_, colon);
      end = name_end(line_, content, end);
      if (end == content) return false;
    }
  }
  add(at, end, *found.rule, found.rule->role, at + found.phrase_end);
  return true;
}

// "[Gambas:Video]": the marker of an embed, in brackets between two sentences.
bool InlineRules::take_brackets(std::size_t at) {
  const std::size_t close = line_.substr(0, at + kMaxLabelBytes).find(']', at);
  if (close == std::string_view::npos) return false;
  const std::string_view part = line_.substr(at, close + 1 - at);
  if (!matcher_.may_match_firm(part, packs_)) return false;
  const RuleMatch found = matcher_.match_pattern(part, measure_line(part), packs_, places_at(at));
  if (found.rule == nullptr || found.rule->when.soft || found.rule->role != Role::kOther)
    return false;
  add(at, close + 1, *found.rule, found.rule->role, at + found.phrase_end);
  return true;
}

bool InlineRules::take(std::size_t at, std::size_t end, bool is_edge) {
  if (line_[at] == '[' && take_brackets(at)) return true;
  const bool phrases = scan(at, line_.size());
  if (phrases) {
    const std::string_view rest = line_.substr(at);
    RuleMatch match = matcher_.match_prefix(rest, words_, packs_, places_at(at), true);
    if (match.rule != nullptr) {
      if (take_label(at, *match.rule, at + match.phrase_end)) return true;
      if (!scan(at, line_.size())) return false;  // the words are now others
    }
    match = matcher_.match_prefix(rest, words_, packs_, places_at(at), false);
    if (match.rule != nullptr && match.phrase_end > words_.end[0] &&
        take_tail(at, *match.rule, at + match.phrase_end))
      return true;
  }
  return (phrases || is_edge) && take_sentence(at, end, phrases, is_edge);
}

// The start of the label that ends at a colon, at or after `from`; `colon` if there is none.
std::size_t InlineRules::label_before(std::size_t colon, std::size_t from, RuleMatch& match) {
  std::size_t least = std::max(from, colon - std::min(colon, kMaxLabelBytes));
  while (least < colon && text::is_continuation(line_[least])) ++least;
  std::array<std::size_t, kMaxLabelWords> starts;
  std::size_t count = 0;
  for (std::size_t at = colon; at > least && count < starts.size();) {
    std::size_t start = at - 1;
    while (start > least && text::is_continuation(line_[start])) --start;
    const bool space = is_space(line_[start]);
    // Word starts: after a space, after punctuation, and a capital glued to a small letter.
    if (!space) {
      const bool first = start == from;
      const char32_t before = start > from ? char_before(line_, start) : U' ';
      const char* p = line_.data() + start;
      const text::CharProps props = text::char_props(text::decode(p));
      const bool glued = props.is_upper && text::char_props(before).is_lower;
      if (props.kind == text::CharKind::kLetter &&
          (first || before == ' ' || before == '\t' || ends_something(before) || glued))
        starts[count++] = start;
    }
    at = start;
  }
  for (; count > 0; --count) {
    const std::size_t start = starts[count - 1];
    if (!scan(start, line_.size())) continue;
    const RuleMatch found =
        matcher_.match_prefix(line_.substr(start), words_, packs_, places_at(start), true);
    if (found.rule == nullptr || start + found.phrase_end > colon) continue;
    // In the middle of a sentence only a label of several words is one.
    std::size_t back = start;
    while (back > from && is_space(line_[back - 1])) --back;
    const bool divided = back == from || ends_something(char_before(line_, back)) || back == start;
    const char* p = line_.data() + start;
    const bool upper = text::char_props(text::decode(p)).is_upper;
    const bool sure = is_related(found.rule->role) && words_.count > 1 &&
                      found.phrase_end > words_.end[0] && upper;
    if (!divided && !sure) continue;
    match = found;
    return start;
  }
  return colon;
}

// "ADVERTISEMENT The town …", "Publicidad El ayuntamiento …": the notice in front of a sentence
// that is a line by itself.
bool InlineRules::take_notice_in_front() {
  if (!scan(0, line_.size())) return false;
  std::size_t end = capitals_end(line_, 0);
  std::size_t notice_end = end;  // without the colon
  if (end == 0 || end == line_.size()) {
    end = 0;
    const std::size_t count = std::min<std::size_t>(words_.count, kMaxNoticeWords);
    for (std::size_t w = 0; w < count && end == 0; ++w) {
      std::size_t next = words_.end[w];
      while (next < line_.size() && (is_space(line_[next]) || line_[next] == ':')) ++next;
      if (next > words_.end[w] && opens_sentence(line_.substr(next))) {
        notice_end = words_.end[w];
        end = next;
      }
    }
  }
  if (end == 0 || count_words(line_.substr(end), kMinProseWords) < kMinProseWords) return false;
  const RuleMatch notice = match_sentence(0, notice_end, true, true);
  if (notice.rule == nullptr || notice.rule->role != Role::kAdvert) return false;
  add(0, end, *notice.rule, notice.rule->role, notice.phrase_end);
  return true;
}

// Labels inside [from, end), each with what it takes.
void InlineRules::take_labels(std::size_t from, std::size_t end) {
  for (std::size_t at = from; at < end;) {
    const void* hit = std::memchr(line_.data() + at, ':', end - at);
    if (hit == nullptr) return;
    const auto colon = static_cast<std::size_t>(static_cast<const char*>(hit) - line_.data());
    at = colon + 1;
    if (colon == from || ascii::is_digit(line_[colon - 1])) continue;
    RuleMatch match;
    const std::size_t start = label_before(colon, from, match);
    if (start == colon || (is_tested_ && start == 0)) continue;
    if (!take_label(start, *match.rule, start + match.phrase_end)) continue;
    at = from = std::max(taken_, colon + 1);
  }
}

// Spans at both ends of what labels leave, e.g. a dateline behind "Editor: …".
void InlineRules::take_ends(const LineShape& shape) {
  std::size_t start = 0;
  std::size_t end = line_.size();
  std::size_t first = 0;
  while (first < spans_->size() && is_gap(start, (*spans_)[first].start))
    start = (*spans_)[first++].end;
  while (start < end && (is_space(line_[start]) || line_[start] == '|')) ++start;
  for (std::size_t last = spans_->size(); last > first && is_gap((*spans_)[last - 1].end, end);)
    end = (*spans_)[--last].start;
  while (end > start && is_space(line_[end - 1])) --end;
  if (start >= end) return;
  const std::string_view part = line_.substr(start, end - start);
  ends_.clear();
  matcher_.match_spans(part, part.size() == line_.size() ? shape : measure_line(part), packs_,
                       places_, ends_);
  for (MatchedSpan& span : ends_) {
    span.start += start;
    span.end += start;
    span.content += start;
    const auto overlaps = [&](const MatchedSpan& other) {
      return span.start < other.end && other.start < span.end;
    };
    if (std::any_of(spans_->begin(), spans_->end(), overlaps)) continue;
    spans_->insert(std::upper_bound(spans_->begin(), spans_->end(), span,
                                    [](const MatchedSpan& a, const MatchedSpan& b) {
                                      return a.start < b.start;
                                    }),
                   span);
  }
}

void InlineRules::find(std::string_view line, const LineWords& words, const LineShape& shape,
                       unsigned places, bool is_tested, std::vector<MatchedSpan>& spans) {
  line_ = line;
  line_words_ = &words;
  places_ = places;
  spans_ = &spans;
  spans.clear();
  taken_ = 0;
  is_tested_ = is_tested;
  std::size_t at = take_credit_in_front() ? taken_ : 0;
  while (at < line.size()) {
    const std::size_t end = sentence_end(line, at);
    while (at < end && is_space(line[at])) ++at;
    if (is_tested && at == 0 && end == line.size()) {
      take_labels(take_notice_in_front() ? taken_ : at, end);
      break;
    }
    // Rules in a row, divided by white space and signs.
    bool is_edge = !spans.empty() && is_gap(taken_, at);
    is_edge |= (at == 0 && !is_tested && end - at <= kMaxHeadBytes) ||
               (end == line.size() && end - at <= kMaxTailBytes);
    while (at < end && take(at, end, is_edge)) {
      is_edge = true;
      at = taken_;
      while (at < line.size() && is_space(line[at])) ++at;
      // What divides labels goes with them.
      if (at < line.size() && line[at] == '|') spans.back().end = taken_ = ++at;
      while (at < line.size() && is_space(line[at])) ++at;
    }
    if (at < end) take_labels(at, end);
    at = std::max({at, end, taken_});
  }
  take_ends(shape);
}

}  // namespace saring::boilerplate
