// Splits a text into lines and decides what rules and structure can decide. Structure is one pass
// with a small state: a label applies to the title after it, a block label to the headline-like
// lines after it until sentences resume. Tests:
// tests/cpp/boilerplate/lines/document_lines_test.cpp.
#include "saring/boilerplate/lines/document_lines_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/base/cancel.hpp"
#include "saring/boilerplate/lines/inline_rules_internal.hpp"
#include "saring/boilerplate/lines/sentences_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"
#include "saring/boilerplate/site_units_internal.hpp"
#include "saring/text/lines.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kHeadLines = 3;  // from the first sentence on that still belong to the head
constexpr std::size_t kMaxInnerBlock = 8;        // lines of a block inside an article, at most
constexpr unsigned kAnywhere = 0xFF;             // every RulePlace
constexpr std::size_t kMaxTitleAt = 8;           // units above a sentence whose title that is
constexpr std::uint32_t kMinTitleWords = 4;      // of a headline below the name of a section
constexpr std::uint32_t kMaxUnmarkedTitle = 24;  // words of a title in Thai and its like
constexpr std::size_t kMaxListTitles = 4;        // bulleted titles below one label, at most
constexpr std::size_t kMaxLeft = 2;              // bytes that are not worth a line
constexpr std::uint32_t kMinSentenceRest = 5;    // words behind a label and its title
constexpr std::uint32_t kMaxNamedWords = 80;
constexpr std::uint32_t kMinStops = 2;  // inside a line of several sentences
constexpr std::uint32_t kMinStopsWords = 12;
constexpr std::uint32_t kMinSpokenWords = 3;
constexpr std::uint32_t kMaxUnitChars = 1000;  // of a line that is one unit
constexpr std::size_t kMinUnitBytes = 60;
constexpr std::size_t kMaxMeanUnitBytes = 600;
constexpr std::size_t kMinRepeatedSentences = 3;
constexpr std::size_t kMinRepeatedBytes = 200;

const std::array<Rule, 7>& site_rules() {
  // Never destroyed: at the end of a process, daemon threads may still be at work.
  static const auto& rules = *[] {
    auto* out = new std::array<Rule, 7>;
    for (std::size_t i = 0; i < out->size(); ++i)
      (*out)[i].id = site_rule_name(static_cast<SiteRule>(i));
    return out;
  }();
  return rules;
}

bool looks_like_sentence(const LineShape& shape) {
  // Headlines end in "?" or "!" too, but are rarely long.
  const bool strong = shape.ends_sentence && shape.last != '?' && shape.last != '!';
  return (strong && shape.words() >= 12) || (shape.ends_sentence && shape.words() >= 20) ||
         shape.words() >= 30;
}

// Several sentences that share a line: where that is much of the text, a rule takes what it names
// of them, and not the line.
bool has_sentences(const LineShape& shape) {
  return shape.stops >= kMinStops && shape.words() >= kMinStopsWords;
}

Role role_of_block_member(Role label) {
  return label == Role::kRelatedLabel ? Role::kRelatedLink : label;
}

// A sentence of a script with a full stop of its own (U+3002, U+0964, U+06D4, U+17D4, U+104B,
// U+1362), or with none and longer than most titles. is_headline_like() does not know them, as the
// line model was trained without.
bool may_be_other_sentence(const LineShape& shape) {
  constexpr std::string_view kLastBytes = "\x82\xA4\x94\x8B\xA2";
  if (shape.ends_sentence && kLastBytes.find(shape.last) != std::string_view::npos)
    return shape.words() > 5;
  return is_unmarked(shape) && shape.words() > kMaxUnmarkedTitle;
}

class Analyser {
 public:
  Analyser(const RuleMatcher& matcher, PackSet packs, const WordWeights* weights,
           const SiteLookup& site, const EarlierLines* earlier, DocumentLines& document)
      : matcher_(matcher),
        packs_(packs),
        weights_(weights),
        site_(site),
        earlier_(earlier),
        doc_(document),
        inline_(matcher, packs, document.ends) {}

  void run(std::string_view text) {
    doc_.text = text;
    doc_.lines.clear();
    doc_.spans.clear();
    doc_.bounds.clear();
    split(text);
    count_repeats();
    find_repeated_body();
    if (site_.known != nullptr) find_site_boilerplate();
    find_sentences();
    CancelCheck check;
    for (std::size_t i = 0; i < doc_.lines.size(); ++i) {
      check();
      visit(i);
    }
    find_headline();
  }

