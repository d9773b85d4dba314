#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// A 128-bit hash of a whole set of shingles. Two sets collide with probability 2^-128.
struct SetHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const SetHash&) const = default;
};

// `least_ngram`: see TextDigest. It makes half of the hash secret, even for a set of one shingle.
[[nodiscard]] SetHash hash_set(std::span<const std::uint64_t> set, std::uint64_t least_ngram);

// The two hashes of a TextDigest over the words of a text, in order. Texts with equal words have
// equal hashes.
struct TextContent {
  std::uint64_t stable = 0;
  std::uint64_t keyed = 0;
  bool operator==(const TextContent&) const = default;
};

// The set of one text.
struct TextSet {
  StoredSet set;
  SetHash hash;
};

// The texts that share each distinct set. The members of set s are texts[begin[s]] to texts[begin[s
// + 1]], in the order of preference. The sets are in the order of preference of their first
// members.
struct SetMembers {
  std::vector<std::uint32_t> begin;
  std::vector<std::uint32_t> texts;

  [[nodiscard]] std::span<const std::uint32_t> of(std::uint32_t set) const noexcept {
    return std::span(texts).subspan(begin[set], begin[set + 1] - begin[set]);
  }
};

struct DistinctSets {
  std::vector<StoredSet> sets;
  SetMembers members;
};

// Groups texts with equal sets. `preference` lists the numbers of all texts, the most preferred
// first. Texts without shingles are in no group.
[[nodiscard]] DistinctSets group_equal_sets(std::span<const TextSet> texts,
                                            std::span<const std::uint32_t> preference,
                                            unsigned num_threads);

}  // namespace saring::dedup
