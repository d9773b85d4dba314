#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/unit_decision_internal.hpp"
#include "saring/boilerplate/role.hpp"

namespace saring::boilerplate {

// Units that are too few for the line model to drop them all, or to be called unsure.
inline constexpr std::size_t kFewUnits = 3;

// Whether a text, as it came, is long and all prose: at least 40 units, nine in ten of which end as
// sentences do. O(units).
[[nodiscard]] bool is_all_prose(const DocumentLines& document) noexcept;

// Whether what is kept is a list of headlines, as on a front page: at least 8 units, eight in ten
// of which are titles of five words and more, and one in ten at most a sentence. O(units).
[[nodiscard]] bool is_list_of_titles(const DocumentLines& document,
                                     const std::vector<UnitDecision>& decisions) noexcept;

// Keeps what the line model drops and may not take by itself:
// - the sentences of a text that `is_prose` ("structure.prose");
// - all of up to kFewUnits units ("structure.short_text");
// - the longest run of sentences, where more than 80 % of the text would go, most of it by the
//   model or all its sentences ("structure.longest_run");
// - a button's word between two lines that goes on in the next, or is all that would go
//   ("structure.lone_word"), though a rule takes it;
// - the words of a link in a sentence that was broken there ("structure.goes_on");
// - between two lines of the article, signs by themselves, and a sentence unless the model is all
//   but sure ("structure.between");
// - up to four short sentences behind the article's, in the same way
//   ("structure.short_sentence");
// - the sentence that follows the article's, in the same way ("structure.last_sentence").
// `lost_before` bytes of the text are gone in earlier passes. True for a heavy loss, the second
// case. O(units).
bool keep_what_model_may_not_take(std::string_view text, const DocumentLines& document,
                                  RoleSet keep_roles, std::size_t lost_before, bool is_prose,
                                  std::vector<UnitDecision>& decisions);

}  // namespace saring::boilerplate