 private:
  void split(std::string_view text) {
    text::LineScanner scanner(text);
    text::Line line;
    std::uint32_t index = 0;
    CancelCheck check;
    while (scanner.next(line)) {
      check();
      doc_.bounds.push_back(line.start);
      doc_.bounds.push_back(line.end);
      if (line.start == line.end || take_earlier(line, index)) {
        ++index;
        continue;
      }
      const LineShape shape = measure_line(text.substr(line.start, line.end - line.start));
      if (!shape.is_blank) {
        if (earlier_ != nullptr) skip_earlier();
        if (shape.chars <= kMaxUnitChars || !divide(line, index, shape.chars))
          add_unit(line.start, line.end, index, shape.chars, shape);
      }
      ++index;
    }
  }

  // The first unit of the next line of the earlier text that was kept; its size if there is none.
  std::size_t kept_earlier() {
    const std::vector<LineInfo>& lines = earlier_->document.lines;
    while (next_earlier_ < lines.size()) {
      const std::uint32_t count = lines[next_earlier_].units_of_line;
      const auto from = earlier_->kept.begin() + static_cast<std::ptrdiff_t>(next_earlier_);
      if (std::find(from, from + count, true) != from + count) break;
      next_earlier_ += count;
    }
    return next_earlier_;
  }

  void skip_earlier() {
    const std::size_t at = kept_earlier();
    if (at < earlier_->document.lines.size())
      next_earlier_ += earlier_->document.lines[at].units_of_line;
  }

  // Takes the units of a line over that has not changed.
  bool take_earlier(const text::Line& line, std::uint32_t index) {
    if (earlier_ == nullptr) return false;
    const DocumentLines& before = earlier_->document;
    const std::size_t first = kept_earlier();
    if (first == before.lines.size()) return false;
    const std::size_t end = first + before.lines[first].units_of_line;
    const std::size_t old_start = before.lines[first].start;
    if (before.text.substr(old_start, before.lines[end - 1].end - old_start) !=
        doc_.text.substr(line.start, line.end - line.start))
      return false;
    for (std::size_t i = first; i < end; ++i) {
      const LineInfo& old = before.lines[i];
      LineInfo& info = doc_.lines.emplace_back();
      info.start = old.start - old_start + line.start;
      info.end = old.end - old_start + line.start;
      info.index = index;
      info.unit_of_line = old.unit_of_line;
      info.units_of_line = old.units_of_line;
      info.line_chars = old.line_chars;
      info.shape = old.shape;
      info.is_sentence = old.is_sentence;
      info.lexical_sum = old.lexical_sum;
      info.lexical_mean = old.lexical_mean;
      info.opening = old.opening;
      info.places = old.places;
      info.hint = old.hint;
      info.is_plain = old.is_plain;
      info.is_measured = true;
    }
    next_earlier_ = end;
    return true;
  }

  LineInfo& add_unit(std::size_t start, std::size_t end, std::uint32_t index,
                     std::uint32_t line_chars, const LineShape& shape) {
    LineInfo& info = doc_.lines.emplace_back();
    info.start = start;
    info.end = end;
    info.index = index;
    info.line_chars = line_chars;
    info.shape = shape;
    info.is_sentence = looks_like_sentence(shape);
    return info;
  }

  // The sentences of a very long line, short ones together with the one before. False if there is
  // only one.
  bool divide(const text::Line& line, std::uint32_t index, std::uint32_t line_chars) {
    const std::string_view whole = doc_.text.substr(0, line.end);
    const std::size_t first = doc_.lines.size();
    std::size_t start = line.start;
    CancelCheck check;
    for (std::size_t at = start; at < line.end;) {
      check();
      at = sentence_end(whole, at);
      std::size_t next = at;
      while (next < line.end && (whole[next] == ' ' || whole[next] == '\t')) ++next;
      const bool is_short = at - start < kMinUnitBytes || line.end - next < kMinUnitBytes;
      if (is_short && next < line.end) {
        at = next;
        continue;
      }
      if (next == line.end) at = line.end;
      if (start == line.start && at == line.end) return false;
      const LineShape shape = measure_line(whole.substr(start, at - start));
      add_unit(start, at, index, line_chars, shape);
      at = start = next;
    }
    const auto count = static_cast<std::uint32_t>(doc_.lines.size() - first);
    // A list or code with a few full stops is no prose.
    if ((line.end - line.start) / count > kMaxMeanUnitBytes) {
      doc_.lines.resize(first);
      return false;
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      doc_.lines[first + i].unit_of_line = i;
      doc_.lines[first + i].units_of_line = count;
    }
    return true;
  }

