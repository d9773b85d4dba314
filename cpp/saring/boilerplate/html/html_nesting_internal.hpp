#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace saring::boilerplate {

// Deepest nesting of elements, most formatting elements (<b>, <font>, …) open at once, and most
// attributes of one tag that a page keeps. Real pages stay far below all three.
inline constexpr int kMaxNesting = 512;
inline constexpr int kMaxFormatting = 32;
inline constexpr std::size_t kMaxAttributes = 100;

// A tree builder by the HTML standard searches its stack of open elements at nearly every tag and
// opens unclosed formatting elements again in every paragraph: on a page of n nested elements that
// is quadratic. This removes the start tags beyond the limits above, and as many end tags, so
// that parsing is linear; text is never touched. Returns `html` itself where nothing is too deep
// (all but malicious pages), otherwise a copy in `storage`. One pass.
[[nodiscard]] std::string_view limit_nesting(std::string_view html, std::string& storage);

}  // namespace saring::boilerplate
