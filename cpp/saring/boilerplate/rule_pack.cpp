// Tests: tests/cpp/boilerplate/rule_pack_test.cpp.
#include "saring/boilerplate/rule_pack_internal.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "saring/base/error.hpp"
#include "saring/base/tsv.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kColumns = 3;

// The first word, which is taken off the list. Empty at the end.
std::string_view take_word(std::string_view& list) noexcept {
  list.remove_prefix(std::min(list.find_first_not_of(' '), list.size()));
  const std::string_view word = list.substr(0, list.find(' '));
  list.remove_prefix(word.size());
  return word;
}

bool selects(std::string_view code, const RulePack& pack) noexcept {
  return pack.language == code || lists_word(pack.codes, code);
}

}  // namespace

bool lists_word(std::string_view list, std::string_view word) noexcept {
  for (std::string_view own = take_word(list); !own.empty(); own = take_word(list)) {
    if (own == word) return true;
  }
  return false;
}

std::vector<RulePack> parse_packs(std::string_view tsv, std::string_view file) {
  std::vector<RulePack> packs;
  TsvReader rows(tsv);
  TsvRow row;
  const auto fail = [&](const std::string& what) {
    throw RuleError(std::string(file) + ":" + std::to_string(row.line) + ": " + what);
  };
  bool is_header = true;
  while (rows.next(row)) {
    if (row.fields.size() != kColumns) fail("expected the columns pack, codes, also");
    if (std::exchange(is_header, false)) continue;
    const RulePack pack{row.fields[0], row.fields[1], row.fields[2]};
    if (pack.language.empty()) fail("the pack has no name");
    std::string_view codes = pack.codes;
    for (std::string_view code = pack.language; !code.empty(); code = take_word(codes)) {
      for (const RulePack& other : packs) {
        if (selects(code, other)) {
          fail("the code \"" + std::string(code) + "\" selects " + std::string(other.language) +
               " already");
        }
      }
    }
    packs.push_back(pack);
  }
  return packs;
}

}  // namespace saring::boilerplate
