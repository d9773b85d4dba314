#pragma once

#include <cstdint>
#include <string_view>

namespace saring::boilerplate {

// Language-independent features of a line: counts that need no word list. Tokens are separated by
// white space; characters of scripts without spaces count half a token each.
struct LineShape {
  std::uint32_t bytes = 0;
  std::uint32_t chars = 0;  // code points
  std::uint32_t tokens = 0;
  std::uint32_t letters = 0;
  std::uint32_t upper = 0;         // upper-case letters
  std::uint32_t title_tokens = 0;  // begin with an upper-case letter
  std::uint32_t short_tokens = 0;  // at most three bytes
  std::uint32_t long_tokens = 0;   // at least 24 bytes: links, joined words
  std::uint32_t digits = 0;
  std::uint32_t puncts = 0;  // neither letter, mark, digit nor space
  std::uint32_t commas = 0;
  std::uint32_t stops = 0;       // sentence ends inside the line: full stop, then space
  std::uint32_t separators = 0;  // | » › · • → and the like
  std::uint32_t wide = 0;        // characters of scripts without spaces
  std::uint64_t hash = 0;        // of the bytes, trimmed
  char first = 0;                // first and last byte that is not white space
  char last = 0;
  bool is_blank = true;
  bool ends_sentence = false;  // terminal punctuation, closing quotes or brackets allowed after it
  bool ends_colon = false;
  bool ends_ellipsis = false;
  bool starts_quote = false;
  bool starts_lower = false;
  bool starts_digit = false;
  bool starts_bullet = false;
  bool starts_upper = false;
  bool has_url = false;        // an at sign, or a token that begins with "http" or "www."
  bool has_time = false;       // 12:34
  bool has_date = false;       // 1/2/2003, 1-2-2003, 2003-02-01
  bool has_year = false;       // 19xx or 20xx
  bool has_copyright = false;  // ©

  // Tokens, with those of scripts without spaces estimated.
  [[nodiscard]] std::uint32_t words() const noexcept { return tokens + wide / 2; }
};

// One pass over the line, without allocation.
[[nodiscard]] LineShape measure_line(std::string_view line) noexcept;

}  // namespace saring::boilerplate
