#pragma once

#include <string_view>

namespace saring::boilerplate {

// Checks the examples of one rule: alone, it matches its example to drop and not the one to keep;
// among all rules, some rule matches the first and none the second.
void check_rule_row(std::string_view id);

}  // namespace saring::boilerplate
