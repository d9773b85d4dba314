#pragma once

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/html/html_extractor.hpp"
#include "saring/boilerplate/role.hpp"
#include "saring/boilerplate/site_boilerplate.hpp"

namespace saring::boilerplate {

// Takes what repeats on the site out of the lines that are kept: whole lines, and the sentences of
// other lines as spans. Linear in the text of these lines. `blocks.text` has all of them.
void drop_site_boilerplate(const SiteBoilerplate& site, RoleSet keep_roles,
                           const HtmlBlocks& blocks, Article& article);

}  // namespace saring::boilerplate