  // Which units, and parts of them, are boilerplate of the site.
  void find_site_boilerplate() {
    for (const LineInfo& info : doc_.lines) {
      if (info.units_of_line == 1 && !info.is_measured) site_.memo->note(view(info), info.shape);
    }
    site_.known->find(doc_.text, doc_.found, *site_.memo);
    std::size_t next = 0;
    for (LineInfo& info : doc_.lines) {
      while (next < doc_.found.size() && doc_.found[next].end <= info.start) ++next;
      info.first_found = static_cast<std::uint32_t>(next);
      std::size_t at = info.start;
      bool is_whole = true;
      const auto is_blank = [&](std::size_t end) {
        return std::all_of(doc_.text.begin() + static_cast<std::ptrdiff_t>(at),
                           doc_.text.begin() + static_cast<std::ptrdiff_t>(end), ascii::is_space);
      };
      std::size_t i = next;
      for (; i < doc_.found.size() && doc_.found[i].start < info.end; ++i) {
        if (doc_.found[i].start > at) is_whole = is_whole && is_blank(doc_.found[i].start);
        at = std::min(doc_.found[i].end, info.end);
      }
      info.num_found = static_cast<std::uint32_t>(i - next);
      if (info.num_found > 0 && is_whole && is_blank(info.end)) info.site = doc_.found[i - 1].rule;
    }
  }

  void find_sentences() {
    const std::size_t n = doc_.lines.size();
    doc_.first_sentence = doc_.last_sentence = n;
    for (std::size_t i = 0; i < n; ++i) {
      if (!doc_.lines[i].is_sentence || doc_.lines[i].cause != Cause::kNone) continue;
      if (doc_.first_sentence == n) doc_.first_sentence = i;
      doc_.last_sentence = i;
    }
  }

  // Open addressing on line hashes; two passes, so that each line gets the full count.
  void count_repeats() {
    std::size_t slots = 16;
    while (slots < doc_.lines.size() * 2) slots *= 2;
    doc_.table.assign(slots, 0);
    const auto slot_of = [&](const LineInfo& info) {
      std::size_t slot = info.shape.hash & (slots - 1);
      while (doc_.table[slot] != 0 &&
             doc_.lines[doc_.table[slot] - 1].shape.hash != info.shape.hash) {
        slot = (slot + 1) & (slots - 1);
      }
      return slot;
    };
    for (std::size_t i = 0; i < doc_.lines.size(); ++i) {
      std::uint32_t& first = doc_.table[slot_of(doc_.lines[i])];
      if (first == 0) {
        first = static_cast<std::uint32_t>(i + 1);
      } else if (doc_.lines[first - 1].repeats < 1000) {
        ++doc_.lines[first - 1].repeats;
      }
    }
    for (LineInfo& info : doc_.lines) {
      info.same_as = doc_.table[slot_of(info)] - 1;
      info.repeats = doc_.lines[info.same_as].repeats;
    }
  }

  // A page that holds the article twice: units that repeat earlier ones in their order, with most
  // of the sentences above them. The first copy stays, and counts as not repeated. One pass: a run
  // ends where its lines no longer agree, and the next begins there.
  void find_repeated_body() {
    const std::size_t n = doc_.lines.size();
    std::size_t above = 0;  // bytes of sentences
    for (std::size_t i = 0; i < n;) {
      const std::size_t from = doc_.lines[i].same_as;
      std::size_t length = 0;
      std::size_t sentences = 0;
      std::size_t bytes = 0;
      while (from + length < i && i + length < n &&
             doc_.lines[i + length].same_as == doc_.lines[from + length].same_as) {
        const LineInfo& info = doc_.lines[i + length];
        // A sentence that a text repeats by itself is no body.
        const bool counts = info.is_sentence && info.same_as == from + length;
        sentences += counts ? 1 : 0;
        bytes += counts ? info.end - info.start : 0;
        ++length;
      }
      if (sentences >= kMinRepeatedSentences && bytes >= kMinRepeatedBytes &&
          bytes * 10 >= above * 7) {
        for (std::size_t k = 0; k < length; ++k) repeat(doc_.lines[i + k]);
      }
      if (length == 0) {
        const LineInfo& info = doc_.lines[i];
        bytes = info.is_sentence ? info.end - info.start : 0;
        length = 1;
      }
      above += bytes;
      i += length;
    }
  }

