#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/key_lists_internal.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// Calls `take` with one key per band of the MinHash signature of each set, in no particular order
// and from several threads. Signatures use the half of the hashes that is the same in every run, so
// a pair is found in all runs or in none.
void find_band_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                    unsigned num_perm, LshBands bands, unsigned num_threads, const KeySink& take);

// Finds the sets that agree with a given set on a band of their MinHash signatures (lsh.hpp), and
// verifies them. It may miss a pair, with a known probability.
//
// A band on which very many sets agree, as texts from one template do, says little and costs much.
// So the bands of a set are looked up in order, beginning with the band on which the fewest sets
// agree, until the steps of the search are used up. The other bands are dropped.
//
// Several threads may call find_before() while nothing is inserted or removed.
class BandFinder {
 public:
  // Signs all sets. `sets` and the rule's measure must outlive the finder. Signatures have
  // `num_perm` values. The bands find a pair at the threshold with probability 0.99.
  BandFinder(StoredSets sets, const SimilarityRule& rule, unsigned num_perm, unsigned num_threads);

  // Like KeyLists::insert and KeyLists::remove_last.
  void insert(std::uint32_t set) noexcept { lists_.insert(set); }
  void remove_last(std::uint32_t set) noexcept { lists_.remove_last(set); }

  // Replaces `found` by the similar sets among the inserted sets with a smaller number than `set`,
  // ascending. Returns the number of bands that were looked up. A band on which no other set agrees
  // counts as looked up if the steps of the scratch were enough for one more set. Throws
  // std::system_error if the store cannot be read.
  unsigned find_before(std::uint32_t set, CandidateScratch& scratch,
                       std::vector<Match>& found) const;

  // The probability that a pair of this Jaccard similarity is found in `num_bands` bands.
  [[nodiscard]] double recall(double jaccard, unsigned num_bands) const noexcept {
    return LshBands{num_bands, bands_.num_rows}.recall(jaccard);
  }
  // The same for a pair at the threshold.
  [[nodiscard]] double recall(unsigned num_bands) const noexcept {
    return recall(least_jaccard_, num_bands);
  }

 private:
  // Groups of the sets that agree on a band and whose size allows them to be similar.
  struct Bucket {
    std::span<const KeyLists::Group> groups;
    std::uint64_t num_entries;
  };

  void list_buckets(std::uint32_t set, std::vector<Bucket>& buckets) const;
  bool visit(const Bucket& bucket, std::uint32_t end, CandidateScratch& scratch,
             MatchCollector& collector) const;

  StoredSets sets_;
  SimilarityRule rule_;
  double least_jaccard_;  // the least Jaccard similarity of two sets that the rule calls similar
  LshBands bands_;
  KeyLists lists_;
};

}  // namespace saring::dedup
