// What the line model alone may not take. Tests:
// tests/cpp/boilerplate/lines/safeguards_test.cpp.
#include "saring/boilerplate/lines/safeguards_internal.hpp"

#include <cstddef>

#include "saring/boilerplate/lines/line_naming_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr double kMaxModelLoss = 0.8;  // of a text's bytes, if it is the model that drops them
constexpr std::size_t kMaxRunGap = 1;  // units inside a run of sentences that are none
constexpr float kMinBetween = 0.2F;    // probability of a sentence between two of the article
constexpr std::string_view kArticleSigns = "*-~_=#.";
constexpr unsigned kMinSentence = 80;  // characters of such a sentence
constexpr std::size_t kShortText = 8;  // units
constexpr RoleSet kBetweenParagraphs = {Role::kTimestamp, Role::kAdvert,  Role::kRelatedLink,
                                        Role::kCopyright, Role::kCaption, Role::kShare};
constexpr float kMinBefore = 0.7F;    // probability of the line above the last sentence
constexpr std::size_t kMaxShort = 4;  // short sentences behind a line of the article
constexpr unsigned kMaxShortWords = 12;
constexpr unsigned kMaxVerseWords = 10;       // of a line beside a lone word of a poem or a story
constexpr float kMinAboveShort = 0.5F;        // probability of the line above them
constexpr unsigned kMinUnmarkedBetween = 20;  // words of a sentence without an end mark
constexpr std::size_t kMinProse = 40;         // units of a text that is nothing but prose
constexpr unsigned kMinUnmarkedWords = 12;
constexpr unsigned kMinNotice = 8;     // words of a sentence that begins like a notice
constexpr std::size_t kMinTitles = 8;  // of a front page
constexpr unsigned kMinTitle = 5;      // words
constexpr double kProseShare = 0.9;    // of the units

// Whether a unit is one of the article, whatever roles are kept.
bool is_article(const UnitDecision& decision) {
  return !decision.by_model && kArticleRoles.contains(decision.role);
}

// Keeps what the line model drops, for `reason`.
void keep_after_all(const LineInfo& info, RoleSet keep_roles, std::string_view rule,
                    std::string_view reason, UnitDecision& decision) {
  decision.role = article_role(info);
  decision.keep = keep_roles.contains(decision.role);
  decision.by_model = false;
  decision.reason = reason;
  decision.rule = rule;
  decision.score = 1.0F - decision.score;
}

bool is_sentence_like(const LineInfo& info) {
  const LineShape& shape = info.shape;
  return (shape.ends_sentence && shape.words() >= 5) || (info.is_sentence && shape.stops >= 2);
}

// The same for scripts that do not mark the end of a sentence.
bool is_unmarked_sentence(const LineInfo& info) {
  return is_unmarked(info.shape) && info.shape.words() >= kMinUnmarkedWords;
}

// Whether a line goes on with what the line before it began: ", said" or ") of the council".
bool goes_on(std::string_view line) {
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  if (line.size() < 2) return false;
  return line[0] == ')' || ((line[0] == ',' || line[0] == '.' || line[0] == ';') && line[1] == ' ');
}

bool opens_bracket(std::string_view line) {
  while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
  return line.size() > 1 && (line.back() == '(' || line.back() == '[');
}

// A short line between the parts of a sentence is the text of a link in it.
void keep_parts_of_sentences(std::string_view text, const DocumentLines& document,
                             RoleSet keep_roles, std::vector<UnitDecision>& decisions) {
  const auto line = [&](std::size_t i) {
    const LineInfo& info = document.lines[i];
    return text.substr(info.start, info.end - info.start);
  };
  for (std::size_t i = decisions.size(); i-- > 0;) {
    if (!decisions[i].by_model) continue;
    const LineInfo& info = document.lines[i];
    const bool before_rest = i + 1 < decisions.size() && is_article(decisions[i + 1]) &&
                             document.lines[i + 1].index == info.index + 1 && goes_on(line(i + 1));
    const bool in_bracket = i > 0 && is_article(decisions[i - 1]) &&
                            document.lines[i - 1].index + 1 == info.index &&
                            opens_bracket(line(i - 1));
    if (!before_rest && !in_bracket) continue;
    keep_after_all(info, keep_roles, "structure.goes_on",
                   "part of a sentence that goes on in a line that is kept", decisions[i]);
  }
}

// A quotation mark or asterisks by themselves; bars, arrows and bullets are rather those of a menu.
bool is_sign_of_article(const LineShape& shape) {
  return shape.letters == 0 && shape.digits == 0 &&
         (shape.starts_quote || shape.last == '\x9D' ||
          kArticleSigns.find(shape.first) != std::string_view::npos);
}

