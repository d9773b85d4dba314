#include <algorithm>

#include "saring/base/thread_pool.hpp"
#include "saring/dedup/key_lists_internal.hpp"

namespace saring::dedup {
namespace {

// Sorts by (hash, set) and drops keys that one set alone holds.
void keep_shared(std::vector<JoinKey>& keys) {
  std::sort(keys.begin(), keys.end(), [](const JoinKey& a, const JoinKey& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.set < b.set;
  });
  auto out = keys.begin();
  for (auto first = keys.begin(); first != keys.end();) {
    auto last = first;
    while (last != keys.end() && last->hash == first->hash) ++last;
    if (last - first > 1) out = std::move(first, last, out);
    first = last;
  }
  keys.erase(out, keys.end());
  keys.shrink_to_fit();
}

}  // namespace

KeyLists::KeyLists(std::span<const JoinSet> sets, std::vector<std::vector<JoinKey>> keys,
                   unsigned num_threads) {
  parallel_for(keys.size(), 1, num_threads,
               [&](std::size_t part, std::size_t, unsigned) { keep_shared(keys[part]); });
  set_begin_.assign(sets.size() + 1, 0);
  for (const auto& part : keys) {
    for (const JoinKey& key : part) ++set_begin_[key.set + 1];
  }
  for (std::size_t i = 1; i < set_begin_.size(); ++i) set_begin_[i] += set_begin_[i - 1];
  keys_.resize(set_begin_.back());
  entries_.resize(keys_.size());
  std::vector<std::uint64_t> at(set_begin_.begin(), set_begin_.end() - 1);
  std::uint64_t seen = 0;
  for (auto& part : keys) {
    for (std::size_t i = 0; i < part.size(); ++i, ++seen) {
      if (i == 0 || part[i].hash != part[i - 1].hash) list_begin_.push_back(seen);
      keys_[at[part[i].set]++] = {static_cast<std::uint32_t>(list_begin_.size() - 1), part[i].position};
    }
    std::vector<JoinKey>().swap(part);
  }
  list_size_.assign(list_begin_.size(), 0);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    std::sort(keys_.begin() + static_cast<std::ptrdiff_t>(set_begin_[i]),
              keys_.begin() + static_cast<std::ptrdiff_t>(set_begin_[i + 1]),
              [](const Key& a, const Key& b) { return a.position < b.position; });
  }
}

void KeyLists::insert(std::uint32_t set, std::uint32_t size) noexcept {
  for (const Key& key : keys_of(set)) {
    entries_[list_begin_[key.list] + list_size_[key.list]++] = {set, size, key.position};
  }
}

void KeyLists::remove_last(std::uint32_t set) noexcept {
  for (const Key& key : keys_of(set)) --list_size_[key.list];
}

}  // namespace saring::dedup
