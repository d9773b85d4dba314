#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/similarity.hpp"

// Sets of hashes to search, and a comparison with a search over all pairs.
namespace saring::dedup {

using Sets = std::vector<std::vector<std::uint64_t>>;

// Different sets that are mixtures of earlier ones, so that every degree of overlap occurs,
// sometimes in large groups.
inline Sets mixed_sets(std::uint64_t seed, std::size_t count) {
  std::mt19937_64 random(seed);
  std::set<std::vector<std::uint64_t>> seen;
  Sets sets;
  while (sets.size() < count) {
    std::set<std::uint64_t> values;
    if (!sets.empty() && random() % 4 != 0) {
      for (const std::uint64_t v : sets[random() % sets.size()]) {
        if (random() % 16 != 0) values.insert(v);
      }
    }
    const std::size_t more = values.empty() ? 1 + random() % 60 : random() % 12;
    for (std::size_t i = 0; i < more; ++i) {
      // Some values are in very many sets, like a site's footer.
      values.insert(random() % 3 == 0 ? 0x123456789abcdefULL * (1 + random() % 40) : random());
    }
    std::vector<std::uint64_t> set(values.begin(), values.end());
    if (!set.empty() && seen.insert(set).second) sets.push_back(set);
  }
  return sets;
}

struct Stored {
  explicit Stored(const Sets& sets) : store(std::size_t{1} << 30, "") {
    for (const auto& set : sets) places.push_back(store.append(set));
  }
  [[nodiscard]] StoredSets all() const { return {store, places}; }

  ShingleStore store;
  std::vector<StoredSet> places;
};

inline Overlap overlap_of(const std::vector<std::uint64_t>& a,
                          const std::vector<std::uint64_t>& b) {
  return {count_shared(a, b), a.size(), b.size()};
}

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

inline Pairs sorted_pairs(const std::vector<SetPair>& pairs) {
  Pairs out;
  for (const SetPair& p : pairs) out.emplace_back(p.left, p.right);
  std::sort(out.begin(), out.end());
  return out;
}

// Prefix keys, with shingles ordered by their frequency in all the sets.
inline KeyParts keys_of(StoredSets sets, double share, unsigned threads = 1) {
  const auto reading_order = sets.in_order_of_storage();
  const ShingleOrder order = order_by_frequency(sets, reading_order, threads);
  return prefix_keys(sets, reading_order, order, share, threads);
}

}  // namespace saring::dedup
