#include "saring/text/script.hpp"

#include <algorithm>
#include <array>

#include "saring/text/char_props.hpp"
#include "saring/text/char_tables_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::text {

std::string_view script_code(Script script) noexcept {
  const auto i = static_cast<std::size_t>(script);
  return i < tables::kScriptCount ? tables::kScriptCodes.substr(4 * i, 4) : std::string_view();
}

std::optional<Script> script_from_code(std::string_view code) noexcept {
  if (code.size() != 4) return std::nullopt;
  for (std::size_t i = 0; i < tables::kScriptCount; ++i) {
    if (tables::kScriptCodes.substr(4 * i, 4) == code) return static_cast<Script>(i);
  }
  return std::nullopt;
}

std::vector<ScriptCount> count_letters(std::string_view valid) {
  std::array<std::size_t, 256> letters{};
  for (const char *p = valid.data(), *end = p + valid.size(); p != end;) {
    const CharProps props = char_props(decode(p));
    if (props.kind == CharKind::kLetter) ++letters[static_cast<std::size_t>(props.script)];
  }
  std::vector<ScriptCount> counts;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    if (letters[i] > 0) counts.push_back({static_cast<Script>(i), letters[i]});
  }
  std::stable_sort(counts.begin(), counts.end(), [](const ScriptCount& a, const ScriptCount& b) {
    return a.letters > b.letters;
  });
  return counts;
}

}  // namespace saring::text
