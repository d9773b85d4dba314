// The conditions of a rule (RuleWhen), and cheap tests before its expression is tried.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/rule.hpp"

namespace saring::boilerplate {

// Offset of the rarest letter of the needle, which is searched for first.
[[nodiscard]] std::size_t rarest_byte(std::string_view needle);

// Whether all conditions hold. `rarest` is rarest_byte(when.has).
[[nodiscard]] bool holds(const RuleWhen& when, std::string_view line, const LineShape& shape,
                         std::size_t rarest);

// The two conditions that exclude nearly every line, tested before all others.
[[nodiscard]] inline bool rejects(const RuleWhen& when, const LineShape& shape,
                                  std::uint32_t words) {
  return words > when.max_words || (when.last != 0 && shape.last != when.last);
}

// Whether a rule applies at one of the places, bits by RulePlace.
[[nodiscard]] inline bool allowed(const Rule& rule, unsigned places) {
  return (places >> static_cast<unsigned>(rule.place) & 1U) != 0;
}

// Whether a rule of the kind kSpanStart may match a line of so many words.
[[nodiscard]] bool may_begin_with_span(std::string_view line, std::uint32_t words);

}  // namespace saring::boilerplate
