#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// Keys from both sides: the keys of a set, and for every key a list of the sets that were entered
// under it. A list is divided into groups of sets of one size that hold the key at one position.
// Whether a group can hold candidates depends on these two alone, so that a key of half of a
// corpus, such as a site's footer, costs a test of a few groups and not of every set.
class KeyLists {
 public:
  enum class Queries : std::uint8_t {
    kOwnSets,  // by keys_of() alone: keys that only one set holds are dropped
    kAnySets,  // by locate() too, for 8 more bytes a key
  };
  struct Key {
    std::uint32_t group;
    std::uint32_t position;
  };
  struct Group {
    std::uint64_t begin;  // into the entries; there is room for all sets of the group
    std::uint32_t count;  // entries so far
    std::uint32_t size;
    std::uint32_t position;
    std::uint32_t list;
  };

  // Lists with room for all sets, which none has been entered into. Throws std::length_error beyond
  // 2^32 - 1 groups.
  KeyLists(StoredSets sets, KeyParts keys, Queries queries, unsigned num_threads);

  // By ascending position.
  [[nodiscard]] std::span<const Key> keys_of(std::uint32_t set) const noexcept {
    return std::span(keys_).subspan(set_begin_[set], set_begin_[set + 1] - set_begin_[set]);
  }
  // Replaces `out` by those keys of any set, from the same order of shingles, that have a list
  // here. Needs Queries::kAnySets.
  void locate(std::span<const SetKey> keys, std::vector<Key>& out) const;

  // The groups of the sets of `min_size` and more values that hold the key, by ascending size, then
  // position.
  [[nodiscard]] std::span<const Group> groups(const Key& key, std::size_t min_size) const noexcept;
  // Ascending.
  [[nodiscard]] std::span<const std::uint32_t> entries(const Group& group) const noexcept {
    return std::span(entries_).subspan(group.begin, group.count);
  }

  // Enters the set, of a greater number than all before, under its keys. Removal takes back the
  // latest insertions.
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
