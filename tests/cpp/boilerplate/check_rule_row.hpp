#pragma once

#include <string_view>

namespace saring::boilerplate {

// The rule alone fires on its example to drop and not on the one to keep; with all rules together
// the first is still taken, and the second still by none of the rule's own.
void check_rule_row(std::string_view id);

}  // namespace saring::boilerplate
