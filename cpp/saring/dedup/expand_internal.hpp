#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {

// The texts that share each distinct set: members of set s are texts[begin[s]] to texts[begin[s +
// 1]], in the order of preference, as are the sets by their first member.
struct SetMembers {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint32_t> texts;

  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t set) const noexcept {
    return std::span(texts).subspan(begin[set], begin[set + 1] - begin[set]);
  }
};

struct ExpandInput {
  std::span<const JoinSet> sets;
  const SetMembers& members;
  const JoinResult& joined;
  const ContainmentResult& contained;
  std::span<const std::uint64_t> contents;  // of each text: equal where the words are
  const Measure& measure;
  std::size_t pair_limit;
};

// From results about sets to results about texts. Texts in no set are alone and stay.
[[nodiscard]] Duplicates expand(const ExpandInput& input);

}  // namespace saring::dedup
