#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {

// The keys that at least two sets hold, from both sides: the keys of a set, and for every key a list
// of sets with room for all that hold it, filled while the join runs.
class KeyLists {
 public:
  struct Key {
    std::uint32_t list;
    std::uint32_t position;
  };
  struct Entry {
    std::uint32_t set;
    std::uint32_t size;
    std::uint32_t position;
  };

  KeyLists(std::span<const JoinSet> sets, std::vector<std::vector<JoinKey>> keys,
           unsigned num_threads);

  // By ascending position.
  [[nodiscard]] std::span<const Key> keys_of(std::uint32_t set) const noexcept {
    return std::span(keys_).subspan(set_begin_[set], set_begin_[set + 1] - set_begin_[set]);
  }
  [[nodiscard]] std::span<const Entry> entries(std::uint32_t list) const noexcept {
    return std::span(entries_).subspan(list_begin_[list], list_size_[list]);
  }

  // Appends the set to the lists of its keys. Removal takes back the latest insertion only.
  void insert(std::uint32_t set, std::uint32_t size) noexcept;
  void remove_last(std::uint32_t set) noexcept;

 private:
  std::vector<std::uint64_t> set_begin_;
  std::vector<Key> keys_;
  std::vector<std::uint64_t> list_begin_;
  std::vector<std::uint32_t> list_size_;
  std::vector<Entry> entries_;
};

}  // namespace saring::dedup
