#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/id_set_internal.hpp"
#include "saring/dedup/key_lists_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/similarity.hpp"

namespace saring::dedup {

// When two sets are similar: at or over a threshold in (0, 1] of a measure.
struct SimilarityRule {
  const Measure* measure = nullptr;
  double threshold = 0.8;

  [[nodiscard]] bool accepts(const Overlap& overlap) const noexcept {
    return measure->similarity(overlap) >= threshold;
  }
  // A lower bound of the shared shingles of two similar sets of these sizes.
  [[nodiscard]] std::size_t least_shared(std::size_t left, std::size_t right) const noexcept;
};

// A set that was found similar.
struct Match {
  std::uint32_t set = 0;
  std::uint32_t shared = 0;  // shingles in both
};

// Two sets that were found similar, or one contained in the other.
struct SetPair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint32_t shared = 0;
};

// What one thread needs while it searches, and what it did. Memory grows with the candidates of one
// set, not with the sets searched.
struct CandidateScratch {
  IdSet candidates;
  std::vector<KeyLists::Key> keys;
  std::vector<std::uint64_t> left;
  std::vector<std::uint64_t> right;
  std::uint64_t num_candidates = 0;  // pairs that were verified
  std::uint64_t num_visits = 0;      // groups and entries of lists: the work of finding them
};

// Finds the sets in key lists that are similar to a given one. Candidates share a key with it, pass
// the length filter and, where positions are known, the positional filter of PPJoin (Xiao et al.
// 2008), and are then verified on the whole sets. With prefix keys, of one order of shingles for
// all sets, none is missed.
//
// The lists say which sets are searched: all of a corpus, or those that were entered so far. The
// given set is one of the collection, or comes from elsewhere, such as a second corpus. Immutable;
// shared by threads, each with its own scratch, as long as nobody changes the lists.
class CandidateFinder {
 public:
  // All must outlive the finder.
  CandidateFinder(StoredSets sets, const KeyLists& lists, SimilarityRule rule) noexcept
      : sets_(sets), lists_(&lists), rule_(rule) {}

  // Replaces `found` by the similar sets among those in the lists with a smaller number than `set`,
  // ascending. Throws std::system_error where the store cannot be read.
  void find_before(std::uint32_t set, CandidateScratch& scratch, std::vector<Match>& found) const;

  // The same among all sets in the lists, for ascending `values` with the keys given, by ascending
  // position. The lists are of KeyLists::Queries::kAnySets.
  void find(std::span<const std::uint64_t> values, std::span<const SetKey> keys,
            CandidateScratch& scratch, std::vector<Match>& found) const;

 private:
  void collect(std::size_t size, std::span<const KeyLists::Key> keys, std::uint32_t end,
               CandidateScratch& scratch) const;
  void verify(std::span<const std::uint64_t> values, CandidateScratch& scratch,
              std::vector<Match>& found) const;

  StoredSets sets_;
  const KeyLists* lists_;
  SimilarityRule rule_;
};

}  // namespace saring::dedup
