#include "saring/text/script.hpp"

#include "saring/text/char_tables_internal.hpp"

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

}  // namespace saring::text
