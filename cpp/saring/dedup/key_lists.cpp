#include "saring/dedup/key_lists_internal.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

// Sorts keys by hash, size, position and set, and drops keys that fewer than `min_sets` sets have.
void sort_keys(StoredSets sets, std::ptrdiff_t min_sets, std::vector<SetKey>& keys) {
  cancellable_sort(keys.begin(), keys.end(),
                   [](const SetKey& a, const SetKey& b) { return a.hash < b.hash; });
  const auto place = [&](const SetKey& key) {
    return std::tuple(sets.size_of(key.set), key.position, key.set);
  };
  auto out = keys.begin();
  for (auto first = keys.begin(); first != keys.end();) {
    auto last = first;
    while (last != keys.end() && last->hash == first->hash) ++last;
    if (last - first >= min_sets) {
      std::sort(first, last, [&](const SetKey& a, const SetKey& b) { return place(a) < place(b); });
      out = std::move(first, last, out);
    }
    first = last;
  }
  keys.erase(out, keys.end());
  keys.shrink_to_fit();
}

}  // namespace

KeyLists::KeyLists(StoredSets sets, KeyParts keys, Queries queries, unsigned num_threads) {
  const std::ptrdiff_t min_sets = queries == Queries::kOwnSets ? 2 : 1;
  parallel_for(keys.size(), 1, num_threads, [&](std::size_t part, std::size_t, unsigned) {
    sort_keys(sets, min_sets, keys[part]);
  });
  set_begin_.assign(sets.size() + 1, 0);
  for (const auto& part : keys) {
    for (const SetKey& key : part) ++set_begin_[key.set + 1];
  }
  for (std::size_t i = 1; i < set_begin_.size(); ++i) set_begin_[i] += set_begin_[i - 1];
  keys_.resize(set_begin_.back());
  entries_.resize(keys_.size());
  std::vector<std::uint64_t> next_key(set_begin_.begin(), set_begin_.end() - 1);
  for (auto& part : keys) {
    add_part(sets, part, queries, next_key);
    std::vector<SetKey>().swap(part);
  }
  list_begin_.push_back(groups_.size());
  for (Group& group : groups_) group.count = 0;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    std::sort(keys_.begin() + static_cast<std::ptrdiff_t>(set_begin_[i]),
              keys_.begin() + static_cast<std::ptrdiff_t>(set_begin_[i + 1]),
              [](const Key& a, const Key& b) { return a.position < b.position; });
  }
}

void KeyLists::add_part(StoredSets sets, std::span<const SetKey> part, Queries queries,
                        std::vector<std::uint64_t>& next_key) {
  std::uint64_t entry = groups_.empty() ? 0 : groups_.back().begin + groups_.back().count;
  for (std::size_t i = 0; i < part.size(); ++i, ++entry) {
    const std::uint32_t size = sets.size_of(part[i].set);
    const bool new_list = i == 0 || part[i].hash != part[i - 1].hash;
    if (new_list) list_begin_.push_back(groups_.size());
    if (new_list && queries == Queries::kAnySets) list_hash_.push_back(part[i].hash);
    if (new_list || groups_.back().size != size || groups_.back().position != part[i].position) {
      if (groups_.size() == UINT32_MAX) throw std::length_error("too many texts for one search");
      const auto list = static_cast<std::uint32_t>(list_begin_.size() - 1);
      groups_.push_back({entry, 0, size, part[i].position, list});
    }
    ++groups_.back().count;
    keys_[next_key[part[i].set]++] = {static_cast<std::uint32_t>(groups_.size() - 1),
                                      part[i].position};
  }
}

void KeyLists::locate(std::span<const SetKey> keys, std::vector<Key>& out) const {
  out.clear();
  for (const SetKey& key : keys) {
    const auto at = std::lower_bound(list_hash_.begin(), list_hash_.end(), key.hash);
    if (at == list_hash_.end() || *at != key.hash) continue;
    // Any group of a list can represent the list.
    const std::uint64_t group = list_begin_[static_cast<std::size_t>(at - list_hash_.begin())];
    out.push_back({static_cast<std::uint32_t>(group), key.position});
  }
}

std::span<const KeyLists::Group> KeyLists::groups(const Key& key,
                                                  std::size_t min_size) const noexcept {
  const std::uint32_t list = groups_[key.group].list;
  const auto first = groups_.begin() + static_cast<std::ptrdiff_t>(list_begin_[list]);
  const auto last = groups_.begin() + static_cast<std::ptrdiff_t>(list_begin_[list + 1]);
  if (first->size >= min_size) return {first, last};
  return {std::partition_point(first, last, [&](const Group& g) { return g.size < min_size; }),
          last};
}

void KeyLists::insert(std::uint32_t set) noexcept {
  for (const Key& key : keys_of(set)) {
    Group& group = groups_[key.group];
    entries_[group.begin + group.count++] = set;
  }
}

void KeyLists::remove_last(std::uint32_t set) noexcept {
  for (const Key& key : keys_of(set)) --groups_[key.group].count;
}

}  // namespace saring::dedup
