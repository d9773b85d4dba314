#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// Keys from both sides: the keys of each set, and for every key a list of the sets that were
// inserted under it. A list is divided into groups of sets of one size that have the key at one
// position. Size and position alone decide whether a group can contain candidates. So a key that
// half of a corpus has, such as a site's footer, costs a test of a few groups, not of every set.
class KeyLists {
 public:
  enum class Queries : std::uint8_t {
    kOwnSets,  // only keys_of(): keys that only one set has are dropped
    kAnySets,  // also locate(), for 8 more bytes per key
  };
  struct Key {
    std::uint32_t group;
    std::uint32_t position;
  };
  struct Group {
    std::uint64_t begin;  // index of the first entry; there is room for all sets of the group
    std::uint32_t count;  // entries so far
    std::uint32_t size;
    std::uint32_t position;
    std::uint32_t list;
  };

  // Makes empty lists with room for all sets. Throws std::length_error beyond 2^32 - 1 groups.
  KeyLists(StoredSets sets, KeyParts keys, Queries queries, unsigned num_threads);

  // The keys of a set, by ascending position.
  [[nodiscard]] std::span<const Key> keys_of(std::uint32_t set) const noexcept {
    return std::span(keys_).subspan(set_begin_[set], set_begin_[set + 1] - set_begin_[set]);
  }
  // Replaces `out` by the keys, of any set from the same order of shingles, that have a list here.
  // Needs Queries::kAnySets.
  void locate(std::span<const SetKey> keys, std::vector<Key>& out) const;

  // The groups of sets with at least `min_size` values that have the key, by ascending size, then
  // position.
  [[nodiscard]] std::span<const Group> groups(const Key& key, std::size_t min_size) const noexcept;
  // The sets in a group, ascending.
  [[nodiscard]] std::span<const std::uint32_t> entries(const Group& group) const noexcept {
    return std::span(entries_).subspan(group.begin, group.count);
  }

  // Inserts the set under its keys. Its number must be greater than all numbers before. Removal
  // undoes the latest insertions.
  void insert(std::uint32_t set) noexcept;
  void remove_last(std::uint32_t set) noexcept;

 private:
  void add_part(StoredSets sets, std::span<const SetKey> part, Queries queries,
                std::vector<std::uint64_t>& next_key);

  std::vector<std::uint64_t> set_begin_;
  std::vector<Key> keys_;
  std::vector<std::uint64_t> list_begin_;
  std::vector<std::uint64_t> list_hash_;  // ascending; empty for kOwnSets
  std::vector<Group> groups_;
  std::vector<std::uint32_t> entries_;
};

}  // namespace saring::dedup
