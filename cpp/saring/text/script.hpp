#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace saring::text {

// A script of ISO 15924. The values are those of ICU's UScriptCode, which are stable; only scripts
// that the code refers to are listed.
enum class Script : std::uint8_t {
  kCommon = 0,
  kInherited = 1,
  kArabic = 2,
  kCyrillic = 8,
  kDevanagari = 10,
  kGreek = 14,
  kHan = 17,
  kHangul = 18,
  kHiragana = 20,
  kKatakana = 22,
  kKhmer = 23,
  kLao = 24,
  kLatin = 25,
  kMyanmar = 28,
  kThai = 38,
  kUnknown = 103,
};

// Four-letter code, e.g. "Latn"; empty for a value that is not a script.
[[nodiscard]] std::string_view script_code(Script script) noexcept;

// Returns nothing for an unknown code. Case-sensitive: "Latn".
[[nodiscard]] std::optional<Script> script_from_code(std::string_view code) noexcept;

// Scripts written without spaces between words: Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar.
[[nodiscard]] constexpr bool is_dictionary_script(Script script) noexcept {
  switch (script) {
    case Script::kHan:
    case Script::kHiragana:
    case Script::kKatakana:
    case Script::kThai:
    case Script::kLao:
    case Script::kKhmer:
    case Script::kMyanmar:
      return true;
    default:
      return false;
  }
}

struct ScriptCount {
  Script script;
  std::size_t letters;
};

// The number of letters of each script in valid UTF-8, the most frequent script first, ties by
// value. Letters of the script Common, such as the length mark of kana, count as kCommon. One pass.
[[nodiscard]] std::vector<ScriptCount> count_letters(std::string_view valid);

}  // namespace saring::text
