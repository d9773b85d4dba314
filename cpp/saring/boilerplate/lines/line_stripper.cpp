// Decisions come from three sources, in this order: rules and the structure that they start
// (certain); the line model (probable); and for blank lines, the lines around them. What is kept is
// decided about again, until nothing more goes: so stripping a stripped text changes nothing.
// Tests: tests/cpp/boilerplate/lines/line_stripper_test.cpp.
#include "saring/boilerplate/lines/line_stripper.hpp"

#include <algorithm>
#include <string>

#include "saring/boilerplate/embedded_internal.hpp"
#include "saring/boilerplate/lines/block_naming_internal.hpp"
#include "saring/boilerplate/lines/comment_threads_internal.hpp"
#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/line_model_internal.hpp"
#include "saring/boilerplate/lines/line_naming_internal.hpp"
#include "saring/boilerplate/lines/safeguards_internal.hpp"
#include "saring/boilerplate/site_units_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr float kRuleScore = 0.99F;
constexpr float kStructureScore = 0.95F;
constexpr std::string_view kSiteReason = "stands in documents of the site that otherwise differ";
constexpr int kMaxPasses = 32;  // over what is kept; nearly all texts need two or three
constexpr std::string_view kHeavyLoss =
    "loses more than 80 % of its text; the longest run of sentences is kept";
constexpr float kMinConfidence = 0.8F;  // below it, two in three texts have an F1 below it too
constexpr std::string_view kUnsure = "which of its lines are the article is unsure";
constexpr std::string_view kOnlyTitles = "holds lines like headlines, and hardly a sentence";
constexpr std::string_view kNothingKept = "has sentences, of which nothing is kept";

struct Explanation {
  std::string_view reason;
  std::string_view rule;  // empty: the id of the row
  float score;
};

Explanation explain(Cause cause) {
  switch (cause) {
    case Cause::kRule:
      return {"matches a rule", "", kRuleScore};
    case Cause::kRelatedTitle:
      return {"a title below a label", "structure.title_after_label", kStructureScore};
    case Cause::kBlock:
      return {"in a block below a label", "structure.block", kStructureScore};
    case Cause::kNameByline:
      return {"a name after the share buttons", "structure.name_after_share", kStructureScore};
    case Cause::kAfterSignOff:
      return {"after the initials that end the article", "structure.after_sign_off",
              kStructureScore};
    case Cause::kHeadline:
      return {"the first line, followed by sentences", "structure.headline", kStructureScore};
    case Cause::kRepeatedBody:
      return {"repeats the text above", "structure.repeated_body", kStructureScore};
    case Cause::kNone:
      break;
  }
  return {"", "", 1.0F};
}

}  // namespace

struct LineStripper::Impl {
  Impl(std::span<const Rule> rules, std::span<const std::byte> bytes, std::string_view model_name)
      : matcher(rules), has_model(!bytes.empty()) {
    if (has_model) model = LineModel::parse(bytes, model_name);
  }

  RuleMatcher matcher;
  bool has_model;
  LineModel model;
};

struct LineStripper::Scratch::Impl {
  DocumentLines document;
  DocumentLines earlier;  // of the pass before, with its text
  std::vector<bool> kept;
  std::string earlier_text;
  LineModel::Scratch model;
  std::vector<float> keep;  // probability, one for each unit
  std::vector<UnitDecision> decisions;
  bool is_prose = false;  // the text as it came
  std::string text;       // what the passes before have kept
  SiteUnitMemo site_memo;
  std::vector<RoleSpan> spans;
};

LineStripper::Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
LineStripper::Scratch::~Scratch() = default;
LineStripper::Scratch::Scratch(Scratch&&) noexcept = default;

std::span<const std::byte> built_in_line_model() noexcept { return embedded_line_model(); }

LineStripper::LineStripper() : LineStripper(built_in_rules(), built_in_line_model()) {}
LineStripper::LineStripper(std::span<const Rule> rules, std::span<const std::byte> model,
                           std::string_view model_name)
    : impl_(std::make_unique<const Impl>(rules, model, model_name)) {}
LineStripper::~LineStripper() = default;
LineStripper::LineStripper(LineStripper&&) noexcept = default;
LineStripper& LineStripper::operator=(LineStripper&&) noexcept = default;

