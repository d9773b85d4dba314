#pragma once

#include <span>
#include <string_view>
#include <vector>

// A rule pack is a file of rules for one language; "und" is the pack for every language. Which
// language codes select which pack is data: cpp/data/boilerplate/packs.tsv.
namespace saring::boilerplate {

struct RulePack {
  std::string_view language;  // its name: "ind" for ind.tsv
  std::string_view codes;     // other codes that select it, separated by spaces
  std::string_view also;  // packs that are used with it, in addition to "und", separated by spaces
};

// Reads a pack table: TSV with the columns pack, codes, also, and a header. The rows point into
// `tsv`, which must live as long. Throws RuleError with file and line: a wrong number of columns, a
// pack without a name, or a code that selects two packs.
[[nodiscard]] std::vector<RulePack> parse_packs(std::string_view tsv, std::string_view file);

// The rows of the library. A pack without a row is selected by its name alone.
[[nodiscard]] std::span<const RulePack> built_in_packs() noexcept;

// True where one of the words of `list`, separated by spaces, is `word`.
[[nodiscard]] bool lists_word(std::string_view list, std::string_view word) noexcept;

}  // namespace saring::boilerplate
