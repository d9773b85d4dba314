// Decisions come from three sources, in this order: rules and the structure that they start
// (certain); the line model (probable); and for blank lines, the lines around them. Tests:
// tests/cpp/boilerplate/lines/line_stripper_test.cpp.
#include "saring/boilerplate/lines/line_stripper.hpp"

#include <algorithm>
#include <cmath>

#include "saring/boilerplate/embedded_internal.hpp"
#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/line_model_internal.hpp"
#include "saring/boilerplate/lines/line_naming_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr float kRuleScore = 0.99F;
constexpr float kStructureScore = 0.95F;

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
  LineModel::Scratch model;
  std::vector<float> keep;  // probability, one for each line that is not blank
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

void decide_line(const LineInfo& info, float probability, bool has_model,
                 const StripOptions& options, LineDecision& line) {
  line.is_blank = false;
  line.first_span = info.first_span;
  line.num_spans = info.num_spans;
  // The line model overrides a soft rule; without a model the rule decides.
  const bool is_soft = has_model && info.rule != nullptr && info.rule->when.soft;
  if (info.cause != Cause::kNone && !(is_soft && probability >= options.threshold)) {
    const Explanation why = explain(info.cause);
    line.role = info.role;
    line.reason = why.reason;
    line.rule = why.rule.empty() && info.rule != nullptr ? info.rule->id : why.rule;
    line.score = why.score;
    line.keep = options.keep_roles.contains(line.role);
    return;
  }
  const bool is_article = !has_model || probability >= options.threshold;
  line.role = is_article ? article_role(info) : info.is_named ? info.role : boilerplate_role(info);
  line.reason = is_article ? "classified as article text" : "classified as boilerplate";
  line.rule = has_model ? "model.lines" : "";
  line.score = is_article ? probability : 1.0F - probability;
  line.keep = options.keep_roles.contains(line.role);
}

// A blank line is kept after a kept line, unless only dropped lines follow.
void decide_blank_lines(std::vector<LineDecision>& lines, const DocumentLines& document) {
  std::ptrdiff_t last_kept = -1;
  std::ptrdiff_t last_dropped = -1;
  for (const LineInfo& info : document.lines)
    (lines[info.index].keep ? last_kept : last_dropped) = info.index;
  bool keep = document.lines.empty() || lines[document.lines.front().index].keep;
  std::size_t next = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    if (next < document.lines.size() && document.lines[next].index == i) {
      keep = lines[i].keep;
      ++next;
    } else {
      lines[i].keep = keep && (at < last_kept || last_dropped < at);
    }
  }
}

}  // namespace

void LineStripper::strip(std::string_view text, const StripOptions& options, Scratch& scratch,
                         StripResult& result) const {
  DocumentLines& document = scratch.impl_->document;
  std::vector<float>& keep = scratch.impl_->keep;
  const bool has_model = impl_->has_model;
  analyse_lines(text, impl_->matcher, impl_->matcher.packs(options.language),
                has_model ? &impl_->model.words() : nullptr, document);
  keep.assign(document.lines.size(), 1.0F);
  if (has_model && !document.lines.empty())
    impl_->model.predict(document, scratch.impl_->model, keep);

  result.lines.assign(document.bounds.size() / 2, LineDecision{});
  for (std::size_t i = 0; i < result.lines.size(); ++i) {
    LineDecision& line = result.lines[i];
    line.start = document.bounds[2 * i];
    line.end = document.bounds[2 * i + 1];
    line.role = Role::kOther;
    line.reason = "blank";
    line.is_blank = true;
  }
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const LineInfo& info = document.lines[i];
    decide_line(info, keep[i], has_model, options, result.lines[info.index]);
  }
  result.spans.clear();
  for (const SpanInfo& span : document.spans) {
    result.spans.push_back({span.start, span.end, span.role, options.keep_roles.contains(span.role),
                            span.rule->id, "matches a rule"});
  }
  // The result may be that of an earlier text.
  result.title = result.byline = result.caption = result.dateline = std::nullopt;
  name_parts(text, document, options.keep_roles, result);
  decide_blank_lines(result.lines, document);
  set_removed_ranges(text, options.keep_last_line_end, result);
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
