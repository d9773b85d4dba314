// Containment search: every pair where a share of the smaller set's shingles stands in the larger.
// The smaller set's rarest shingles, all but ceil(share · size) - 1 of them, cannot all be missing
// from the larger one, so a table of those prefixes, asked for every shingle of every set, misses
// no pair. Tested in tests/cpp/dedup/set_join_test.cpp against all pairs.
#include <algorithm>
#include <bit>

#include "saring/base/thread_pool.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {
namespace {

// Hash -> sets, by one array sorted by hash and the places where each group of leading bits begins.
class PrefixTable {
 public:
  explicit PrefixTable(std::vector<std::vector<JoinKey>> parts) {
    for (auto& part : parts) {
      keys_.insert(keys_.end(), part.begin(), part.end());
      std::vector<JoinKey>().swap(part);
    }
    std::sort(keys_.begin(), keys_.end(), [](const JoinKey& a, const JoinKey& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.set < b.set;
    });
    shift_ = 64 - std::clamp(static_cast<unsigned>(std::bit_width(keys_.size())), 1U, 28U);
    begin_.assign((std::size_t{1} << (64 - shift_)) + 1, 0);
    for (const JoinKey& key : keys_) ++begin_[(key.hash >> shift_) + 1];
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  }

  // Calls visit(set) for each set whose prefix holds the hash.
  template <typename Visit>
  void find(std::uint64_t hash, const Visit& visit) const {
    const std::size_t group = hash >> shift_;
    for (std::size_t i = begin_[group]; i < begin_[group + 1]; ++i) {
      if (keys_[i].hash == hash) visit(keys_[i].set);
    }
  }

 private:
  std::vector<JoinKey> keys_;
  std::vector<std::size_t> begin_;
  unsigned shift_ = 63;
};

// Prefixes of the sets that may be the smaller one, by their number among all sets.
PrefixTable prefix_table(const ShingleStore& store, std::span<const JoinSet> sets,
                         std::span<const std::uint32_t> among, double share, std::size_t min_size,
                         unsigned num_threads) {
  std::vector<JoinSet> chosen;
  chosen.reserve(among.size());
  for (const std::uint32_t set : among) chosen.push_back(sets[set]);
  std::vector<std::vector<JoinKey>> parts = prefix_keys(store, chosen, share, num_threads);
  for (auto& part : parts) {
    for (JoinKey& key : part) key.set = among[key.set];
    std::erase_if(part, [&](const JoinKey& key) { return sets[key.set].stored.size < min_size; });
  }
  return PrefixTable(std::move(parts));
}

}  // namespace

std::vector<JoinPair> contained_sets(const ShingleStore& store, std::span<const JoinSet> sets,
                                     std::span<const std::uint32_t> among, double share,
                                     std::size_t min_size, unsigned num_threads) {
  const PrefixTable table = prefix_table(store, sets, among, share, min_size, num_threads);
  struct Worker {
    std::vector<std::uint32_t> seen;
    std::vector<std::uint32_t> candidates;
    std::vector<std::uint64_t> small_buffer;
    std::vector<std::uint64_t> large_buffer;
    std::vector<JoinPair> pairs;
  };
  std::vector<Worker> workers(resolve_threads(num_threads));
  for (Worker& worker : workers) worker.seen.assign(sets.size(), UINT32_MAX);
  const auto search = [&](std::uint32_t large, Worker& w) {
    const StoredSet own = sets[large].stored;
    const auto values = store.load(own, w.large_buffer);
    w.candidates.clear();
    for (const std::uint64_t value : values) {
      table.find(value, [&](std::uint32_t small) {
        const std::uint32_t size = sets[small].stored.size;
        const bool is_smaller = size < own.size || (size == own.size && small < large);
        if (!is_smaller || w.seen[small] == large) return;
        w.seen[small] = large;
        w.candidates.push_back(small);
      });
    }
    for (const std::uint32_t small : w.candidates) {
      const auto other = store.load(sets[small].stored, w.small_buffer);
      const std::size_t shared =
          count_shared(other, values, at_least(share * static_cast<double>(other.size())));
      if (containment({shared, other.size(), values.size()}) < share) continue;
      w.pairs.push_back({small, large, static_cast<std::uint32_t>(shared)});
    }
  };
  parallel_for(among.size(), 64, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 for (std::size_t i = begin; i < end; ++i) search(among[i], workers[worker]);
               });
  std::vector<JoinPair> pairs;
  for (Worker& w : workers) pairs.insert(pairs.end(), w.pairs.begin(), w.pairs.end());
  std::sort(pairs.begin(), pairs.end(), [](const JoinPair& a, const JoinPair& b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  });
  return pairs;
}

}  // namespace saring::dedup
