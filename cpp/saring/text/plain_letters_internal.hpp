#pragma once

#include <string_view>

// Letters and marks that plain_form() replaces or drops by rules of its own, not by Unicode's
// rules.
namespace saring::text {

// Points of Arabic and Hebrew, which are written if a reader may not know the word, and the stroke
// that stretches an Arabic line.
[[nodiscard]] constexpr bool is_optional_mark(char32_t c) noexcept {
  const bool is_arabic = (c >= 0x64B && c <= 0x652) || c == 0x670 || c == 0x640;
  const bool is_hebrew =
      c >= 0x591 && c <= 0x5C7 && c != 0x5BE && c != 0x5C0 && c != 0x5C3 && c != 0x5C6;
  return is_arabic || is_hebrew;
}

// The ordinary letter for a small capital of the phonetic alphabet, for words that are written only
// in such letters; else 0.
[[nodiscard]] constexpr char32_t small_capital(char32_t c) noexcept {
  if (c < 0x250 || c > 0xA7FF) return 0;
  constexpr std::u32string_view kSmall =
      U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ";
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwyz";
  const std::size_t at = kSmall.find(c);
  return at == kSmall.npos ? 0 : static_cast<char32_t>(kLetters[at]);
}

}  // namespace saring::text
