#pragma once

#include <string>

#include "saring/base/error.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

// Rules as rows of a table, and the message of loading them.
namespace rule_rows {

inline std::string row(const std::string& id, const std::string& kind, const std::string& pattern) {
  return id + "\t" + kind + "\t\t" + pattern + "\tdrop\tkeep\tours\n";
}

// The error message that the caller of a LineStripper gets for these rows; empty if they are valid.
inline std::string message_of(const std::string& tsv) {
  using namespace saring::boilerplate;
  try {
    const RuleTable table = RuleTable::parse(tsv, "rules/tlh.tsv");
    const RuleMatcher matcher(table.rules());
  } catch (const saring::RuleError& error) {
    return error.what();
  }
  return "";
}

}  // namespace rule_rows
