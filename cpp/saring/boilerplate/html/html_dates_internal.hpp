#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saring/boilerplate/html/html_titles_internal.hpp"

namespace saring::boilerplate {

// ISO 8601, with time and zone where the page has them; empty where nothing is known.
struct ChosenDates {
  std::string published;
  std::string modified;
};

// Published: by JSON-LD, <meta>, microdata, <time>, the address, and dates written near the heading
// or with a label, whichever is to be trusted most; a page that only says when it was changed was
// published then as far as anybody knows. `heading`: the element of the title; 0: none. The clock
// of the machine has no influence.
[[nodiscard]] ChosenDates choose_dates(const PageView& page, std::uint32_t heading);

// Language for reading numbers and names: that of the mark-up, else of the country of the address.
[[nodiscard]] std::string page_language(const PageView& page);

}  // namespace saring::boilerplate
