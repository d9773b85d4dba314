#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "saring/boilerplate/site_units_internal.hpp"

namespace saring::boilerplate {

// The article of a text, as far as its sentences say: from the first one to the last that is not
// boilerplate. Without any, `first` is the number of units.
struct SiteZones {
  std::size_t first = 0;  // indices of units
  std::size_t last = 0;

  template <typename IsBoilerplate>
  SiteZones(std::span<const SiteUnit> units, IsBoilerplate&& is_boilerplate) : first(units.size()) {
    for (std::size_t i = 0; i < units.size(); ++i) {
      if (!units[i].has(SiteUnit::kContent) || is_boilerplate(units[i])) continue;
      first = std::min(first, i);
      last = i;
    }
  }
  [[nodiscard]] bool is_head(std::size_t i) const noexcept { return i < first; }
  [[nodiscard]] bool is_tail(std::size_t i) const noexcept { return i > last; }
  [[nodiscard]] bool has_article(std::size_t num_units) const noexcept { return first < num_units; }
};

}  // namespace saring::boilerplate
