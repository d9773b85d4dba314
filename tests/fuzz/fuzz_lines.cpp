// The line stripper on any text. Lines cover it except for their terminators, spans are in order
// and inside their line, and a reused stripper gives the same answer.
#include <array>
#include <string>

#include "fuzz.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/text/lines.hpp"

using fuzz::require;
using saring::boilerplate::LineDecision;
using saring::boilerplate::LineStripper;
using saring::boilerplate::Role;
using saring::boilerplate::RoleSpan;
using saring::boilerplate::StripOptions;
using saring::boilerplate::StripResult;

namespace {

constexpr std::array<std::string_view, 8> kLanguages = {"",         "ind_Latn", "eng", "jav_Latn",
                                                        "zsm_Latn", "id-ID",    "sun", "qqq"};

StripOptions options_of(fuzz::Input& input) {
  StripOptions options;
  options.language = kLanguages[input.option() % kLanguages.size()];
  options.threshold = static_cast<float>(input.option()) / 255;
  options.keep_last_line_end = input.option() % 2 == 1;
  const std::uint8_t roles = input.option();
  if (roles % 2 == 0) return options;  // the roles of an article
  options.keep_roles = {};
  for (std::size_t role = 0; role < saring::boilerplate::kRoleCount; ++role) {
    if ((roles >> (role % 7 + 1) & 1) != 0) options.keep_roles.add(static_cast<Role>(role));
  }
  return options;
}

void check_span(std::string_view text, const RoleSpan& span, std::size_t from, std::size_t to) {
  require(span.start >= from && span.start <= span.end && span.end <= to, "a span is in its line");
  require(fuzz::is_valid(text.substr(span.start, span.end - span.start)),
          "a span is whole characters");
}

void check_line(std::string_view text, const StripResult& result, const LineDecision& line,
                const StripOptions& options) {
  require(line.score >= 0 && line.score <= 1, "a score is in [0, 1]");
  require(!line.reason.empty(), "a decision has its reason");
  require(line.reason == "blank" || line.keep == options.keep_roles.contains(line.role),
          "what is kept depends on the role");
  require(line.first_span <= result.spans.size() &&
              line.num_spans <= result.spans.size() - line.first_span,
          "a line's spans are there");
  std::size_t from = line.start;
  for (std::uint32_t i = line.first_span; i < line.first_span + line.num_spans; ++i) {
    const RoleSpan& span = result.spans[i];
    check_span(text, span, from, line.end);
    require(span.keep == options.keep_roles.contains(span.role), "and of a span");
    from = span.end;
  }
}

void check_result(std::string_view text, const StripResult& result, const StripOptions& options) {
  saring::text::LineScanner lines(text);
  saring::text::Line line;
  std::size_t spans = 0;
  for (const LineDecision& decision : result.lines) {
    require(lines.next(line) && decision.start == line.start && decision.end == line.end,
            "the lines are the text's");
    check_line(text, result, decision, options);
    spans += decision.num_spans;
  }
  require(!lines.next(line), "every line has its decision");
  require(spans == result.spans.size(), "every span is in a line");
  for (const auto& part : {result.title, result.byline, result.caption, result.dateline}) {
    if (part) check_span(text, *part, 0, text.size());
  }
}

std::string kept(std::string_view text, const StripResult& result) {
  std::string out;
  std::string whole;
  std::size_t at = 0;
  for (const auto& range : result.removed) {
    require(range.start >= at && range.start <= range.end && range.end <= text.size(),
            "ranges are in order");
    whole += text.substr(at, range.start - at);
    require(range.span == range.kWholeLine || range.span < result.spans.size(), "span of a range");
    require(range.line < result.lines.size(), "line of a range");
    require(fuzz::is_valid(text.substr(range.start, range.end - range.start)),
            "ranges are whole characters");
    at = range.end;
  }
  whole += text.substr(at);
  append_kept_text(text, result, out);
  require(out == whole, "the text less what is removed is kept");
  require(fuzz::is_valid(out), "the kept text is UTF-8");
  require(out.size() <= text.size(), "the kept text is no longer than the text");
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const LineStripper stripper;
  static LineStripper::Scratch scratch;
  static StripResult again;
  fuzz::Input input(data, size);
  const StripOptions options = options_of(input);
  const std::string text = input.text();
  const StripResult result = stripper.strip(text, options);
  check_result(text, result, options);
  stripper.strip(text, options, scratch, again);
  require(kept(text, result) == kept(text, again) && result.spans.size() == again.spans.size(),
          "used buffers change nothing");
  return 0;
}
