#pragma once

#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"
#include "saring/boilerplate/lines/unit_decision_internal.hpp"
#include "saring/boilerplate/role.hpp"

namespace saring::boilerplate {

// Gives units that the line model drops the role of the block that they stand in: a thread of
// comments, by a label or by its rhythm of dates and texts; the notice below a label of
// subscriptions; the biography below a label of the author; the titles below a label of related
// stories, or among other titles. Units that a rule names, and those in no such block, keep the
// role that they have. `keep` follows `keep_roles`. O(units), without allocation.
void name_blocks(const DocumentLines& document, RoleSet keep_roles,
                 std::vector<UnitDecision>& decisions);

// Gives the few lines between those of a thread that the line model dropped, some of them later
// than the others, the role of comments. For lines of which no comment is kept. O(lines).
void fill_threads(std::vector<LineDecision>& lines);

}  // namespace saring::boilerplate
