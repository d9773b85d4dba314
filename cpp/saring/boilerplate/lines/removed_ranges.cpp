// What is removed along with dropped lines and spans. Tests:
// tests/cpp/boilerplate/lines/removed_ranges_test.cpp.
#include <algorithm>

#include "saring/boilerplate/lines/line_stripper.hpp"

namespace saring::boilerplate {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class RangeFinder {
 public:
  RangeFinder(std::string_view text, bool keep_last_line_end, StripResult& result)
      : text_(text), keep_last_line_end_(keep_last_line_end), result_(result) {}

  void run() {
    result_.removed.clear();
    const std::size_t n = result_.lines.size();
    for (std::size_t i = 0; i < n;) {
      if (result_.lines[i].keep) {
        add_spans(i++);
        continue;
      }
      std::size_t end = i + 1;
      while (end < n && !result_.lines[end].keep) ++end;
      add_lines(i, end);
      i = end;
    }
  }

 private:
  // A run of dropped lines: it is divided where a line begins that is not blank.
  void add_lines(std::size_t first, std::size_t end) {
    const auto& lines = result_.lines;
    const bool is_last = end == lines.size();
    std::size_t start = lines[first].start;
    if (is_last && first > 0 && !keep_last_line_end_) start = lines[first - 1].end;
    const std::size_t stop = is_last ? text_.size() : lines[end].start;
    bool is_owned = false;
    for (std::size_t i = first; i < end; ++i) {
      if (lines[i].is_blank) continue;
      if (is_owned) {
        start = lines[i].start;
        result_.removed.back().end = start;
      }
      is_owned = true;
      result_.removed.push_back({start, stop, static_cast<std::uint32_t>(i)});
    }
    if (!is_owned && start < stop)
      result_.removed.push_back({start, stop, static_cast<std::uint32_t>(first)});
  }

  // The dropped spans of a kept line, each widened by the white space that nothing kept precedes or
  // follows on the line, and by that behind it where white space precedes it too.
  void add_spans(std::size_t number) {
    const LineDecision& line = result_.lines[number];
    const std::size_t first = result_.removed.size();
    for (std::uint32_t s = line.first_span; s < line.first_span + line.num_spans; ++s) {
      const RoleSpan& span = result_.spans[s];
      if (span.keep) continue;
      result_.removed.push_back({span.start, span.end, static_cast<std::uint32_t>(number), s});
    }
    std::size_t at = line.start;
    for (std::size_t i = first; i < result_.removed.size(); ++i) {
      RemovedRange& range = result_.removed[i];
      if (range.start > at) break;
      range.start = at;
      range.end = std::max(range.end, at);
      while (range.end < line.end && is_space(text_[range.end])) ++range.end;
      at = range.end;
    }
    for (std::size_t i = first; i < result_.removed.size(); ++i) {
      RemovedRange& range = result_.removed[i];
      if (range.start == line.start || !is_space(text_[range.start - 1])) continue;
      const bool is_last = i + 1 == result_.removed.size();
      const std::size_t limit = is_last ? line.end : result_.removed[i + 1].start;
      while (range.end < limit && is_space(text_[range.end])) ++range.end;
    }
    at = line.end;
    for (std::size_t i = result_.removed.size(); i > first; --i) {
      RemovedRange& range = result_.removed[i - 1];
      if (range.end < at) break;
      range.end = at;
      range.start = std::min(range.start, at);
      while (range.start > line.start && is_space(text_[range.start - 1])) --range.start;
      at = range.start;
    }
  }

  std::string_view text_;
  bool keep_last_line_end_;
  StripResult& result_;
};

}  // namespace

void set_removed_ranges(std::string_view text, bool keep_last_line_end, StripResult& result) {
  RangeFinder(text, keep_last_line_end, result).run();
}

}  // namespace saring::boilerplate
