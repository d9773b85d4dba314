// The text of a block as Markdown. Tests: html_render_test.cpp.
#include <algorithm>
#include <utility>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_markdown_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::boilerplate {
namespace {

constexpr ByteSet kSpecial = byte_set("\\`*_[]<&~|#\n\t");

std::string_view marker_of(MarkKind kind) noexcept {
  switch (kind) {
    case MarkKind::kStrong:
      return "**";
    case MarkKind::kEmphasis:
      return "*";
    case MarkKind::kDeleted:
      return "~~";
    default:
      return "[";
  }
}

bool is_word_byte(char c) noexcept {
  return ascii::is_letter(c) || ascii::is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

// Whether a character is punctuation or a symbol, which CommonMark asks of those beside emphasis;
// letters and digits of the blocks of symbols are exceptions.
bool is_punctuation(char32_t c) noexcept {
  if (c < 0x80) {
    const auto byte = static_cast<char>(c);
    return c > 0x20 && c != 0x7F && !ascii::is_letter(byte) && !ascii::is_digit(byte);
  }
  if (c < 0x100) {
    return c == 0xD7 || c == 0xF7 ||
           (c > 0xA0 && c < 0xC0 && c != 0xAA && c != 0xAD && c != 0xB2 && c != 0xB3 && c != 0xB5 &&
            c != 0xB9 && c != 0xBA);
  }
  const bool raised_or_roman = (c >= 0x2070 && c < 0x20A0) || (c >= 0x2150 && c < 0x2190);
  return (c >= 0x2010 && c < 0x2C00 && !raised_or_roman) || (c >= 0x3001 && c <= 0x3003) ||
         (c >= 0x3008 && c <= 0x3011) || (c >= 0xFF01 && c <= 0xFF0F) ||
         (c >= 0xFF1A && c <= 0xFF20) || (c >= 0x1F000 && c < 0x1FB00);
}

char32_t first_character(std::string_view text) noexcept {
  const char* at = text.data();
  return text.empty() ? U' ' : text::decode(at);
}

char32_t last_character(std::string_view text) noexcept {
  std::size_t at = text.size();
  while (at > 0 && (static_cast<unsigned char>(text[--at]) & 0xC0U) == 0x80U) {
  }
  return first_character(text.substr(at));
}

}  // namespace

std::size_t longest_run(std::string_view text, char c) noexcept {
  std::size_t longest = 0, run = 0;
  for (const char d : text) {
    run = d == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

void InlineMarkdown::write(std::uint32_t start, std::uint32_t end, std::uint32_t mark_at,
                           std::uint32_t mark_end, Place place) {
  place_ = place;
  open_.clear();
  closed_ = {};
  space_ = in_code_ = after_image_ = false;
  line_start_ = out_.size();
  const auto add = [&](std::string_view part) { text(part); };
  for (; mark_at < mark_end; ++mark_at) {
    const InlineMark& m = in_.blocks.marks[mark_at];
    const std::uint32_t to = std::clamp(m.offset, start, end);
    in_.write_kept(start, to, add);
    start = to;
    mark(m);
  }
  in_.write_kept(start, end, add);
}

void InlineMarkdown::mark(const InlineMark& mark) {
  if (mark.kind == MarkKind::kCode) {
    if (!mark.begins) write_code(code_);
    in_code_ = mark.begins;
    code_.clear();
  } else if (mark.kind == MarkKind::kImage) {
    if (!in_code_ && links_) {
      space_ = !is_line_start() && out_.back() != '(';
      open_pending("!");
      image(mark.node);
      after_image_ = true;
    }
  } else if (mark.kind != MarkKind::kCell) {
    mark.begins ? begin(mark) : end();
  }
}

void InlineMarkdown::begin(const InlineMark& mark) {
  Open open{.mark = mark};
  if (mark.kind == MarkKind::kLink) {
    const std::string_view url = safe_url(in_.tree.attribute(mark.node, "href"));
    open.skipped = !links_ || url.empty() || url.front() == '#';
  }
  if (mark.kind == MarkKind::kStrong && place_.in_heading) open.skipped = true;
  if (in_code_) open.skipped = true;
  open_.push_back(open);
}

void InlineMarkdown::end() {
  if (open_.empty()) return;
  const Open open = open_.back();
  open_.pop_back();
  if (!open.written || open.skipped) return;
  if (open.mark.kind == MarkKind::kLink) {
    out_ += "](";
    write_address(safe_url(in_.tree.attribute(open.mark.node, "href")));
    out_ += ')';
    return;
  }
  const std::string_view marker = marker_of(open.mark.kind);
  closed_ = {open.mark.kind, open.at, out_.size(), marker.size(),
             is_punctuation(last_character(out_))};
  out_ += marker;
}

void InlineMarkdown::text(std::string_view text) {
  if (in_code_) {
    code_ += text;
    return;
  }
  while (!text.empty() && text.front() == ' ') {
    space_ = true;
    text.remove_prefix(1);
  }
  if (text.empty()) return;
  space_ = space_ || (after_image_ && is_word_byte(text.front()));
  after_image_ = false;
  const bool space_behind = text.back() == ' ';
  while (text.back() == ' ') text.remove_suffix(1);
  open_pending(text);
  escape(text);
  space_ = space_behind;
}

// Writes the space and the markers that come before `next`.
void InlineMarkdown::open_pending(std::string_view next) {
  const bool link = std::any_of(open_.begin(), open_.end(), [](const Open& open) {
    return open.mark.kind == MarkKind::kLink && !open.written && !open.skipped;
  });
  const char32_t first = link ? U'[' : first_character(next);
  check_closed(first);
  if (space_ && !is_line_start()) out_ += ' ';
  space_ = false;
  for (Open& open : open_) {
    if (open.written || open.skipped) continue;
    const bool emphasis = open.mark.kind != MarkKind::kLink;
    // After a letter, emphasis cannot begin with punctuation.
    const bool glued =
        emphasis && !is_line_start() && is_word_byte(out_.back()) && is_punctuation(first);
    if (glued) {
      open.skipped = true;
      continue;
    }
    open.written = true;
    open.at = out_.size();
    out_ += marker_of(open.mark.kind);
  }
}

// Two emphases of one kind that touch become one, of two kinds the second is none; one that ends
// with punctuation is none before a letter.
void InlineMarkdown::check_closed(char32_t next) {
  const Closed closed = std::exchange(closed_, {});
  if (closed.kind == MarkKind::kNone || space_ || out_.size() != closed.closed_at + closed.size) {
    return;
  }
  bool touches = false, merged = false;
  for (Open& open : open_) {
    if (open.written || open.skipped) continue;
    if (open.mark.kind == MarkKind::kLink) {
      touches = true;
      continue;
    }
    if (!touches && !merged && open.mark.kind == closed.kind) {
      out_.resize(closed.closed_at);
      open.written = merged = true;
      open.at = closed.opened_at;
      continue;
    }
    touches = open.skipped = true;
  }
  if (merged) return;
  if (closed.after_punctuation && !is_punctuation(next)) {
    out_.erase(closed.closed_at, closed.size);
    out_.erase(closed.opened_at, closed.size);
  }
}

void InlineMarkdown::escape(std::string_view text) {
  std::size_t at = 0;
  if (is_line_start() && !place_.in_heading && !place_.in_table) {
    // What makes a heading, a quotation, a list or a rule at the start of a line.
    const std::size_t digits = text.find_first_not_of("0123456789");
    const char next = text.size() > 1 ? text[1] : ' ';
    const bool item = (text[0] == '-' || text[0] == '+') && (next == ' ' || next == text[0]);
    if (text[0] == '#' || text[0] == '>' || text[0] == '=' || text[0] == '~' || item) {
      out_ += '\\';
      out_ += text[0];
      at = 1;
    } else if (digits > 0 && digits < 10 && (text[digits] == '.' || text[digits] == ')') &&
               (digits + 1 == text.size() || text[digits + 1] == ' ')) {
      out_.append(text, 0, digits).append("\\").append(1, text[digits]);
      at = digits + 1;
    }
  }
  while (at < text.size()) {
    const std::size_t special = find_marked(text, at, kSpecial);
    out_.append(text, at, special - at);
    if (special == text.size()) return;
    escape_one(text, special);
    at = special + 1;
  }
}

void InlineMarkdown::escape_one(std::string_view text, std::size_t at) {
  const char c = text[at];
  const bool last = at + 1 == text.size();  // of this piece; another may follow
  const char next = last ? ' ' : text[at + 1];
  bool needed = true;
  if (c == '_') needed = out_.empty() || !is_word_byte(out_.back()) || !is_word_byte(next);
  if (c == '<') {
    needed = last || ascii::is_letter(next) || next == '/' || next == '!' || next == '?';
  }
  if (c == '&') needed = last || ascii::is_letter(next) || next == '#';
  if (c == '~') needed = next == '~' || (!out_.empty() && out_.back() == '~');
  if (c == '#') needed = place_.in_heading && (next == ' ' || next == '#');
  if (c == '|') needed = place_.in_table;
  if (c == '\n' || c == '\t') {
    out_ += ' ';
    return;
  }
  if (needed) out_ += '\\';
  out_ += c;
}

void InlineMarkdown::write_code(std::string_view code) {
  bool space_behind = false;
  while (!code.empty() && code.front() == ' ') {
    space_ = true;
    code.remove_prefix(1);
  }
  while (!code.empty() && code.back() == ' ') {
    space_behind = true;
    code.remove_suffix(1);
  }
  if (code.empty()) return;
  if (!is_line_start() && out_.back() == '`') space_ = true;  // two spans that touch are none
  open_pending("`");
  const std::string ticks(longest_run(code, '`') + 1, '`');
  const bool pad = code.front() == '`' || code.back() == '`';
  out_.append(ticks).append(pad ? " " : "");
  for (const char c : code) {
    if (c == '|' && place_.in_table) out_ += '\\';
    out_ += c == '\n' || c == '\t' ? ' ' : c;
  }
  out_.append(pad ? " " : "").append(ticks);
  space_ = space_behind;
}

void InlineMarkdown::image(std::uint32_t node) {
  const std::string_view source = safe_url(in_.tree.attribute(node, "src"));
  if (source.empty()) return;
  std::string alt;
  append_collapsed(in_.tree.attribute(node, "alt"), false, alt);
  out_ += "![";
  for (const char c : alt) {
    if (c == '[' || c == ']' || c == '\\' || c == '`' || (c == '|' && place_.in_table))
      out_ += '\\';
    out_ += c;
  }
  out_ += "](";
  write_address(source);
  out_ += ')';
}

void InlineMarkdown::write_address(std::string_view url) {
  for (const char c : url) {
    switch (c) {
      case ' ':
        out_ += "%20";
        break;
      case '(':
        out_ += "%28";
        break;
      case ')':
        out_ += "%29";
        break;
      case '<':
        out_ += "%3C";
        break;
      case '>':
        out_ += "%3E";
        break;
      case '\\':
        out_ += "%5C";
        break;
      case '|':
        out_ += "%7C";
        break;
      default:
        out_ += c;
        break;
    }
  }
}

}  // namespace saring::boilerplate
