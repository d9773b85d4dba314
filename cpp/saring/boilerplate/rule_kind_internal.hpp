#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/rule.hpp"

// Kinds of rules, cpp/data/boilerplate/kinds.tsv: what the rules of one kind have in common in
// every language.
namespace saring::boilerplate {

struct RuleKindRow {
  std::string_view name;  // "related_label"
  Role role = Role::kOther;
  RulePlace place = RulePlace::kAny;
  RuleKind match = RuleKind::kLine;
  RuleWhen when;
  std::string_view pattern;  // with "{}" where the pattern of a rule goes; empty: it is the phrase
};

// Reads conditions, separated by spaces ("words=20 soft tail"), over those that `place` and `when`
// hold already. Returns what is wrong; nothing if they are good. Views point into `text`.
[[nodiscard]] std::string read_conditions(std::string_view text, RulePlace& place, RuleWhen& when);

// Reads a table of kinds: TSV with the columns name, role, place, match, when, template, what, and
// a header. The rows point into `tsv`, which must live as long. Throws RuleError with file and
// line.
[[nodiscard]] std::vector<RuleKindRow> parse_kinds(std::string_view tsv, std::string_view file);

// The kind of that name, or null.
[[nodiscard]] const RuleKindRow* find_kind(std::span<const RuleKindRow> kinds,
                                           std::string_view name) noexcept;

// The expression of a rule of the kind: its pattern in the place of "{}", as a group of its own
// unless it is the whole expression.
[[nodiscard]] std::string fill_template(const RuleKindRow& kind, std::string_view pattern);

}  // namespace saring::boilerplate