  void repeat(LineInfo& info) {
    decide(info, Cause::kRepeatedBody, Role::kOther, nullptr);
    LineInfo& first = doc_.lines[info.same_as];
    first.repeats = info.repeats = static_cast<std::uint16_t>(std::max(1, first.repeats - 1));
  }

  [[nodiscard]] bool in_tail(std::size_t i) const {
    return doc_.last_sentence == doc_.lines.size() || i >= doc_.last_sentence;
  }

  [[nodiscard]] unsigned places(std::size_t i) const {
    const auto bit = [](RulePlace place) { return 1U << static_cast<unsigned>(place); };
    unsigned out = bit(RulePlace::kAny);
    const bool none = doc_.first_sentence == doc_.lines.size();
    const bool head = none || i < doc_.first_sentence + kHeadLines;
    if (head) out |= bit(RulePlace::kHead);
    if (in_tail(i)) out |= bit(RulePlace::kTail);
    if (none || (i > doc_.first_sentence && i < doc_.last_sentence)) out |= bit(RulePlace::kBody);
    return out;
  }

  [[nodiscard]] std::string_view view(const LineInfo& info) const {
    return doc_.text.substr(info.start, info.end - info.start);
  }

  void visit(std::size_t i) {
    LineInfo& info = doc_.lines[i];
    const std::string_view line = view(info);
    const bool is_text = has_sentences(info.shape) && line.size() * 3 >= doc_.text.size();
    const bool is_long = info.shape.words() > kMaxPhraseLine || is_text;
    const unsigned where = places(i);
    const bool is_known = info.is_plain && info.places == where && info.num_found == 0;
    info.places = static_cast<std::uint8_t>(where);
    if (info.cause != Cause::kNone && info.is_measured) return;
    if (is_known) return apply_state(i);
    scan_words(line, LineWords::kMax, words_);
    if (!info.is_measured) {
      info.opening = opening_of(words_);
      if (weights_ != nullptr)
        weights_->score(words_, info.shape, info.lexical_sum, info.lexical_mean);
    }
    info.is_plain = false;
    info.hint = Role::kBody;
    if (info.cause != Cause::kNone) return;
    // A phrase takes a whole line only where that is short; of others, what it names.
    bool is_tested = !is_long && info.units_of_line == 1;
    if (is_tested && apply_rule(i, line, where, is_tested)) return;
    find_spans(info, line, where, is_tested);
    if (info.cause == Cause::kNone) {
      if (is_long) name_by_rule(info, line, where);
      info.is_plain = info.num_spans == 0 && info.rule == nullptr;
      apply_state(i);
    } else {
      signed_off_ = signed_off_ || (info.role == Role::kByline && in_tail(i));
    }
  }

  // Clears `is_tested` where a label and a sentence share the line.
  bool apply_rule(std::size_t i, std::string_view line, unsigned where, bool& is_tested) {
    LineInfo& info = doc_.lines[i];
    const RuleMatch match = matcher_.match_phrase(line, words_, info.shape, packs_, where);
    if (match.rule != nullptr) {
      if (is_spoken(line, match)) return false;
      if (leaves_sentence(line, match)) return is_tested = false;
      take_phrase(i, match);
      return true;
    }
    const RuleMatch elsewhere = matcher_.match_phrase(line, words_, info.shape, packs_, kAnywhere);
    if (elsewhere.rule != nullptr) info.hint = elsewhere.rule->role;
    const RuleMatch pattern = matcher_.match_pattern(line, info.shape, packs_, where);
    if (pattern.rule == nullptr) return false;
    info.label_bytes = static_cast<std::uint32_t>(pattern.phrase_end);
    decide(info, Cause::kRule, pattern.rule->role, pattern.rule);
    return true;
  }

