// Tested with the search that uses it, in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/band_finder_internal.hpp"

#include <algorithm>
#include <mutex>

#include "saring/base/parallel.hpp"
#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/spread_search.hpp"

namespace saring::dedup {
namespace {

KeyParts signature_keys(StoredSets sets, unsigned num_perm, LshBands bands, unsigned num_threads) {
  KeyParts parts(kKeyParts);
  std::mutex lock;
  find_band_keys(sets, sets.in_order_of_storage(), num_perm, bands, num_threads,
                 [&](std::span<const SetKey> keys) {
                   const std::lock_guard guard(lock);
                   for (const SetKey& key : keys) parts[part_of(key)].push_back(key);
                 });
  return parts;
}

}  // namespace

void find_band_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                    unsigned num_perm, LshBands bands, unsigned num_threads, const KeySink& take) {
  parallel_for(reading_order.size(), 64, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 SetBands set_bands(num_perm, bands);
                 std::vector<std::uint64_t> buffer;
                 std::vector<std::uint64_t> hashes;
                 std::vector<SetKey> found;
                 for (std::size_t i = begin; i < end; ++i) {
                   set_bands.find(sets.load(reading_order[i], buffer), hashes);
                   for (const std::uint64_t hash : hashes) {
                     found.push_back({hash, reading_order[i], 0});
                   }
                 }
                 take(found);
               });
}

BandFinder::BandFinder(StoredSets sets, const SimilarityRule& rule, unsigned num_perm,
                       unsigned num_threads)
    : sets_(sets),
      rule_(rule),
      least_jaccard_(rule.measure->least_share(rule.threshold)),
      bands_(choose_bands(num_perm, least_jaccard_)),
      lists_(sets, signature_keys(sets, num_perm, bands_, num_threads), KeyLists::Queries::kOwnSets,
             num_threads) {}

unsigned BandFinder::find_before(std::uint32_t set, CandidateScratch& scratch,
                                 std::vector<Match>& found) const {
  std::vector<Bucket> buckets;
  list_buckets(set, buckets);
  // True if one more set, alone with this one on a band, would have been found.
  const std::size_t size = sets_.size_of(set);
  const bool reaches_small = suffices_for_equal(scratch.steps.left(), size);
  std::size_t done = 0;
  MatchCollector collector(sets_, rule_, set, buckets.size(), scratch, found);
  for (const Bucket& bucket : buckets) {
    if (!visit(bucket, set, scratch, collector)) break;
    ++done;
  }
  collector.finish();
  const std::size_t unshared = reaches_small ? bands_.num_bands - buckets.size() : 0;
  return static_cast<unsigned>(unshared + done);
}

void BandFinder::list_buckets(std::uint32_t set, std::vector<Bucket>& buckets) const {
  const std::size_t size = sets_.size_of(set);
  const std::size_t min_size = rule_.smallest_partner(size);
  const std::size_t max_size = rule_.largest_partner(size);
  for (const KeyLists::Key& key : lists_.keys_of(set)) {
    auto groups = lists_.groups(key, min_size);
    std::size_t num_groups = 0;
    std::uint64_t num_entries = 0;
    for (; num_groups < groups.size() && groups[num_groups].size <= max_size; ++num_groups) {
      num_entries += groups[num_groups].count;
    }
    if (num_entries > 0) buckets.push_back({groups.first(num_groups), num_entries});
  }
  std::stable_sort(buckets.begin(), buckets.end(),
                   [](const Bucket& a, const Bucket& b) { return a.num_entries < b.num_entries; });
}

// Returns false if the search has no steps left.
bool BandFinder::visit(const Bucket& bucket, std::uint32_t end, CandidateScratch& scratch,
                       MatchCollector& collector) const {
  if (!scratch.visit(bucket.groups.size())) return false;
  for (const KeyLists::Group& group : bucket.groups) {
    if (!collector.visit(lists_.entries(group), end)) return false;
  }
  return true;
}

}  // namespace saring::dedup