namespace {

UnitDecision decide_unit(const LineInfo& info, float probability, bool has_model,
                         const StripOptions& options) {
  UnitDecision out;
  // The line model overrides a soft rule; without a model the rule decides.
  const bool is_soft = has_model && asks_model(info);
  if (info.cause != Cause::kNone && !(is_soft && probability >= options.threshold)) {
    const Explanation why = explain(info.cause);
    out.role = info.role;
    out.reason = why.reason;
    out.rule = why.rule.empty() && info.rule != nullptr ? info.rule->id : why.rule;
    out.score = why.score;
  } else if (info.site != SiteRule::kNone) {
    // Decided here rather than with the rules, as the model was trained without sites: its features
    // are the same whether the site is known or not.
    out.role = boilerplate_role(info);
    out.reason = kSiteReason;
    out.rule = site_rule_name(info.site);
    out.score = kStructureScore;
  } else {
    const bool is_article = !has_model || probability >= options.threshold;
    out.role = is_article ? article_role(info) : info.is_named ? info.role : boilerplate_role(info);
    out.reason = is_article ? "classified as article text" : "classified as boilerplate";
    out.rule = has_model ? kModelRule : "";
    out.score = is_article ? probability : 1.0F - probability;
    out.by_model = !is_article;
  }
  out.keep = options.keep_roles.contains(out.role);
  if (out.rule == kModelRule) {
    out.article = probability;
  } else {
    out.article = kArticleRoles.contains(out.role) ? 1.0F : 0.0F;
  }
  return out;
}

// The F1 of the article's characters that is to be expected if `article` is right: what is taken
// for the article, against what it may be. Where nothing is taken, the share that is rightly left.
float confidence_of(const DocumentLines& document, const std::vector<UnitDecision>& decisions) {
  double all = 0, taken = 0, hits = 0, wanted = 0;  // characters
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    const UnitDecision& decision = decisions[i];
    const double chars = document.lines[i].shape.chars;
    const double expected = chars * static_cast<double>(decision.article);
    all += chars;
    wanted += expected;
    if (decision.by_model || !kArticleRoles.contains(decision.role)) continue;
    taken += chars;
    hits += expected;
  }
  if (all == 0) return 1;
  return static_cast<float>(taken == 0 ? 1 - wanted / all : 2 * hits / (taken + wanted));
}

// A blank line is kept after a kept line, unless only dropped lines follow.
void decide_blank_lines(std::vector<LineDecision>& lines) {
  std::ptrdiff_t last_kept = -1;
  std::ptrdiff_t last_dropped = -1;
  bool keep = true;
  bool is_first = true;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].is_blank) continue;
    (lines[i].keep ? last_kept : last_dropped) = static_cast<std::ptrdiff_t>(i);
    if (is_first) keep = lines[i].keep;
    is_first = false;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    if (lines[i].is_blank) {
      lines[i].keep = keep && (at < last_kept || last_dropped < at);
    } else {
      keep = lines[i].keep;
    }
  }
}

void set_line(const UnitDecision& decision, LineDecision& line) {
  line.keep = decision.keep;
  line.role = decision.role;
  line.score = decision.score;
  line.reason = decision.reason;
  line.rule = decision.rule;
}

// Turns the decisions about the units of one line into the line's own and its spans. `add` takes a
// span of the text that was analysed.
template <typename Add>
bool spans_of_line(const DocumentLines& document, const std::vector<UnitDecision>& decisions,
                   std::size_t first, std::size_t end, RoleSet keep_roles, Add&& add) {
  bool any_kept = false;
  for (std::size_t i = first; i < end; ++i) any_kept |= decisions[i].keep;
  if (!any_kept) return false;
  for (std::size_t i = first; i < end; ++i) {
    const LineInfo& info = document.lines[i];
    const UnitDecision& decision = decisions[i];
    if (!decision.keep) {
      const std::size_t stop = i + 1 < end ? document.lines[i + 1].start : info.end;
      add(RoleSpan{info.start, stop, decision.role, false, decision.rule, decision.reason});
      continue;
    }
    for (std::uint32_t s = info.first_span; s < info.first_span + info.num_spans; ++s) {
      const SpanInfo& span = document.spans[s];
      add(RoleSpan{span.start, span.end, span.role, keep_roles.contains(span.role), span.rule->id,
                   is_site_rule(span.rule) ? kSiteReason : "matches a rule"});
    }
  }
  return true;
}

std::size_t end_of_line(const DocumentLines& document, std::size_t first) {
  return first + document.lines[first].units_of_line;
}

// The decision of the line with these units: that of the first unit that is kept, or dropped if
// none is.
const UnitDecision& decision_of_line(const std::vector<UnitDecision>& decisions, std::size_t first,
                                     std::size_t end) {
  for (std::size_t i = first; i < end; ++i) {
    if (decisions[i].keep) return decisions[i];
  }
  return decisions[first];
}

// Maps offsets in what is kept of one line to the text; arguments must not decrease.
class LineOffsets {
 public:
  LineOffsets(std::size_t kept_start, std::size_t start,
              std::span<const RemovedRange> removed)  // of the line
      : kept_start_(kept_start), start_(start), removed_(removed) {}

