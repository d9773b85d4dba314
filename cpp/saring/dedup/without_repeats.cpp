// Tested in tests/cpp/dedup/without_repeats_test.cpp.
#include "saring/dedup/without_repeats.hpp"

#include <algorithm>
#include <cstddef>

#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::dedup {
namespace {

enum class Kind { kNewline, kSpace, kWord, kSign };

Kind kind_of(char32_t c) {
  if (c == '\n') return Kind::kNewline;
  switch (text::char_props(c).kind) {
    case text::CharKind::kSpace:
      return Kind::kSpace;
    case text::CharKind::kLetter:
    case text::CharKind::kMark:
    case text::CharKind::kDigit:
    case text::CharKind::kConnector:
      return Kind::kWord;
    default:
      return Kind::kSign;
  }
}

// Reads the characters of a text from a place on, forwards or backwards.
class Reader {
 public:
  Reader(std::string_view valid, std::size_t at) : valid_(valid), at_(at) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool at_end() const { return at_ == valid_.size(); }
  [[nodiscard]] bool at_start() const { return at_ == 0; }
  Kind next() {
    const char* p = valid_.data() + at_;
    const char32_t c = text::decode(p);
    at_ = static_cast<std::size_t>(p - valid_.data());
    return kind_of(c);
  }
  Kind previous() {
    do --at_;
    while (text::is_continuation(valid_[at_]));
    const char* p = valid_.data() + at_;
    return kind_of(text::decode(p));
  }

 private:
  std::string_view valid_;
  std::size_t at_;
};

// The end of the signs after a repeat, or the end of its line if no word follows.
std::size_t end_with_signs(std::string_view valid, std::size_t end) {
  std::size_t signs_end = end;
  bool is_touching = true;
  for (Reader reader(valid, end); !reader.at_end();) {
    const std::size_t before = reader.at();
    const Kind kind = reader.next();
    if (kind == Kind::kNewline) return before;
    // Signs between two words belong to both.
    if (kind == Kind::kWord) return is_touching ? end : signs_end;
    if (kind == Kind::kSpace) is_touching = false;
    if (kind == Kind::kSign && is_touching) signs_end = reader.at();
  }
  return valid.size();
}

// The same before it.
std::size_t start_with_signs(std::string_view valid, std::size_t start, std::size_t limit) {
  std::size_t signs_start = start;
  bool is_touching = true;
  for (Reader reader(valid, start); reader.at() > limit;) {
    const std::size_t after = reader.at();
    const Kind kind = reader.previous();
    if (kind == Kind::kNewline) return after;
    if (kind == Kind::kWord) return is_touching ? start : signs_start;
    if (kind == Kind::kSpace) is_touching = false;
    if (kind == Kind::kSign && is_touching) signs_start = reader.at();
  }
  return limit == 0 ? 0 : signs_start;
}

bool is_line_start(std::string_view text, std::size_t at) {
  return at == 0 || text[at - 1] == '\n';
}

// Whether `out` is empty or ends with an empty line.
bool ends_with_empty_line(const std::string& out) {
  if (out.empty()) return true;
  if (out.back() != '\n') return false;
  std::size_t at = out.size() - 1;
  while (at > 0 && (out[at - 1] == ' ' || out[at - 1] == '\t' || out[at - 1] == '\r')) --at;
  return at == 0 || out[at - 1] == '\n';
}

}  // namespace

std::string without_repeats(std::string_view valid, std::span<const Repeat> repeats) {
  std::string out;
  out.reserve(valid.size());
  std::size_t kept_to = 0;  // of the text
  for (std::size_t i = 0; i < repeats.size();) {
    const std::size_t first_start = static_cast<std::size_t>(repeats[i].start);
    std::size_t end = 0;
    // Repeats that overlap, or that have no word between them.
    for (; i < repeats.size(); ++i) {
      if (end != 0 && repeats[i].start > end_with_signs(valid, end)) break;
      end = std::max(end, static_cast<std::size_t>(repeats[i].end));
    }
    end = end_with_signs(valid, end);
    const std::size_t start = start_with_signs(valid, std::max(first_start, kept_to), kept_to);
    out.append(valid.substr(kept_to, start - kept_to));
    kept_to = end;
    const bool is_whole_line =
        is_line_start(valid, start) && (end == valid.size() || valid[end] == '\n');
    if (is_whole_line && end < valid.size()) {
      ++kept_to;
      // Of the empty lines on both sides, keep those before the repeat.
      while (ends_with_empty_line(out) && kept_to < valid.size()) {
        const std::size_t next = valid.find_first_not_of(" \t\r", kept_to);
        if (next == std::string_view::npos || valid[next] != '\n') break;
        kept_to = next + 1;
      }
    } else if (out.empty() || out.back() == ' ' || out.back() == '\n') {
      while (kept_to < valid.size() && valid[kept_to] == ' ') ++kept_to;
    }
  }
  out.append(valid.substr(kept_to));
  return out;
}

}  // namespace saring::dedup
