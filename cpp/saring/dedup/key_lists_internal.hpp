#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {

// The keys that at least two sets hold, from both sides: the keys of a set, and for every key a
// list of sets, filled while the join runs. A list is divided into groups of sets of one size that
// hold the key at one position. Whether a group is worth looking at depends on these two alone, so
// that a key which half of a corpus holds, such as a site's footer, costs a look at a few groups
// and not at every set.
class KeyLists {
 public:
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

  KeyLists(std::span<const JoinSet> sets, std::vector<std::vector<JoinKey>> keys,
           unsigned num_threads);

  // By ascending position.
  [[nodiscard]] std::span<const Key> keys_of(std::uint32_t set) const noexcept {
    return std::span(keys_).subspan(set_begin_[set], set_begin_[set + 1] - set_begin_[set]);
  }
  // The groups of all sets that hold the key, by ascending size, then position.
  [[nodiscard]] std::span<const Group> groups(const Key& key) const noexcept {
    const std::uint32_t list = groups_[key.group].list;
    return std::span(groups_).subspan(list_begin_[list], list_begin_[list + 1] - list_begin_[list]);
  }
  // Ascending.
  [[nodiscard]] std::span<const std::uint32_t> entries(const Group& group) const noexcept {
    return std::span(entries_).subspan(group.begin, group.count);
  }

  // Enters the set, larger than all before, under its keys. Removal takes back latest insertions.
  void insert(std::uint32_t set) noexcept;
  void remove_last(std::uint32_t set) noexcept;

 private:
  void add_part(std::span<const JoinSet> sets, std::span<const JoinKey> part,
                std::vector<std::uint64_t>& next_key);

  std::vector<std::uint64_t> set_begin_;
  std::vector<Key> keys_;
  std::vector<std::uint64_t> list_begin_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> entries_;
};

}  // namespace saring::dedup
