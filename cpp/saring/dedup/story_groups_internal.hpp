#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/story_candidates_internal.hpp"

namespace saring::dedup {

// Returns the group of each of n texts, named by one of its members. Groups are merged while at
// least `majority` of the pairs between them is linked, the two groups with the greatest share
// first. `links` are distinct pairs. Time is about n + m log^2 m for m links.
[[nodiscard]] std::vector<std::uint32_t> story_groups(std::size_t n,
                                                      std::span<const StoryCandidate> links,
                                                      double majority);

}  // namespace saring::dedup
