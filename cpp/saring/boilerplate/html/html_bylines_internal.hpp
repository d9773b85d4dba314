#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/html/html_titles_internal.hpp"

namespace saring::boilerplate {

// The names in a byline: "By Jo Fenn and Ann Bee, Senior Reporter | jo@post.example" holds two.
// What labels, jobs, dates, addresses and agencies add is taken off. Linear.
[[nodiscard]] std::vector<std::string> names_in_byline(std::string_view byline);

// The authors of the article: by JSON-LD, <meta>, microdata, rel=author, class names and lines with
// a label ("By", "Oleh", "記者"), whichever is to be trusted most. Organisations only where there
// is no person. `heading`: the element of the title; 0: none.
[[nodiscard]] std::vector<std::string> choose_authors(const PageView& page, const SiteNames& site,
                                                      std::uint32_t heading);

}  // namespace saring::boilerplate
