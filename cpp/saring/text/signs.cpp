// Tests: tests/cpp/text/signs_test.cpp.
#include "saring/text/signs.hpp"

#include <algorithm>
#include <cstdint>

#include "saring/text/char_props.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {
namespace {

constexpr std::size_t kMaxBracketBytes = 100;
constexpr std::size_t kRuleLength = 4;  // so many of one ASCII character are a row

bool is_word_char(char32_t c) noexcept {
  const CharKind kind = char_props(c).kind;
  return kind == CharKind::kLetter || kind == CharKind::kDigit || kind == CharKind::kMark ||
         kind == CharKind::kConnector;
}
bool is_digit(char32_t c) noexcept { return (tables::fold_bits(c) & tables::kDecimal) != 0; }
bool is_space(char32_t c) noexcept { return char_props(c).kind == CharKind::kSpace; }
bool is_dash(char32_t c) noexcept {
  return c == U'-' || (c >= 0x2010 && c <= 0x2013) || c == 0x2212;
}
// A line also ends at the end of the text (0).
bool is_line_end(char32_t c) noexcept { return c == 0 || c == U'\n' || c == U'\r' || c == 0x2028; }

// Reads the signs of one part. 0 stands for the places before and after the text.
class SignReader {
 public:
  SignReader(std::string_view text, std::size_t start, std::size_t end, SignOptions options,
             std::string& out)
      : text_(text), start_(start), end_(end), options_(options), out_(out) {}

  void run() {
    for (std::size_t at = start_; at < end_;) {
      const char32_t c = character_at(at);
      const std::size_t next = at + length_at(at);
      if (is_space(c)) {
        at = next;
      } else if (options_.symbols && is_ascii_sign(c)) {
        at = read_ascii_run(c, at);
      } else {
        read_one(c, at, next);
        at = next;
      }
    }
  }

 private:
  [[nodiscard]] char32_t character_at(std::size_t at) const {
    if (at >= text_.size()) return 0;
    const char* p = text_.data() + at;
    return decode(p);
  }
  [[nodiscard]] std::size_t length_at(std::size_t at) const {
    const char* p = text_.data() + at;
    static_cast<void>(decode(p));
    return static_cast<std::size_t>(p - text_.data()) - at;
  }
  [[nodiscard]] char32_t character_before(std::size_t at) const {
    if (at == 0) return 0;
    do {
      --at;
    } while (at > 0 && is_continuation(text_[at]));
    return character_at(at);
  }
  // The last character before `at` that is not a space of the same line.
  [[nodiscard]] char32_t before_spaces(std::size_t at) const {
    while (at > 0) {
      const char32_t c = character_before(at);
      if (!is_space(c) || is_line_end(c)) return c;
      at -= 1;
      while (at > 0 && is_continuation(text_[at])) --at;
    }
    return 0;
  }

  [[nodiscard]] static bool is_ascii_sign(char32_t c) noexcept {
    return c < 0x80 && (tables::fold_bits(c) & tables::kSign) != 0;
  }

  void append(char32_t c) {
    char bytes[4];
    out_.append(bytes, encode(c, bytes));
  }

  // A run of one sign, such as "++" or "====="; returns its end.
  std::size_t read_ascii_run(char32_t c, std::size_t at) {
    std::size_t last = at;
    while (last < end_ && text_[last] == static_cast<char>(c)) ++last;
    const char32_t before = before_spaces(at);
    const char32_t after = character_at(last);
    const bool is_bullet =
        c != U'$' && is_line_end(before) && (is_space(after) || is_line_end(after));
    const bool is_single = last - at == 1;
    const bool is_bracket =
        is_single && ((c == U'<' && opens_bracket(at)) || (c == U'>' && closes_bracket(at)));
    if (last - at < kRuleLength && !is_bullet && !is_bracket) out_.append(text_, at, last - at);
    return last;
  }

  // "<name>": two brackets around something short, not two comparisons.
  [[nodiscard]] bool opens_bracket(std::size_t at) const {
    if (is_word_char(character_before(at))) return false;
    const std::string_view inside = text_.substr(at + 1, kMaxBracketBytes);
    const std::size_t end = inside.find_first_of("<>\n");
    return end != std::string_view::npos && end > 0 && inside[end] == '>' &&
           inside.front() != ' ' && inside[end - 1] != ' ';
  }

  [[nodiscard]] bool closes_bracket(std::size_t at) const {
    const std::size_t first = at - std::min(at, kMaxBracketBytes + 1);
    const std::size_t open = text_.substr(first, at - first).find_last_of("<>\n");
    return open != std::string_view::npos && text_[first + open] == '<' &&
           opens_bracket(first + open);
  }

  void read_one(char32_t c, std::size_t at, std::size_t next) {
    if (options_.punctuation && char_props(c).kind == CharKind::kPunct) return append(c);
    if (!options_.symbols) return;
    if (is_dash(c)) {
      if (is_digit(character_at(next)) && !is_word_char(character_before(at)) &&
          !is_dash(character_before(at))) {
        append(U'-');
      }
    } else if ((tables::fold_bits(c) & tables::kSign) != 0 || c == 0x2030) {
      append(c);
    } else if (c < 0x80 && is_sign_here(c, at, next)) {
      append(c);
    }
  }

  [[nodiscard]] bool is_sign_here(char32_t c, std::size_t at, std::size_t next) const {
    const char32_t before = character_before(at);
    const char32_t after = character_at(next);
    switch (c) {
      case U'#':
        return is_word_char(before);
      case U'%':
        return is_digit(before_spaces(at));
      case U'^':
      case U'*':
        return is_word_char(before) && is_word_char(after);
      case U'!':
        return after == U'=';
      case U'&':
      case U'|':
        return after == c && before != c && character_at(next + 1) != c;
      case U':': {
        if (before != 0 && !is_space(before)) return false;
        const std::size_t mouth = after == U'-' || after == U'\'' ? next + 1 : next;
        return character_at(mouth) == U'(' && !is_word_char(character_at(mouth + 1));
      }
      default:
        return false;
    }
  }

  std::string_view text_;
  std::size_t start_;
  std::size_t end_;
  SignOptions options_;
  std::string& out_;
};

}  // namespace

void append_signs(std::string_view text, std::size_t start, std::size_t end, SignOptions options,
                  std::string& out) {
  SignReader(text, start, end, options, out).run();
}

}  // namespace saring::text
