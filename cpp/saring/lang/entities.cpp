// HTML's entities that are left over in a text. Tests: tests/cpp/lang/features_test.cpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "saring/base/ascii.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/text/char_props.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxEntity = 10;  // bytes between '&' and ';'

// The letters from U+00C0 to U+00FF, and two signs among them.
constexpr std::array<std::string_view, 64> kLetters = {
    "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig", "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc", "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",  "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN", "szlig",
    "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig", "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc", "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",  "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn", "yuml"};
constexpr std::array<std::string_view, 18> kSigns = {
    "amp",   "nbsp",  "quot",  "apos",  "lsquo", "rsquo",  "ldquo", "rdquo",  "sbquo",
    "bdquo", "laquo", "raquo", "ndash", "mdash", "hellip", "bull",  "middot", "shy"};

[[nodiscard]] std::optional<char32_t> number_of(std::string_view digits) noexcept {
  const bool is_hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (is_hexadecimal) digits.remove_prefix(1);
  std::uint32_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, value, is_hexadecimal ? 16 : 10);
  const bool is_character = value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  if (digits.empty() || error != std::errc() || read != end || !is_character) return {};
  return value;
}

// The character of an entity without '&' and ';'; a space for punctuation.
[[nodiscard]] std::optional<char32_t> character_of(std::string_view name) noexcept {
  if (name.starts_with('#')) return number_of(name.substr(1));
  const auto letter = std::find(kLetters.begin(), kLetters.end(), name);
  if (letter != kLetters.end()) return 0xC0 + static_cast<char32_t>(letter - kLetters.begin());
  const bool is_sign = std::find(kSigns.begin(), kSigns.end(), name) != kSigns.end();
  return is_sign ? std::optional<char32_t>(U' ') : std::nullopt;
}

// Writes the character over an entity, at `out`, of `size` bytes.
void write_over(char32_t c, char* out, std::size_t size) noexcept {
  // Not the soft hyphen: behind a letter with an accent it looks like mojibake.
  constexpr std::string_view kTwo = "\u061C";    // Arabic letter mark
  constexpr std::string_view kThree = "\uFEFF";  // zero-width no-break space
  const text::CharKind kind = text::char_props(c).kind;
  const bool is_word = kind == text::CharKind::kLetter || kind == text::CharKind::kMark;
  std::size_t at = is_word ? text::encode(c, out) : 0;
  if (!is_word || size == at + 1) {
    std::fill_n(out, size, ' ');
    return;
  }
  while (at < size) {
    const std::string_view hidden = (size - at) % 2 == 1 ? kThree : kTwo;
    at += hidden.copy(out + at, hidden.size());
  }
}

}  // namespace

bool unescape_entities(std::string_view text, std::string& out) {
  bool is_changed = false;
  for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&', at + 1)) {
    const std::size_t end = text.substr(0, at + kMaxEntity + 2).find(';', at);
    if (end == text.npos) continue;
    const std::optional<char32_t> c = character_of(text.substr(at + 1, end - at - 1));
    if (!c) continue;
    if (!is_changed) out = text;
    is_changed = true;
    write_over(*c, out.data() + at, end + 1 - at);
  }
  return is_changed;
}

}  // namespace saring::lang
