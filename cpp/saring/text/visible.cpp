#include "saring/text/visible.hpp"

#include <cstdio>

#include "saring/text/utf8.hpp"

namespace saring::text {

namespace {

// Control characters, also DEL and C1; separators of lines; marks of writing direction.
constexpr bool is_hidden(char32_t c) noexcept {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string visible(std::string_view text, std::size_t max_bytes) {
  const std::string valid = repair_utf8(cut(text, max_bytes));
  std::string out;
  const char* p = valid.data();
  while (p < valid.data() + valid.size()) {
    const char* const start = p;
    const char32_t c = decode(p);
    if (is_hidden(c)) {
      char escape[8];
      std::snprintf(escape, sizeof escape, c < 0x100 ? "\\x%02x" : "\\u%04x",
                    static_cast<unsigned>(c));
      out += escape;
    } else {
      out.append(start, p);
    }
  }
  if (text.size() > max_bytes) out += "…";
  return out;
}

}  // namespace saring::text
