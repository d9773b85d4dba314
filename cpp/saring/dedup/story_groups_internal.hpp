#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/story_candidates_internal.hpp"

namespace saring::dedup {

// The group of each of n texts, named by one of its members. Groups merge, those first between
// which the greatest share of pairs is linked, while that share is `majority` or more. `links` are
// distinct pairs. Time is n + m log^2 m for m links, about.
[[nodiscard]] std::vector<std::uint32_t> story_groups(std::size_t n,
                                                      std::span<const StoryCandidate> links,
                                                      double majority);

}  // namespace saring::dedup
