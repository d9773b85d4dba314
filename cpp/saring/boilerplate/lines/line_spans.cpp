// LineAnalyser: the parts of a unit that rules or the boilerplate of the site take.
#include "saring/boilerplate/lines/line_analyser_internal.hpp"

#include <algorithm>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/site_units_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kMaxLeft = 2;  // bytes that are not worth a line

bool is_dateline(const MatchedSpan& span) {
  return span.role == Role::kDateline && span.rule->kind == RuleKind::kSpanStart;
}

}  // namespace

// Which units, and parts of them, are boilerplate of the site.
void LineAnalyser::find_site_boilerplate() {
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

// Whether a line beside begins with another place: "Oslo: rain", "Bergen: sun" are items of a list.
bool LineAnalyser::is_place_in_list(const LineInfo& info, std::string_view place, unsigned where) {
  const auto at = static_cast<std::size_t>(&info - doc_.lines.data());
  for (const std::size_t beside : {at - 1, at + 1}) {
    if (beside >= doc_.lines.size()) continue;  // also before the first line
    const std::string_view line = view(doc_.lines[beside]);
    beside_.clear();
    matcher_.match_spans(line, measure_line(line), packs_, where, beside_);
    for (const MatchedSpan& span : beside_) {
      if (is_dateline(span) && line.substr(span.start, span.end - span.start) != place) return true;
    }
  }
  return false;
}

void LineAnalyser::find_spans(LineInfo& info, std::string_view line, unsigned where,
                              bool is_tested) {
  doc_.matched.clear();
  inline_.find(line, words_, info.shape, where, is_tested, doc_.matched);
  std::erase_if(doc_.matched, [&](const MatchedSpan& span) {
    return is_dateline(span) &&
           is_place_in_list(info, line.substr(span.start, span.end - span.start), where);
  });
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
    doc_.spans.push_back({info.start + span.start, info.start + span.end, info.start + span.content,
                          span.rule, span.role});
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
void LineAnalyser::add_site_spans(const LineInfo& info) {
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

}  // namespace saring::boilerplate
