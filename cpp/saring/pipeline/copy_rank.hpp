#pragma once

#include <span>
#include <string>
#include <string_view>

#include "saring/pipeline/stored_document.hpp"

// Ranks of documents. The copy with the greatest rank is kept. NaN means unknown and counts as the
// least.
namespace saring::pipeline {

// The rank of a JSON value. Of a number: its value. Of a string: its first date in seconds since
// 1970 (UTC if it has no zone), or the number that it contains. Linear.
[[nodiscard]] double rank_of(std::string_view json);

// The first sites in `order` rank highest. Sites that are not in it rank lowest. O(order).
[[nodiscard]] double rank_of_site(std::string_view host, std::span<const std::string> order);

// How complete a document is. The length of its clean text counts first, in steps of a tenth, so
// that a remaining line of boilerplate makes no difference. Then the bytes of its record besides
// the text. Then how little was removed.
[[nodiscard]] double completeness(const StoredDocument& document);

}  // namespace saring::pipeline
