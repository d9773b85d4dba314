#pragma once

#include <span>
#include <vector>

#include "saring/boilerplate/site_boilerplate.hpp"
#include "saring/boilerplate/site_units_internal.hpp"

namespace saring::boilerplate {

// What is boilerplate in the documents of one site, each given as its units (offsets are not read).
//
// Documents that share more than half of their sentences count as one article. A line is
// boilerplate that stands outside the sentences of at least three articles, and of more the more
// there are (0.6 times the square root); a sentence is that stands in most articles of a small
// site, and in one of ten of a large one. What stands where the headline does is not counted, nor
// is a line between sentences, unless it is a label with a title under it.
[[nodiscard]] SiteBoilerplate find_site_boilerplate(
    std::span<const std::vector<SiteUnit>> documents);

}  // namespace saring::boilerplate