  // Who speaks, and what they say: "Reporter: How many?" has no byline's name.
  static bool is_spoken(std::string_view line, const RuleMatch& match) {
    if (match.rule->kind != RuleKind::kLabel || match.rule->role != Role::kByline) return false;
    const std::string_view behind = line.substr(match.phrase_end);
    const std::size_t colon = behind.find(':');
    const LineShape said =
        measure_line(colon == std::string_view::npos ? behind : behind.substr(colon + 1));
    if (said.is_blank) return false;
    return said.starts_quote || (said.ends_sentence && said.words() >= kMinSpokenWords &&
                                 said.title_tokens * 2 <= said.tokens);
  }

  // A label with its title or name, and then a sentence that is none of its.
  bool leaves_sentence(std::string_view line, const RuleMatch& match) {
    const bool at_end = words_.complete && match.phrase_end == words_.end[words_.count - 1];
    if (match.rule->kind != RuleKind::kLabel || at_end) return false;
    const std::size_t end = inline_.label_end(line, *match.rule, match.phrase_end);
    if (end == 0 || end >= line.size()) return false;
    const LineShape rest = measure_line(line.substr(end));
    return (rest.ends_sentence || rest.stops >= kMinStops) && rest.words() >= kMinSentenceRest &&
           rest.title_tokens * 2 <= rest.tokens;
  }

  // A rule that would take more than a phrase may names the role of what the model drops.
  void name_by_rule(LineInfo& info, std::string_view line, unsigned where) {
    if (info.shape.words() > kMaxNamedWords) return;
    if (words_.count > 0 && matcher_.may_begin(words_.hash[0])) {
      scan_words(line, LineWords::kMax, words_);
      const RuleMatch match = matcher_.match_phrase(line, words_, info.shape, packs_, where);
      info.rule =
          match.rule != nullptr && match.rule->kind == RuleKind::kStart ? match.rule : nullptr;
    }
    if (info.rule == nullptr)
      info.rule = matcher_.match_pattern(line, info.shape, packs_, where).rule;
    if (info.rule == nullptr) return;
    info.is_named = true;
    info.role = info.rule->role;
  }

  void take_phrase(std::size_t i, const RuleMatch& match) {
    LineInfo& info = doc_.lines[i];
    const Rule& rule = *match.rule;
    const bool whole =
        words_.complete && words_.count > 0 && match.phrase_end == words_.end[words_.count - 1];
    info.label_bytes = static_cast<std::uint32_t>(match.phrase_end);
    // A label with its title on the same line is a link itself.
    const bool inline_title = rule.kind == RuleKind::kLabel && !whole;
    decide(info, Cause::kRule, inline_title ? role_of_block_member(rule.role) : rule.role, &rule);
    if (rule.kind == RuleKind::kLabel && whole) {
      label_ = &rule;
      label_taken_ = 0;
    } else if (rule.kind == RuleKind::kBlock) {
      label_ = nullptr;
      block_ = &rule;
      block_taken_ = 0;
      block_in_tail_ = in_tail(i);
    }
    if (rule.role == Role::kShare) shared_ = i + 1;
  }

  void find_spans(LineInfo& info, std::string_view line, unsigned where, bool is_tested) {
    doc_.matched.clear();
    inline_.find(line, info.shape, where, is_tested, doc_.matched);
    if (info.num_found > 0 && info.site == SiteRule::kNone) add_site_spans(info);
    info.first_span = static_cast<std::uint32_t>(doc_.spans.size());
    std::size_t last = 0;
    std::size_t left = 0;  // bytes outside the spans, white space and signs between them aside
    const auto count_left = [&](std::size_t from, std::size_t to) {
      for (std::size_t at = from; at < to && left <= kMaxLeft; ++at)
        left += ascii::is_space(line[at]) || line[at] == '|' ? 0 : 1;
    };
    for (const MatchedSpan& span : doc_.matched) {
      if (span.start < last) continue;
      count_left(last, span.start);
      last = span.end;
      doc_.spans.push_back({info.start + span.start, info.start + span.end,
                            info.start + span.content, span.rule, span.role});
      ++info.num_spans;
    }
    if (info.num_spans == 0) return;
    count_left(last, line.size());
    if (left > kMaxLeft) return;
    // Nothing of the line would be left: the rules take the line.
    const SpanInfo& span = doc_.spans[info.first_span];
    info.label_bytes = static_cast<std::uint32_t>(span.content - info.start);
    decide(info, Cause::kRule, span.role, span.rule);
    info.num_spans = 0;
    doc_.spans.resize(info.first_span);
  }