// Between two lines of the article, a sentence is rarely something else, and a quotation mark or an
// asterisk by itself never is. Only where the model is all but sure does the sentence go.
void keep_what_is_between(const DocumentLines& document, RoleSet keep_roles,
                          std::vector<UnitDecision>& decisions) {
  for (std::size_t i = 1; i + 1 < decisions.size(); ++i) {
    const LineInfo& info = document.lines[i];
    if (!decisions[i].by_model || !is_article(decisions[i - 1]) || !is_article(decisions[i + 1]))
      continue;
    const bool is_sign = is_sign_of_article(info.shape) &&
                         document.lines[i - 1].shape.letters > 0 &&
                         document.lines[i + 1].shape.letters > 0;
    const bool is_long = (info.shape.ends_sentence && info.shape.chars >= kMinSentence) ||
                         (is_unmarked(info.shape) && info.shape.words() >= kMinUnmarkedBetween);
    const bool is_sentence = is_long && decisions[i].article >= kMinBetween;
    if (!is_sign && !is_sentence) continue;
    keep_after_all(info, keep_roles, "structure.between", "between two lines of the article",
                   decisions[i]);
  }
}

// What a rule takes of an article that is about newsletters, cookies or copyright: between two
// sentences of it, a longer sentence that does not speak to the reader ("Copyright 2019 by the
// printer is the usual form"). So is a word like "FAQ" there rather a heading of the article, if
// the rule is soft.
void keep_rules_between(const DocumentLines& document, RoleSet keep_roles,
                        std::vector<UnitDecision>& decisions) {
  constexpr RoleSet kNotices = {Role::kCookie, Role::kCopyright, Role::kSubscribe};
  const auto is_article_sentence = [&](std::size_t i) {
    return is_article(decisions[i]) && is_sentence_like(document.lines[i]);
  };
  for (std::size_t i = 1; i + 1 < decisions.size(); ++i) {
    const LineInfo& info = document.lines[i];
    if (info.cause != Cause::kRule || decisions[i].by_model || is_article(decisions[i])) continue;
    const LineShape& shape = info.shape;
    const bool is_notice = kNotices.contains(info.role) && shape.ends_sentence &&
                           shape.last == '.' && shape.words() >= kMinNotice && !shape.has_url &&
                           info.opening.persons == 0 && info.rule->kind != RuleKind::kLabel;
    const bool is_heading = info.rule->when.soft && info.role == Role::kNavigation &&
                            shape.words() == 1 && info.units_of_line == 1;
    if ((!is_notice && !is_heading) || !is_article_sentence(i - 1) || !is_article_sentence(i + 1))
      continue;
    keep_after_all(info, keep_roles, "structure.between", "between two lines of the article",
                   decisions[i]);
  }
}

// The last sentence of an article is the one that the model is least sure of: it looks like the
// others, and labels and signatures stand around it. Behind a line that is surely the article's, it
// goes only where the model is all but sure.
void keep_last_sentence(const DocumentLines& document, RoleSet keep_roles,
                        std::vector<UnitDecision>& decisions) {
  std::size_t last = decisions.size();
  while (last > 0 && !is_article(decisions[last - 1])) --last;
  if (last == 0 || last == decisions.size()) return;
  const std::size_t end = last;
  // In a short text, one line of boilerplate that may stand inside an article, and a long sentence.
  const bool is_parted = decisions.size() <= kShortText && last + 1 < decisions.size() &&
                         !decisions[last].by_model &&
                         kBetweenParagraphs.contains(decisions[last].role) &&
                         document.lines[last + 1].shape.chars >= kMinSentence;
  if (is_parted) ++last;
  const LineInfo& above = document.lines[end - 1];
  const LineInfo& info = document.lines[last];
  UnitDecision& decision = decisions[last];
  const bool is_like = (is_sentence_like(info) && is_sentence_like(above)) ||
                       (is_unmarked_sentence(info) && is_unmarked_sentence(above));
  if (!decision.by_model || decision.role == Role::kComments || !is_like ||
      info.shape.last == '?' || info.shape.last == '!' || info.shape.has_url)
    return;
  if (decision.article < kMinBetween || decisions[end - 1].article < kMinBefore) return;
  keep_after_all(info, keep_roles, "structure.last_sentence",
                 "the sentence that follows the article's", decision);
}

