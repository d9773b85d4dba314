// White space of lines. Tests: html_blocks_test.cpp.
#include <algorithm>
#include <array>

#include "saring/base/ascii.hpp"
#include "saring/boilerplate/html/html_blocks_internal.hpp"

namespace saring::boilerplate {
namespace {

// Bytes of an invisible or unusual space character at the start, and whether it counts as a space.
std::size_t odd_space(std::string_view rest, bool& space) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  space = false;
  if (at(0) == 0xC2 && rest.size() > 1) {
    space = at(1) == 0xA0 || at(1) == 0x85;
    return space || at(1) == 0xAD || at(1) < 0xA0 ? 2 : 0;
  }
  if (at(0) == 0xE2 && rest.size() > 2 && at(1) == 0x80) {
    space = at(2) == 0xA8 || at(2) == 0xA9 || at(2) == 0xAF || at(2) <= 0x8A;
    return space || at(2) == 0x8B ? 3 : 0;
  }
  if (at(0) == 0xEF && rest.size() > 2 && at(1) == 0xBB && at(2) == 0xBF) return 3;
  return 0;
}

// Bytes that stand for themselves: neither white space nor control characters, and no first byte of
// an invisible or unusual space.
constexpr auto kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x21; c < plain.size(); ++c)
    plain[c] = c != 0x7F && c != 0xC2 && c != 0xE2 && c != 0xEF;
  return plain;
}();

bool is_plain(char c) noexcept { return kPlain[static_cast<unsigned char>(c)]; }

// A character of a script that is written without spaces: Chinese, Japanese, and what is as wide.
bool is_wide(std::string_view text) noexcept {
  if (text.size() < 3) return false;
  const auto lead = static_cast<unsigned char>(text[0]);
  const auto next = static_cast<unsigned char>(text[1]);
  return (lead >= 0xE3 && lead <= 0xE9) || (lead == 0xEF && (next == 0xBC || next == 0xBD));
}

// Whether text[start, end) is a line end between two wide characters, which is no space (CSS Text
// Module Level 3, 4.1.3).
bool is_broken_line(std::string_view out, std::string_view text, std::size_t start,
                    std::size_t end) noexcept {
  return out.size() >= 3 && is_wide(text.substr(end)) && is_wide(out.substr(out.size() - 3)) &&
         text.substr(start, end - start).find('\n') != std::string_view::npos;
}

}  // namespace

void append_collapsed(std::string_view text, bool keep_lines, std::string& out) {
  const auto add_space = [&] {
    if (!out.empty() && out.back() != ' ' && out.back() != '\n' && out.back() != '\t') out += ' ';
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (is_plain(text[i])) {
      // The common run, with the single spaces in it.
      std::size_t end = i + 1;
      while (end < text.size() &&
             (is_plain(text[end]) ||
              (text[end] == ' ' && end + 1 < text.size() && is_plain(text[end + 1])))) {
        ++end;
      }
      out.append(text, i, end - i);
      i = end;
      continue;
    }
    bool space = false;
    if (c <= 0x20) {
      if (keep_lines && c == '\n') {
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (!out.empty() && out.back() != '\n') out += '\n';
      } else if (ascii::is_space(text[i])) {
        std::size_t end = i + 1;
        if (!keep_lines) {
          while (end < text.size() && ascii::is_space(text[end])) ++end;
        }
        if (!is_broken_line(out, text, i, end)) add_space();
        i = end - 1;
      }
      ++i;
    } else if (c == 0x7F) {
      ++i;
    } else if (const std::size_t used = odd_space(text.substr(i), space); used > 0) {
      if (space) add_space();
      i += used;
    } else {
      out += text[i++];
    }
  }
}

void append_preformatted(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    bool space = false;
    const bool odd = c == 0xC2 || c == 0xE2 || c == 0xEF;
    if (const std::size_t used = odd ? odd_space(text.substr(i), space) : 0; used > 0) {
      if (space) out += ' ';
      i += used;
      continue;
    }
    if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7F)) out += text[i];
    ++i;
  }
}

}  // namespace saring::boilerplate