  // Spans for the parts that are boilerplate, with the white space behind them.
  void add_site_spans(const LineInfo& info) {
    for (std::uint32_t f = info.first_found; f < info.first_found + info.num_found; ++f) {
      const SiteBoilerplate::Found& found = doc_.found[f];
      const std::size_t start = std::max(found.start, info.start);
      std::size_t end = std::min(found.end, info.end);
      while (end < info.end && ascii::is_space(doc_.text[end])) ++end;
      doc_.matched.push_back({.start = start - info.start,
                              .end = end - info.start,
                              .rule = site_rule(found.rule),
                              .role = Role::kOther,
                              .content = start - info.start});
    }
    std::sort(doc_.matched.begin(), doc_.matched.end(),
              [](const MatchedSpan& a, const MatchedSpan& b) { return a.start < b.start; });
  }

  void apply_state(std::size_t i) {
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
  void find_headline() {
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
  void take_headline_out_of_block() {
    const std::size_t i = doc_.first_sentence;
    if (i < 2 || i > kMaxTitleAt || i == doc_.lines.size() || doc_.lines[i].cause != Cause::kNone)
      return;
    LineInfo& title = doc_.lines[i - 1];
    if (title.cause != Cause::kBlock || title.shape.words() < kMinTitleWords ||
        title.role != Role::kRelatedLink || doc_.lines[i - 2].cause != Cause::kRule)
      return;
    decide(title, Cause::kHeadline, Role::kHeadline, nullptr);
  }

  static void decide(LineInfo& info, Cause cause, Role role, const Rule* rule) {
    info.cause = cause;
    info.role = role;
    info.rule = rule;
    info.is_drop = !kArticleRoles.contains(role);
  }

  const RuleMatcher& matcher_;
  PackSet packs_;
  const WordWeights* weights_;
  SiteLookup site_;
  const EarlierLines* earlier_;
  std::size_t next_earlier_ = 0;  // unit of the earlier text
  DocumentLines& doc_;
  InlineRules inline_;
  LineWords words_;
  const Rule* label_ = nullptr;  // that applies to the next title
  std::size_t label_taken_ = 0;
  const Rule* block_ = nullptr;  // open block
  std::size_t block_taken_ = 0;
  bool block_in_tail_ = false;
  bool signed_off_ = false;  // initials on a line of their own ended the article
  std::size_t shared_ = 0;   // index after the last share line
};

}  // namespace

const Rule* site_rule(SiteRule rule) noexcept {
  return rule == SiteRule::kNone ? nullptr : &site_rules()[static_cast<std::size_t>(rule)];
}

bool is_site_rule(const Rule* rule) noexcept {
  return rule >= site_rules().data() && rule < site_rules().data() + site_rules().size();
}

bool is_headline_like(const LineShape& shape) noexcept {
  if (shape.words() < 1 || shape.words() > 30 || shape.chars > 220 || shape.stops > 1) return false;
  // A short line may end in a full stop by accident; a longer one is a sentence.
  return shape.last != '.' || shape.words() <= 5;
}

bool is_unmarked(const LineShape& shape) noexcept {
  return shape.wide * 2 > shape.chars && static_cast<unsigned char>(shape.first) < 0xE3;
}

bool is_name_like(const LineShape& shape) noexcept {
  return shape.tokens >= 1 && shape.tokens <= 5 && shape.digits == 0 && shape.chars <= 48 &&
         shape.title_tokens == shape.tokens && shape.puncts <= 2 && !shape.ends_sentence &&
         !shape.ends_colon;
}

void analyse_lines(std::string_view text, const RuleMatcher& matcher, PackSet packs,
                   const WordWeights* weights, DocumentLines& document, const EarlierLines* earlier,
                   const SiteLookup& site) {
  Analyser(matcher, packs, weights, site, earlier, document).run(text);
}

}  // namespace saring::boilerplate