  // The pieces of [start, end), between what is removed already.
  template <typename Add>
  void pieces(std::size_t start, std::size_t end, Add&& add) {
    while (next_ < removed_.size() &&
           removed_[next_].start <= start_ + (start - kept_start_) + gone_)
      skip();
    std::size_t from = start_ + (start - kept_start_) + gone_;
    while (next_ < removed_.size() &&
           removed_[next_].start < start_ + (end - kept_start_) + gone_) {
      const std::size_t stop = removed_[next_].start;
      if (from < stop) add(from, stop);
      from = removed_[next_].end;
      skip();
    }
    add(from, start_ + (end - kept_start_) + gone_);
  }

 private:
  void skip() {
    gone_ += removed_[next_].end - removed_[next_].start;
    ++next_;
  }

  std::size_t kept_start_;
  std::size_t start_;
  std::span<const RemovedRange> removed_;
  std::size_t next_ = 0;
  std::size_t gone_ = 0;  // bytes removed before
};

// Adds what a pass over the kept text drops to the result. Returns true if that is anything.
bool merge(const DocumentLines& document, const std::vector<UnitDecision>& decisions,
           RoleSet keep_roles, std::vector<RoleSpan>& spans, StripResult& result) {
  bool changed = false;
  spans.clear();
  std::size_t unit = 0;
  std::size_t range = 0;
  std::uint32_t kept = 0;  // kept lines so far: their numbers in `document`
  for (std::size_t i = 0; i < result.lines.size(); ++i) {
    LineDecision& line = result.lines[i];
    while (range < result.removed.size() && result.removed[range].line < i) ++range;
    const auto first_span = static_cast<std::uint32_t>(spans.size());
    const auto old = std::span(result.spans).subspan(line.first_span, line.num_spans);
    spans.insert(spans.end(), old.begin(), old.end());
    line.first_span = first_span;
    if (!line.keep) continue;
    const std::uint32_t number = kept++;
    if (unit == document.lines.size() || document.lines[unit].index != number) continue;
    const std::size_t first = unit;
    unit = end_of_line(document, first);
    std::size_t last_range = range;
    while (last_range < result.removed.size() && result.removed[last_range].line == i &&
           result.removed[last_range].span != RemovedRange::kWholeLine)
      ++last_range;
    LineOffsets offsets(document.bounds[2 * std::size_t{number}], line.start,
                        std::span(result.removed).subspan(range, last_range - range));
    const bool keep =
        spans_of_line(document, decisions, first, unit, keep_roles, [&](const RoleSpan& span) {
          if (span.keep) return;
          offsets.pieces(span.start, span.end, [&](std::size_t start, std::size_t end) {
            RoleSpan& piece = spans.emplace_back(span);
            piece.start = start;
            piece.end = end;
          });
          changed = true;
        });
    if (!keep) {
      set_line(decision_of_line(decisions, first, unit), line);
      changed = true;
    } else if (spans.size() > first_span + old.size()) {
      std::sort(spans.begin() + first_span, spans.end(),
                [](const RoleSpan& a, const RoleSpan& b) { return a.start < b.start; });
      // What a span that is kept shares with a new one belongs to the new one.
      std::size_t out = first_span;
      for (std::size_t s = first_span; s < spans.size(); ++s) {
        const bool hidden =
            spans[s].keep && ((s > first_span && spans[s - 1].end > spans[s].start) ||
                              (s + 1 < spans.size() && spans[s + 1].start < spans[s].end));
        if (!hidden) spans[out++] = spans[s];
      }
      spans.resize(out);
      line.num_spans = static_cast<std::uint32_t>(out - first_span);
    }
  }
  result.spans.swap(spans);
  return changed;
}

}  // namespace