// Short sentences are what the model knows least of: "Why?", "Nobody knows.", the end of a joke;
// and those of scripts without an end mark. Up to four of them, behind a line of the article and
// what rules take below it, go only where the model is all but sure or drops what follows too. A
// question at the end rather turns to the reader.
void keep_short_sentences(const DocumentLines& document, RoleSet keep_roles,
                          std::vector<UnitDecision>& decisions) {
  const auto ends = [&](std::size_t i) {
    return document.lines[i].shape.ends_sentence || is_unmarked_sentence(document.lines[i]);
  };
  const auto may_stay = [&](std::size_t i) {
    const LineShape& shape = document.lines[i].shape;
    const bool is_short = shape.words() <= kMaxShortWords || is_unmarked(shape);
    return decisions[i].role != Role::kComments && decisions[i].article >= kMinBetween && ends(i) &&
           is_short && shape.letters > 0 && !shape.has_url && !document.lines[i].is_named;
  };
  bool is_behind = false;  // the article, rules aside
  for (std::size_t i = 0; i < decisions.size();) {
    if (!decisions[i].by_model) {
      if (is_article(decisions[i])) is_behind = decisions[i].article >= kMinAboveShort && ends(i);
      ++i;
      continue;
    }
    const std::size_t first = i;
    bool all_short = is_behind;
    for (; i < decisions.size() && decisions[i].by_model; ++i) all_short = all_short && may_stay(i);
    is_behind = false;
    const bool is_inside = i < decisions.size() && is_article(decisions[i]);
    if (!all_short || i - first > kMaxShort ||
        (document.lines[i - 1].shape.last == '?' && !is_inside))
      continue;
    for (std::size_t k = first; k < i; ++k) {
      keep_after_all(document.lines[k], keep_roles, "structure.short_sentence",
                     "a short sentence behind the article's", decisions[k]);
    }
  }
}

// A word that sites print as a button or a label, and that a poem or a story has on a line of its
// own: between two lines of the article it stays where the next one goes on with it, or, between
// sentences or verses, where it is all that would go.
void keep_lone_words(const DocumentLines& document, RoleSet keep_roles, std::size_t lost_before,
                     std::vector<UnitDecision>& decisions) {
  constexpr RoleSet kLabels = {Role::kShare, Role::kRelatedLabel, Role::kNavigation,
                               Role::kSubscribe};
  const auto is_lone = [&](std::size_t i) {
    const LineInfo& info = document.lines[i];
    return i > 0 && i + 1 < decisions.size() && info.cause == Cause::kRule &&
           kLabels.contains(info.role) && info.shape.words() == 1 && !info.shape.ends_colon &&
           is_article(decisions[i - 1]) && is_article(decisions[i + 1]) &&
           info.index == document.lines[i - 1].index + 1 &&
           info.index + 1 == document.lines[i + 1].index;
  };
  std::size_t lone = decisions.size();
  bool is_all = lost_before == 0;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (is_article(decisions[i])) continue;
    if (!is_lone(i)) {
      is_all = false;
      continue;
    }
    is_all = is_all && (lone == decisions.size() ||
                        document.lines[lone].shape.hash == document.lines[i].shape.hash);
    lone = std::min(lone, i);
  }
  for (std::size_t i = lone; i < decisions.size(); ++i) {
    if (is_article(decisions[i]) || !is_lone(i)) continue;
    const LineShape& previous = document.lines[i - 1].shape;
    const LineShape& next = document.lines[i + 1].shape;
    const bool is_between = (previous.ends_sentence && next.ends_sentence) ||
                            std::max(previous.words(), next.words()) <= kMaxVerseWords;
    if (!(is_all && is_between) && !next.starts_lower) continue;
    keep_after_all(document.lines[i], keep_roles, "structure.lone_word",
                   "a word between two lines of the article", decisions[i]);
  }
}

// The line model has nothing to go by in a text of few lines: it may not drop them all.
void keep_short_text(const DocumentLines& document, RoleSet keep_roles,
                     std::vector<UnitDecision>& decisions) {
  std::size_t dropped = 0;
  for (const UnitDecision& decision : decisions) {
    if (is_article(decision)) return;
    dropped += decision.by_model ? 1 : 0;
  }
  if (dropped > kFewUnits) return;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (!decisions[i].by_model) continue;
    keep_after_all(document.lines[i], keep_roles, "structure.short_text",
                   "in a text too short to judge", decisions[i]);
  }
}

