#pragma once

#include <span>
#include <string_view>

#include "saring/boilerplate/rule.hpp"

// Packs and the language codes that select them.
namespace saring::boilerplate {

// True where one of the words of `list`, separated by spaces, is `word`.
[[nodiscard]] bool lists_word(std::string_view list, std::string_view word) noexcept;

// True for the name of the pack and for its codes.
[[nodiscard]] bool selects(const RulePack& pack, std::string_view code) noexcept;

// Throws RuleError with the name of the pack: one without a name, a code that selects two packs, or
// a pack in `also` that is not there.
void check_packs(std::span<const RulePack> packs);

}  // namespace saring::boilerplate
