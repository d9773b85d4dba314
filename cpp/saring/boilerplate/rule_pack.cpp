// Tests: tests/cpp/boilerplate/rule_pack_test.cpp.
#include "saring/boilerplate/rule_pack_internal.hpp"

#include <algorithm>
#include <string>

#include "saring/base/error.hpp"

namespace saring::boilerplate {
namespace {

// True for the name of the pack and for its codes.
bool selects(const RulePack& pack, std::string_view code) {
  bool found = pack.language == code;
  for_each_word(pack.codes, [&](std::string_view own) { found |= own == code; });
  return found;
}

}  // namespace

void check_packs(std::span<const RulePack> packs) {
  for (std::size_t i = 0; i < packs.size(); ++i) {
    const std::string name(packs[i].language);
    if (name.empty()) throw RuleError("a pack has no name");
    const auto check_code = [&](std::string_view code) {
      for (const RulePack& other : packs.first(i)) {
        if (selects(other, code)) {
          throw RuleError(name + ".tsv: the code \"" + std::string(code) + "\" selects " +
                          std::string(other.language) + " already");
        }
      }
    };
    check_code(name);
    for_each_word(packs[i].codes, check_code);
    for_each_word(packs[i].also, [&](std::string_view pack) {
      if (std::none_of(packs.begin(), packs.end(),
                       [&](const RulePack& other) { return other.language == pack; })) {
        throw RuleError(name + ".tsv: there is no pack \"" + std::string(pack) +
                        "\" to use with it");
      }
    });
  }
}

}  // namespace saring::boilerplate
