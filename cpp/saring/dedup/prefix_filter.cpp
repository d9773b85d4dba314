// The prefix filter of exact set-similarity joins (AllPairs, Bayardo et al. 2007). Frequencies come
// from a sketch. The filter is exact with any order that all sets share, so errors of the sketch
// cost a little time but never a pair. Tested in tests/cpp/dedup/candidates_test.cpp.
#include "saring/dedup/prefix_filter_internal.hpp"

#include <mutex>

#include "saring/base/parallel.hpp"

namespace saring::dedup {

ShingleOrder order_by_frequency(StoredSets sets, std::span<const std::uint32_t> reading_order,
                                unsigned num_threads) {
  std::uint64_t values = 0;
  for (const std::uint32_t set : reading_order) values += sets.size_of(set);
  FrequencySketch sketch(values);
  parallel_for(reading_order.size(), 256, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 std::vector<std::uint64_t> buffer;
                 for (std::size_t k = begin; k < end; ++k) {
                   sketch.add(sets.load(reading_order[k], buffer));
                 }
               });
  return ShingleOrder(std::move(sketch));
}

void PrefixFinder::find(std::span<const std::uint64_t> set, double share, std::uint32_t set_id,
                        std::vector<SetKey>& out) {
  out.clear();
  if (set.empty()) return;
  const std::size_t length = prefix_length(set.size(), share);
  shared_.resize(set.size());
  std::size_t shared = 0;
  std::size_t unshared = 0;  // shingles that no other set has: these come first
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + FrequencySketch::kAhead < set.size())
      order_->prefetch(set[i + FrequencySketch::kAhead]);
    const std::uint64_t value = set[i];
    const std::uint32_t count = order_->count(value);
    shared_[shared] = {count, in_order(value)};
    shared += count > 1 ? 1 : 0;
    unshared += count > 1 ? 0 : 1;
    if (unshared >= length) return;  // nothing in the prefix is shared: most texts are like this
  }
  shared_.resize(shared);
  const std::size_t wanted = length - unshared;
  const auto middle = shared_.begin() + static_cast<std::ptrdiff_t>(wanted);
  if (wanted < shared_.size()) std::nth_element(shared_.begin(), middle, shared_.end());
  std::sort(shared_.begin(), middle);
  for (std::size_t k = 0; k < wanted; ++k) {
    out.push_back({in_order(shared_[k].place), set_id, static_cast<std::uint32_t>(unshared + k)});
  }
}

void find_prefix_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                      const ShingleOrder& order, double share, unsigned num_threads,
                      const KeySink& take) {
  parallel_for(reading_order.size(), 256, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 PrefixFinder finder(order);
                 std::vector<std::uint64_t> buffer;
                 std::vector<SetKey> keys;
                 std::vector<SetKey> found;
                 for (std::size_t k = begin; k < end; ++k) {
                   const std::uint32_t set = reading_order[k];
                   finder.find(sets.load(set, buffer), share, set, keys);
                   found.insert(found.end(), keys.begin(), keys.end());
                 }
                 take(found);
               });
}

KeyParts prefix_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                     const ShingleOrder& order, double share, unsigned num_threads) {
  KeyParts parts(kKeyParts);
  std::mutex lock;
  find_prefix_keys(sets, reading_order, order, share, num_threads,
                   [&](std::span<const SetKey> keys) {
                     const std::lock_guard guard(lock);
                     for (const SetKey& key : keys) parts[part_of(key)].push_back(key);
                   });
  return parts;
}

}  // namespace saring::dedup
