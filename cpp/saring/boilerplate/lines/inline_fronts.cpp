// InlineRules: what stands in front of a sentence, and sentences that only begin like a notice.
#include <algorithm>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/lines/inline_rules_internal.hpp"
#include "saring/boilerplate/lines/sentences_internal.hpp"

namespace saring::boilerplate {

using ascii::is_space;

namespace {

constexpr std::size_t kMaxCreditLabel = 32;     // bytes, with the colon
constexpr std::size_t kMaxCreditWords = 5;      // of a name
constexpr std::uint32_t kMinCreditedWords = 8;  // of the sentence behind a credit
constexpr std::uint32_t kMinReportedWords = 7;
constexpr std::size_t kMaxSpeakerWords = 2;  // in front of the word that says that they speak
constexpr RoleSet kNoticeRoles = {Role::kCookie, Role::kCopyright, Role::kSubscribe, Role::kShare};

}  // namespace

// "Photo: Anna Holm/Reuters The town …": the credit in front of a sentence that it does not name.
std::size_t InlineRules::credit_in_front(std::string_view line) {
  const std::size_t colon = line.substr(0, kMaxCreditLabel).find(':');
  if (colon == std::string_view::npos || colon == 0) return 0;
  std::size_t content = colon + 1;
  while (content < line.size() && is_space(line[content])) ++content;
  std::size_t end = credit_end(line, content);
  if (end == content) {  // a name, in front of a word that begins a sentence
    std::size_t at = content;
    for (std::size_t words = 0; words < kMaxCreditWords && at < line.size(); ++words) {
      if (!ascii::is_upper(line[at])) return 0;
      if (words >= 2 && opens_sentence(line.substr(at))) {
        end = at;
        break;
      }
      at = std::min(line.find(' ', at), line.size());
      while (at < line.size() && is_space(line[at])) ++at;
    }
    if (end == content) return 0;
  }
  while (end < line.size() && is_space(line[end])) ++end;
  const LineShape rest = measure_line(line.substr(end));
  const bool is_sentence = rest.ends_sentence && rest.words() >= kMinCreditedWords &&
                           !rest.starts_lower && rest.title_tokens * 2 <= rest.tokens;
  return is_sentence ? end : 0;
}

bool InlineRules::take_credit_in_front() {
  const std::size_t end = credit_in_front(line_);
  if (end == 0) return false;
  std::size_t stop = end;
  while (stop > 0 && is_space(line_[stop - 1])) --stop;
  const std::string_view part = line_.substr(0, stop);
  const LineShape shape = measure_line(part);
  scan_words(part, LineWords::kMax, words_);
  RuleMatch found = matcher_.match_phrase(part, words_, shape, packs_, places_);
  if (found.rule == nullptr) found = matcher_.match_pattern(part, shape, packs_, places_);
  if (found.rule == nullptr || found.rule->role != Role::kCaption) return false;
  add(0, end, *found.rule, Role::kCaption, found.phrase_end);
  return true;
}

namespace {

// Rules that take a whole sentence for a notice; others name persons, pictures or dates.
bool may_be_reported(const Rule& rule) {
  if (rule.kind == RuleKind::kStart) return true;
  return rule.kind == RuleKind::kRegex && kNoticeRoles.contains(rule.role);
}

// Whether a word that says who speaks follows the comma at `at`: at once ("…, said the shop"), or
// behind up to two words that it divides from what follows ("…, Anna Holm jokes, …").
bool names_speaker(std::string_view line, std::size_t at, const RuleWords& words) {
  for (std::size_t word = 0; word <= kMaxSpeakerWords; ++word) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '"')) ++at;
    const std::size_t end = std::min(line.find_first_of(" .,", at), line.size());
    const bool is_divided = end == line.size() || line[end] != ' ';
    if ((word == 0 || is_divided) && words.is_reporting(line.substr(at, end - at))) return true;
    if (is_divided) return false;
    at = end;
  }
  return false;
}

}  // namespace

// A sentence that begins with the words of a notice and tells what someone said ("We use cookies
// for statistics alone, said the shop"), or goes on behind a comma ("Read also, the study says,
// …").
bool InlineRules::is_reported(std::string_view line, const RuleMatch& match,
                              const LineShape& shape) const {
  if (!may_be_reported(*match.rule) || !shape.ends_sentence || shape.words() < kMinReportedWords ||
      shape.has_url)
    return false;
  if (shape.starts_quote) return true;
  if (line.substr(match.phrase_end).starts_with(", ") &&
      ascii::is_lower(line[std::min(match.phrase_end + 2, line.size() - 1)]))
    return true;
  for (std::size_t at = match.phrase_end; (at = line.find(',', at)) != std::string_view::npos;) {
    if (names_speaker(line, ++at, matcher_.words())) return true;
  }
  return false;
}

}  // namespace saring::boilerplate