// Decides about every unit of what `lost_before` bytes of a text leave. Returns why the result
// needs a review where the model was held back, else nothing.
std::string_view LineStripper::decide_units(std::string_view text, std::size_t lost_before,
                                            const StripOptions& options, Scratch& scratch) const {
  DocumentLines& document = scratch.impl_->document;
  std::vector<float>& keep = scratch.impl_->keep;
  std::vector<UnitDecision>& decisions = scratch.impl_->decisions;
  const bool has_model = impl_->has_model;
  const bool is_first = lost_before == 0;
  const EarlierLines earlier{scratch.impl_->earlier, scratch.impl_->kept};
  if (!is_first) {
    scratch.impl_->kept.clear();
    for (const UnitDecision& decision : decisions) scratch.impl_->kept.push_back(decision.keep);
    std::swap(document, scratch.impl_->earlier);
  }
  analyse_lines(text, impl_->matcher, impl_->matcher.packs(options.language),
                has_model ? &impl_->model.words() : nullptr, document,
                is_first ? nullptr : &earlier, {options.site, &scratch.impl_->site_memo});
  keep.assign(document.lines.size(), 1.0F);
  if (has_model && !document.lines.empty())
    impl_->model.predict(document, scratch.impl_->model, keep);
  decisions.clear();
  for (std::size_t i = 0; i < document.lines.size(); ++i)
    decisions.push_back(decide_unit(document.lines[i], keep[i], has_model, options));
  if (!has_model) return {};
  drop_threads(document, impl_->matcher.words(), options.keep_roles, decisions);
  name_blocks(document, options.keep_roles, decisions);
  if (is_first) scratch.impl_->is_prose = is_all_prose(document);
  const bool is_heavy = keep_what_model_may_not_take(
      text, document, options.keep_roles, lost_before, scratch.impl_->is_prose, decisions);
  return is_heavy ? kHeavyLoss : std::string_view();
}

void LineStripper::strip(std::string_view text, const StripOptions& options, Scratch& scratch,
                         StripResult& result) const {
  const DocumentLines& document = scratch.impl_->document;
  const std::vector<UnitDecision>& decisions = scratch.impl_->decisions;
  result.review_reason = decide_units(text, 0, options, scratch);
  result.confidence = confidence_of(document, decisions);
  const bool is_list = is_list_of_titles(document, decisions);
  const bool is_unsure = document.lines.size() > kFewUnits && result.confidence < kMinConfidence;

  result.lines.assign(document.bounds.size() / 2, LineDecision{});
  for (std::size_t i = 0; i < result.lines.size(); ++i) {
    LineDecision& line = result.lines[i];
    line.start = document.bounds[2 * i];
    line.end = document.bounds[2 * i + 1];
    line.role = Role::kOther;
    line.reason = "blank";
    line.is_blank = true;
  }
  result.spans.clear();
  bool has_sentence = false;
  for (std::size_t first = 0; first < document.lines.size();) {
    const std::size_t end = end_of_line(document, first);
    LineDecision& line = result.lines[document.lines[first].index];
    line.is_blank = false;
    set_line(decision_of_line(decisions, first, end), line);
    line.first_span = static_cast<std::uint32_t>(result.spans.size());
    spans_of_line(document, decisions, first, end, options.keep_roles,
                  [&](const RoleSpan& span) { result.spans.push_back(span); });
    line.num_spans = static_cast<std::uint32_t>(result.spans.size()) - line.first_span;
    for (; first < end; ++first) has_sentence |= document.lines[first].is_sentence;
  }
  // The result may be that of an earlier text.
  result.title = result.byline = result.caption = result.dateline = std::nullopt;
  name_parts(text, document, options.keep_roles, result);
  decide_blank_lines(result.lines);
  set_removed_ranges(text, options.keep_last_line_end, result);

  std::string& rest = scratch.impl_->text;
  for (int pass = 1; pass < kMaxPasses && !result.removed.empty(); ++pass) {
    rest.swap(scratch.impl_->earlier_text);
    rest.clear();
    append_kept_text(text, result, rest);
    const std::string_view held_back =
        decide_units(rest, text.size() - rest.size(), options, scratch);
    if (!merge(document, decisions, options.keep_roles, scratch.impl_->spans, result)) break;
    if (result.review_reason.empty()) result.review_reason = held_back;
    decide_blank_lines(result.lines);
    set_removed_ranges(text, options.keep_last_line_end, result);
  }
  if (!options.keep_roles.contains(Role::kComments)) fill_threads(result.lines);
  if (has_sentence && std::none_of(result.lines.begin(), result.lines.end(),
                                   [](const LineDecision& l) { return l.keep && !l.is_blank; })) {
    result.review_reason = kNothingKept;
  }
  result.is_heavy_loss = !result.review_reason.empty();
  if (result.review_reason.empty() && is_list) result.review_reason = kOnlyTitles;
  if (result.review_reason.empty() && is_unsure) result.review_reason = kUnsure;
  result.needs_review = !result.review_reason.empty();
}

StripResult LineStripper::strip(std::string_view text, const StripOptions& options) const {
  Scratch scratch;
  StripResult result;
  strip(text, options, scratch, result);
  return result;
}

void append_kept_text(std::string_view text, const StripResult& result, std::string& out) {
  std::size_t at = 0;
  for (const RemovedRange& range : result.removed) {
    out += text.substr(at, range.start - at);
    at = range.end;
  }
  out += text.substr(at);
}

}  // namespace saring::boilerplate
