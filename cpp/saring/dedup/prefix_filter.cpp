// The prefix filter of exact set-similarity joins (AllPairs, Bayardo et al. 2007). Frequencies come
// from a sketch: the filter is exact under any order that all sets share, so errors of the sketch
// cost a little time and never a pair. Tested in tests/cpp/dedup/set_join_test.cpp.
#include <algorithm>
#include <numeric>

#include "saring/base/thread_pool.hpp"
#include "saring/dedup/frequency_sketch_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"

namespace saring::dedup {

std::vector<std::uint32_t> in_order_of_storage(std::span<const JoinSet> sets) {
  std::vector<std::uint32_t> order(sets.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return sets[a].stored.begin < sets[b].stored.begin;
  });
  return order;
}

FrequencySketch count_frequencies(const ShingleStore& store, std::span<const JoinSet> sets,
                                  std::span<const std::uint32_t> order, unsigned num_threads) {
  std::uint64_t values = 0;
  for (const std::uint32_t i : order) values += sets[i].stored.size;
  FrequencySketch sketch(values);
  parallel_for(order.size(), 256, num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
    std::vector<std::uint64_t> buffer;
    for (std::size_t k = begin; k < end; ++k) sketch.add(store.load(sets[order[k]].stored, buffer));
  });
  return sketch;
}

void PrefixFinder::find(std::span<const std::uint64_t> set, double share, std::uint32_t set_id,
                        std::vector<JoinKey>& out) {
  out.clear();
  if (set.empty()) return;
  const std::size_t length = set.size() - at_least(share * static_cast<double>(set.size())) + 1;
  shared_.resize(set.size());
  std::size_t shared = 0;
  std::size_t alone = 0;  // held by no other set: these come first in the order
  for (const std::uint64_t value : set) {
    const std::uint8_t count = sketch_->count(value);
    shared_[shared] = {count, value};
    shared += count > 1 ? 1 : 0;
    alone += count > 1 ? 0 : 1;
    if (alone >= length) return;  // nothing in the prefix is shared: the fate of most texts
  }
  shared_.resize(shared);
  const std::size_t wanted = length - alone;
  const auto middle = shared_.begin() + static_cast<std::ptrdiff_t>(wanted);
  if (wanted < shared_.size()) std::nth_element(shared_.begin(), middle, shared_.end());
  std::sort(shared_.begin(), middle);
  for (std::size_t k = 0; k < wanted; ++k) {
    out.push_back({shared_[k].value, set_id, static_cast<std::uint32_t>(alone + k)});
  }
}

std::vector<std::vector<JoinKey>> prefix_keys(const ShingleStore& store,
                                              std::span<const JoinSet> sets, double share,
                                              unsigned num_threads) {
  const std::vector<std::uint32_t> order = in_order_of_storage(sets);
  const FrequencySketch sketch = count_frequencies(store, sets, order, num_threads);
  const unsigned workers = resolve_threads(num_threads);
  std::vector<std::vector<std::vector<JoinKey>>> found(
      workers, std::vector<std::vector<JoinKey>>(kKeyParts));
  parallel_for(order.size(), 256, workers,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 PrefixFinder finder(sketch);
                 std::vector<std::uint64_t> buffer;
                 std::vector<JoinKey> keys;
                 for (std::size_t k = begin; k < end; ++k) {
                   finder.find(store.load(sets[order[k]].stored, buffer), share, order[k], keys);
                   for (const JoinKey& key : keys) found[worker][key_part(key.hash)].push_back(key);
                 }
               });
  std::vector<std::vector<JoinKey>> parts = std::move(found[0]);
  for (unsigned worker = 1; worker < workers; ++worker) {
    for (std::size_t part = 0; part < kKeyParts; ++part) {
      std::vector<JoinKey>& more = found[worker][part];
      parts[part].insert(parts[part].end(), more.begin(), more.end());
      std::vector<JoinKey>().swap(more);
    }
  }
  return parts;
}

}  // namespace saring::dedup
