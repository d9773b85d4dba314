// LineAnalyser: what rules decide about a whole unit.
#include "saring/boilerplate/lines/line_analyser_internal.hpp"

#include <algorithm>
#include <array>

#include "saring/boilerplate/lines/word_weights_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kHeadLines = 3;  // from the first sentence on that still belong to the head
constexpr unsigned kAnywhere = 0xFF;   // every RulePlace
constexpr std::uint32_t kMinSentenceRest = 5;  // words behind a label and its title
constexpr std::uint32_t kMaxNamedWords = 80;
constexpr std::uint32_t kMinStops = 2;  // inside a line of several sentences
constexpr std::uint32_t kMinStopsWords = 12;
constexpr std::uint32_t kMinSpokenWords = 3;

// Several sentences that share a line: where that is much of the text, a rule takes what it names
// of them, and not the line.
bool has_sentences(const LineShape& shape) {
  return shape.stops >= kMinStops && shape.words() >= kMinStopsWords;
}

}  // namespace

unsigned LineAnalyser::places(std::size_t i) const {
  const auto bit = [](RulePlace place) { return 1U << static_cast<unsigned>(place); };
  unsigned out = bit(RulePlace::kAny);
  const bool none = doc_.first_sentence == doc_.lines.size();
  const bool head = none || i < doc_.first_sentence + kHeadLines;
  if (head) out |= bit(RulePlace::kHead);
  if (in_tail(i)) out |= bit(RulePlace::kTail);
  if (none || (i > doc_.first_sentence && i < doc_.last_sentence)) out |= bit(RulePlace::kBody);
  return out;
}

void LineAnalyser::visit(std::size_t i) {
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
bool LineAnalyser::apply_rule(std::size_t i, std::string_view line, unsigned where,
                              bool& is_tested) {
  LineInfo& info = doc_.lines[i];
  const RuleMatch match = matcher_.match_phrase(line, words_, info.shape, packs_, where);
  if (match.rule != nullptr) {
    if (is_spoken(line, match) || inline_.is_reported(line, match, info.shape)) return false;
    if (leaves_sentence(line, match)) return is_tested = false;
    take_phrase(i, match);
    return true;
  }
  const RuleMatch elsewhere = matcher_.match_phrase(line, words_, info.shape, packs_, kAnywhere);
  if (elsewhere.rule != nullptr) info.hint = elsewhere.rule->role;
  const RuleMatch pattern = matcher_.match_pattern(line, info.shape, packs_, where);
  if (pattern.rule == nullptr || inline_.is_reported(line, pattern, info.shape)) return false;
  if (pattern.rule->role == Role::kCaption && InlineRules::credit_in_front(line) != 0)
    return is_tested = false;
  info.label_bytes = static_cast<std::uint32_t>(pattern.phrase_end);
  decide(info, Cause::kRule, pattern.rule->role, pattern.rule);
  return true;
}

// Who speaks, and what they say: "Reporter: How many?" has no byline's name.
bool LineAnalyser::is_spoken(std::string_view line, const RuleMatch& match) {
  if (match.rule->kind != RuleKind::kLabel || match.rule->role != Role::kByline) return false;
  const std::string_view behind = line.substr(match.phrase_end);
  const std::size_t colon = behind.find(':');
  const LineShape said =
      measure_line(colon == std::string_view::npos ? behind : behind.substr(colon + 1));
  if (said.is_blank) return false;
  constexpr std::array<std::string_view, 3> kQuestionMarks{"?", "？", "؟"};
  const bool asks =
      std::any_of(kQuestionMarks.begin(), kQuestionMarks.end(),
                  [&](std::string_view mark) { return behind.find(mark) != behind.npos; });
  return asks || said.starts_quote ||
         (said.ends_sentence && said.words() >= kMinSpokenWords &&
          said.title_tokens * 2 <= said.tokens);
}

// A label with its title or name, and then a sentence that is none of its.
bool LineAnalyser::leaves_sentence(std::string_view line, const RuleMatch& match) {
  const bool at_end = words_.complete && match.phrase_end == words_.end[words_.count - 1];
  if (match.rule->kind != RuleKind::kLabel || at_end) return false;
  const std::size_t end = inline_.label_end(line, *match.rule, match.phrase_end);
  if (end == 0 || end >= line.size()) return false;
  const LineShape rest = measure_line(line.substr(end));
  return (rest.ends_sentence || rest.stops >= kMinStops) && rest.words() >= kMinSentenceRest &&
         rest.title_tokens * 2 <= rest.tokens;
}

// A rule that would take more than a phrase may names the role of what the model drops.
void LineAnalyser::name_by_rule(LineInfo& info, std::string_view line, unsigned where) {
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

void LineAnalyser::take_phrase(std::size_t i, const RuleMatch& match) {
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
  } else if (rule.kind == RuleKind::kBlock && whole) {
    label_ = nullptr;
    block_ = &rule;
    block_taken_ = 0;
    block_in_tail_ = in_tail(i);
  }
  if (rule.role == Role::kShare) shared_ = i + 1;
}

}  // namespace saring::boilerplate
