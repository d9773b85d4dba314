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

// Calls `take` with a key for each band of the MinHash signature of each set, in no particular
// order and from several threads. Signatures are of the half of the hashes that is the same in
// every run, so that a pair is found in all runs or in none.
void find_band_keys(StoredSets sets, std::span<const std::uint32_t> reading_order,
                    unsigned num_perm, LshBands bands, unsigned num_threads, const KeySink& take);

// Finds the sets that agree with a given one on a band of their MinHash signatures (lsh.hpp), and
// verifies them. A pair may be missed; how probable that is, is known.
//
// A band that very many sets agree on, as texts from one template do, says little and costs much.
// So the bands of a set are looked up from the one that fewest agree on, up to the steps that the
// search may take; the others are dropped.
//
// find_before() is safe from several threads as long as nothing is inserted or removed.
class BandFinder {
 public:
  // Signs all sets; `sets` and the rule's measure must outlive the finder. Signatures have
  // `num_perm` values, and bands find a pair at the threshold with probability 0.99.
  BandFinder(StoredSets sets, const SimilarityRule& rule, unsigned num_perm, unsigned num_threads);

  // As KeyLists::insert and KeyLists::remove_last.
  void insert(std::uint32_t set) noexcept { lists_.insert(set); }
  void remove_last(std::uint32_t set) noexcept { lists_.remove_last(set); }

  // Replaces `found` by similar sets that were entered and have a smaller number than `set`,
  // ascending. Gives the number of bands that were looked up: those that no other set agrees on
  // count where the steps of the scratch would have sufficed for another set. Throws
  // std::system_error where the store cannot be read.
  unsigned find_before(std::uint32_t set, CandidateScratch& scratch,
                       std::vector<Match>& found) const;

  // The probability that a pair of this Jaccard similarity is found in that many bands.
  [[nodiscard]] double recall(double jaccard, unsigned num_bands) const noexcept {
    return LshBands{num_bands, bands_.num_rows}.recall(jaccard);
  }
  // The same at the threshold.
  [[nodiscard]] double recall(unsigned num_bands) const noexcept {
    return recall(least_jaccard_, num_bands);
  }

 private:
  // Groups of the sets that agree on a band and have a size at which they may be similar.
  struct Bucket {
    std::span<const KeyLists::Group> groups;
    std::uint64_t num_entries;
  };

  void list_buckets(std::uint32_t set, std::vector<Bucket>& buckets) const;
  bool visit(const Bucket& bucket, std::uint32_t end, CandidateScratch& scratch,
             MatchCollector& collector) const;

  StoredSets sets_;
  SimilarityRule rule_;
  double least_jaccard_;  // of two sets that are similar by the rule
  LshBands bands_;
  KeyLists lists_;
};

}  // namespace saring::dedup
