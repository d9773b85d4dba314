#pragma once

#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/unit_decision_internal.hpp"
#include "saring/boilerplate/role.hpp"
#include "saring/boilerplate/rule_words_internal.hpp"

namespace saring::boilerplate {

// Drops what the line model keeps of a thread of reader comments that ends a text, with the role
// kComments: below a label of comments ("3 comments"), two marks of comments ("Reply", a date,
// "1. Anna", "Anna says:"); without a label, three of the surer ones ("#1 Posted by Anna", or
// "anna77 says:" of three people). Texts in quotation marks, those behind which the article goes
// on, and those without the first and second person are no thread. O(bytes of short lines),
// without allocation.
void drop_threads(const DocumentLines& document, const RuleWords& words, RoleSet keep_roles,
                  std::vector<UnitDecision>& decisions);

}  // namespace saring::boilerplate
