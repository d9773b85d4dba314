// Splits a text into lines and decides what rules and structure can decide. Structure is one pass
// with a small state: a label applies to the title after it, a block label to the headline-like
// lines after it until sentences resume. Tests:
// tests/cpp/boilerplate/lines/document_lines_test.cpp.
#include "saring/boilerplate/lines/document_lines_internal.hpp"

#include <array>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/lines/line_analyser_internal.hpp"

namespace saring::boilerplate {
namespace {

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

}  // namespace

void LineAnalyser::run(std::string_view text) {
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

void LineAnalyser::find_sentences() {
  const std::size_t n = doc_.lines.size();
  doc_.first_sentence = doc_.last_sentence = n;
  for (std::size_t i = 0; i < n; ++i) {
    if (!doc_.lines[i].is_sentence || doc_.lines[i].cause != Cause::kNone) continue;
    if (doc_.first_sentence == n) doc_.first_sentence = i;
    doc_.last_sentence = i;
  }
}

const Rule* site_rule(SiteRule rule) noexcept {
  return rule == SiteRule::kNone ? nullptr : &site_rules()[static_cast<std::size_t>(rule)];
}

bool is_site_rule(const Rule* rule) noexcept {
  return rule >= site_rules().data() && rule < site_rules().data() + site_rules().size();
}

bool asks_model(const LineInfo& info) noexcept {
  if (info.site != SiteRule::kNone) return false;
  return info.cause == Cause::kNone || (info.rule != nullptr && info.rule->when.soft);
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
  LineAnalyser(matcher, packs, weights, site, earlier, document).run(text);
}

}  // namespace saring::boilerplate
