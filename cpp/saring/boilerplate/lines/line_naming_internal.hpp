#pragma once

#include <string_view>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/line_stripper.hpp"

namespace saring::boilerplate {

// The likely role of a line that the line model keeps, by its shape.
[[nodiscard]] Role article_role(const LineInfo& info) noexcept;

// The likely role of a line that it drops.
[[nodiscard]] Role boilerplate_role(const LineInfo& info) noexcept;

// Fills title, byline, caption and dateline from the decisions; makes the line above the article
// its headline if there is none yet, kept where `keep_roles` has headlines.
void name_parts(std::string_view text, const DocumentLines& document, RoleSet keep_roles,
                StripResult& result);

}  // namespace saring::boilerplate