// The line model alone may not take most of a text: the longest run of sentences stays then, unless
// rules or structure took it or it is a thread of comments. `lost_before` bytes are gone already.
// Returns true where it had to.
bool keep_longest_run(const DocumentLines& document, RoleSet keep_roles, std::size_t lost_before,
                      std::vector<UnitDecision>& decisions) {
  std::size_t all = lost_before;
  std::size_t lost = 0;
  std::size_t lost_by_model = 0;
  std::size_t kept_sentences = 0;
  struct Run {
    std::size_t first = 0, last = 0, bytes = 0, kept = 0;
  } run, longest;
  bool is_open = false;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const LineInfo& info = document.lines[i];
    const UnitDecision& decision = decisions[i];
    const std::size_t bytes = info.end - info.start;
    all += bytes;
    const bool is_kept = is_article(decision);
    if (!is_kept) {
      lost += bytes;
      lost_by_model += decision.by_model ? bytes : 0;
    }
    const bool is_sentence = is_sentence_like(info);
    if (is_sentence && is_kept) kept_sentences += bytes;
    const bool is_certain = !is_kept && (!decision.by_model || decision.role == Role::kComments);
    if (is_certain || (is_open && i - run.last > kMaxRunGap + (is_sentence ? 1U : 0U)))
      is_open = false;
    if (is_certain || !is_sentence) continue;
    if (!is_open) run = {i, i, 0, 0};
    is_open = true;
    run.last = i;
    run.bytes += bytes;
    run.kept += is_kept ? bytes : 0;
    if (run.bytes > longest.bytes) longest = run;
  }
  // Rules may have taken more than the model, but none of the sentences that are left.
  const bool is_heavy =
      static_cast<double>(lost_before + lost) > kMaxModelLoss * static_cast<double>(all) &&
      (lost_by_model * 2 > lost || kept_sentences == 0);
  if (!is_heavy || longest.kept * 2 >= longest.bytes || longest.bytes <= kept_sentences)
    return false;
  for (std::size_t i = longest.first; i <= longest.last; ++i) {
    if (is_article(decisions[i])) continue;
    keep_after_all(document.lines[i], keep_roles, "structure.longest_run",
                   "in the longest run of sentences, of a text that would lose most of itself",
                   decisions[i]);
  }
  return true;
}

// A text that is prose from end to end has nothing that the model could be right about, and long
// ones are unlike all that it has seen: there it drops no sentence.
void keep_prose(const DocumentLines& document, RoleSet keep_roles,
                std::vector<UnitDecision>& decisions) {
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const LineInfo& info = document.lines[i];
    if (!info.is_sentence && !is_sentence_like(info)) continue;
    if (decisions[i].by_model)
      keep_after_all(info, keep_roles, "structure.prose", "in a long text that is all prose",
                     decisions[i]);
    if (is_article(decisions[i])) decisions[i].article = 1;
  }
}

}  // namespace

bool is_all_prose(const DocumentLines& document) noexcept {
  if (document.lines.size() < kMinProse) return false;
  std::size_t sentences = 0;
  for (const LineInfo& info : document.lines)
    sentences += info.is_sentence || (info.shape.ends_sentence && info.shape.words() >= 2) ? 1 : 0;
  return static_cast<double>(sentences) >= kProseShare * static_cast<double>(document.lines.size());
}

bool is_list_of_titles(const DocumentLines& document,
                       const std::vector<UnitDecision>& decisions) noexcept {
  std::size_t kept = 0;
  std::size_t titles = 0;
  std::size_t sentences = 0;
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    if (!decisions[i].keep) continue;
    const LineInfo& info = document.lines[i];
    const LineShape& shape = info.shape;
    ++kept;
    const bool asks = shape.last == '?' || shape.last == '!';
    const bool is_sentence = info.is_sentence || (shape.ends_sentence && !asks);
    const bool goes_on = shape.last == ',' || shape.last == ';' || shape.ends_colon;
    sentences += is_sentence ? 1 : 0;
    titles += !is_sentence && !goes_on && info.repeats == 1 && !shape.starts_lower &&
                      !shape.starts_bullet && shape.words() >= kMinTitle && is_headline_like(shape)
                  ? 1
                  : 0;
  }
  return kept >= kMinTitles && titles * 10 >= kept * 8 && sentences * 10 <= kept;
}

bool keep_what_model_may_not_take(std::string_view text, const DocumentLines& document,
                                  RoleSet keep_roles, std::size_t lost_before, bool is_prose,
                                  std::vector<UnitDecision>& decisions) {
  if (is_prose) keep_prose(document, keep_roles, decisions);
  keep_short_text(document, keep_roles, decisions);
  keep_lone_words(document, keep_roles, lost_before, decisions);
  const bool is_heavy = keep_longest_run(document, keep_roles, lost_before, decisions);
  keep_parts_of_sentences(text, document, keep_roles, decisions);
  keep_what_is_between(document, keep_roles, decisions);
  keep_rules_between(document, keep_roles, decisions);
  keep_short_sentences(document, keep_roles, decisions);
  keep_last_sentence(document, keep_roles, decisions);
  return is_heavy;
}

}  // namespace saring::boilerplate
