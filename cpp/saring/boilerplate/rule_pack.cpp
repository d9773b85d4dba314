// Tests: tests/cpp/boilerplate/rule_pack_test.cpp.
#include "saring/boilerplate/rule_pack_internal.hpp"

#include <algorithm>
#include <string>

#include "saring/base/error.hpp"

namespace saring::boilerplate {
namespace {

// The first word, which is taken off the list. Empty at the end.
std::string_view take_word(std::string_view& list) noexcept {
  list.remove_prefix(std::min(list.find_first_not_of(' '), list.size()));
  const std::string_view word = list.substr(0, list.find(' '));
  list.remove_prefix(word.size());
  return word;
}

}  // namespace

bool lists_word(std::string_view list, std::string_view word) noexcept {
  for (std::string_view own = take_word(list); !own.empty(); own = take_word(list)) {
    if (own == word) return true;
  }
  return false;
}

bool selects(const RulePack& pack, std::string_view code) noexcept {
  return pack.language == code || lists_word(pack.codes, code);
}

void check_packs(std::span<const RulePack> packs) {
  for (std::size_t i = 0; i < packs.size(); ++i) {
    const std::string name(packs[i].language);
    if (name.empty()) throw RuleError("a pack has no name");
    std::string_view codes = packs[i].codes;
    for (std::string_view code = name; !code.empty(); code = take_word(codes)) {
      for (const RulePack& other : packs.first(i)) {
        if (selects(other, code)) {
          throw RuleError(name + ".tsv: the code \"" + std::string(code) + "\" selects " +
                          std::string(other.language) + " already");
        }
      }
    }
    std::string_view also = packs[i].also;
    for (std::string_view pack = take_word(also); !pack.empty(); pack = take_word(also)) {
      if (std::none_of(packs.begin(), packs.end(),
                       [&](const RulePack& other) { return other.language == pack; })) {
        throw RuleError(name + ".tsv: there is no pack \"" + std::string(pack) +
                        "\" to use with it");
      }
    }
  }
}

}  // namespace saring::boilerplate
