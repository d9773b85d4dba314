#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saring/pipeline/stored_document.hpp"

// Numbers by which it is decided which of several copies is kept: the greatest. NaN where nothing
// is known, which counts as least.
namespace saring::pipeline {

// Of a JSON value: a number as it is; of a string its first date, in seconds since 1970 (without a
// zone: in UTC), or the number that it is. Linear.
[[nodiscard]] double rank_of(std::string_view json);

// The sites that come first in `order` rank highest, those that are not in it lowest. O(order).
[[nodiscard]] double rank_of_site(std::string_view host, std::span<const std::string> order);

// How complete a document is: by the length of its clean text, in steps of a tenth, so that a line
// of boilerplate that was left makes no difference; then by the bytes of what its record has beside
// the text; then by how little was removed of it.
[[nodiscard]] double completeness(const StoredDocument& document);

}  // namespace saring::pipeline
