// LineAnalyser: divides a text into units and finds those that repeat earlier ones.
#include "saring/boilerplate/lines/line_analyser_internal.hpp"

#include <algorithm>

#include "saring/base/cancel.hpp"
#include "saring/boilerplate/lines/sentences_internal.hpp"
#include "saring/text/lines.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::uint32_t kMaxUnitChars = 1000;  // of a line that is one unit
constexpr std::size_t kMinUnitBytes = 60;
constexpr std::size_t kMaxMeanUnitBytes = 600;
constexpr std::size_t kMinRepeatedSentences = 3;
constexpr std::size_t kMinRepeatedBytes = 200;

bool looks_like_sentence(const LineShape& shape) {
  // Headlines end in "?" or "!" too, but are rarely long.
  const bool strong = shape.ends_sentence && shape.last != '?' && shape.last != '!';
  return (strong && shape.words() >= 12) || (shape.ends_sentence && shape.words() >= 20) ||
         shape.words() >= 30;
}

}  // namespace

void LineAnalyser::split(std::string_view text) {
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
std::size_t LineAnalyser::kept_earlier() {
  const std::vector<LineInfo>& lines = earlier_->document.lines;
  while (next_earlier_ < lines.size()) {
    const std::uint32_t count = lines[next_earlier_].units_of_line;
    const auto from = earlier_->kept.begin() + static_cast<std::ptrdiff_t>(next_earlier_);
    if (std::find(from, from + count, true) != from + count) break;
    next_earlier_ += count;
  }
  return next_earlier_;
}

void LineAnalyser::skip_earlier() {
  const std::size_t at = kept_earlier();
  if (at < earlier_->document.lines.size())
    next_earlier_ += earlier_->document.lines[at].units_of_line;
}

// Takes the units of a line over that has not changed.
bool LineAnalyser::take_earlier(const text::Line& line, std::uint32_t index) {
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

LineInfo& LineAnalyser::add_unit(std::size_t start, std::size_t end, std::uint32_t index,
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
bool LineAnalyser::divide(const text::Line& line, std::uint32_t index, std::uint32_t line_chars) {
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

// Open addressing on line hashes; two passes, so that each line gets the full count.
void LineAnalyser::count_repeats() {
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
void LineAnalyser::find_repeated_body() {
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

void LineAnalyser::repeat(LineInfo& info) {
  decide(info, Cause::kRepeatedBody, Role::kOther, nullptr);
  LineInfo& first = doc_.lines[info.same_as];
  first.repeats = info.repeats = static_cast<std::uint16_t>(std::max(1, first.repeats - 1));
}

}  // namespace saring::boilerplate
