#pragma once

#include <algorithm>
#include <span>
#include <string_view>

#include "saring/boilerplate/rule.hpp"

// Packs and the language codes that select them.
namespace saring::boilerplate {

// Calls `f` with each word of `list`, a field of RulePack whose words are separated by spaces.
template <typename Function>
void for_each_word(std::string_view list, Function&& f) {
  while (true) {
    list.remove_prefix(std::min(list.find_first_not_of(' '), list.size()));
    if (list.empty()) return;
    const std::string_view word = list.substr(0, list.find(' '));
    list.remove_prefix(word.size());
    f(word);
  }
}

// Throws RuleError with the name of the pack: one without a name, a code that selects two packs, or
// a pack in `also` that is not there.
void check_packs(std::span<const RulePack> packs);

}  // namespace saring::boilerplate
