#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/id_set_internal.hpp"
#include "saring/dedup/key_lists_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/similarity.hpp"
#include "saring/dedup/work_budget.hpp"

namespace saring::dedup {

// Two sets are similar if a measure is at least a threshold in (0, 1].
struct SimilarityRule {
  const Measure* measure = nullptr;
  double threshold = 0.8;

  [[nodiscard]] bool accepts(const Overlap& overlap) const noexcept {
    return measure->similarity(overlap) >= threshold;
  }
  // A lower bound for the shared shingles of two similar sets of these sizes.
  [[nodiscard]] std::size_t least_shared(std::size_t left, std::size_t right) const noexcept;
  // A lower bound for the size of sets that are similar to a set of this size.
  [[nodiscard]] std::size_t smallest_partner(std::size_t size) const noexcept;
  // An upper bound for the size of similar sets that share at most `shared` shingles with a set.
  [[nodiscard]] std::size_t largest_partner(std::size_t shared) const noexcept;
};

// A similar set.
struct Match {
  std::uint32_t set = 0;
  std::uint32_t shared = 0;  // shingles in both
};

// Two similar sets, or a set and another set that contains it.
struct SetPair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint32_t shared = 0;
};

// The steps that the search for one set may take, and has taken.
class StepCount {
 public:
  void start(std::uint64_t limit) noexcept {
    limit_ = limit;
    taken_ = 0;
  }
  // Returns false if the limit is exceeded.
  bool take(std::uint64_t steps) noexcept {
    taken_ += steps;
    return taken_ <= limit_;
  }
  void give_back(std::uint64_t steps) noexcept { taken_ -= std::min(steps, taken_); }
  [[nodiscard]] std::uint64_t left() const noexcept { return limit_ - std::min(limit_, taken_); }
  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }

 private:
  std::uint64_t limit_ = UINT64_MAX;
  std::uint64_t taken_ = 0;
};

// The working memory of one thread during a search, and counts of its work. Memory grows with the
// candidates of one set, not with the number of sets searched.
struct CandidateScratch {
  StepCount steps;  // for the set that is being searched for
  IdSet candidates;
  std::vector<KeyLists::Key> keys;
  std::vector<std::uint64_t> left;
  std::vector<std::uint64_t> right;
  std::uint64_t num_candidates = 0;  // pairs that were verified
  // Groups and list entries looked at: the work of finding candidates.
  std::uint64_t num_visits = 0;

  // Returns false if this exceeds what the search may look at.
  bool visit(std::uint64_t groups_or_entries) noexcept {
    num_visits += groups_or_entries;
    return steps.take(groups_or_entries);
  }
};

// Verifies each candidate of one set once, and collects the similar ones.
class MatchCollector {
 public:
  // The set is a set of the collection, or ascending `values` from elsewhere. It is looked up under
  // `num_keys` keys. Empties `found`. All arguments must outlive the collector.
  MatchCollector(StoredSets sets, const SimilarityRule& rule, std::uint32_t set,
                 std::size_t num_keys, CandidateScratch& scratch, std::vector<Match>& found)
      : sets_(sets), rule_(rule), set_(set), num_keys_(num_keys), scratch_(scratch), found_(found) {
    scratch.candidates.clear();
    found.clear();
  }
  MatchCollector(StoredSets sets, const SimilarityRule& rule, std::span<const std::uint64_t> values,
                 std::size_t num_keys, CandidateScratch& scratch, std::vector<Match>& found)
      : MatchCollector(sets, rule, UINT32_MAX, num_keys, scratch, found) {
    values_ = values;
  }

  // Verifies the entries of a list before `end`. Returns false if the search has no steps left. If
  // a candidate proves similar, the steps for looking at it under each of the keys are given back.
  bool visit(std::span<const std::uint32_t> entries, std::uint32_t end);

  // Sorts the matches.
  void finish() {
    std::sort(found_.begin(), found_.end(),
              [](const Match& a, const Match& b) { return a.set < b.set; });
  }

 private:
  bool verify(std::uint32_t other);

  StoredSets sets_;
  const SimilarityRule& rule_;
  std::uint32_t set_;
  std::span<const std::uint64_t> values_;  // read at the first candidate, because few sets have one
  std::size_t num_keys_;
  CandidateScratch& scratch_;
  std::vector<Match>& found_;
};

// Finds the sets in key lists that are similar to a given set. Candidates share a key with it. They
// pass the length filter and, if positions are known, the positional filter of PPJoin (Xiao et al.
// 2008). Then they are verified on the whole sets. With prefix keys, from one order of shingles for
// all sets, none is missed.
//
// The lists decide which sets are searched: all sets of a corpus, or those that were inserted so
// far. The given set is in the collection, or comes from elsewhere, such as a second corpus.
// Immutable. Threads may share it, each with its own scratch, while nobody changes the lists.
class CandidateFinder {
 public:
  // All arguments must outlive the finder.
  CandidateFinder(StoredSets sets, const KeyLists& lists, SimilarityRule rule) noexcept
      : sets_(sets), lists_(&lists), rule_(rule) {}

  // Replaces `found` by the similar sets in the lists that have a smaller number than `set`,
  // ascending. Returns false, with only some of them, if this takes more than the steps of the
  // scratch. Throws std::system_error if the store cannot be read.
  bool find_before(std::uint32_t set, CandidateScratch& scratch, std::vector<Match>& found) const;

  // The same among all sets in the lists, for ascending `values` with the given keys, by ascending
  // position. The lists must be made with KeyLists::Queries::kAnySets.
  bool find(std::span<const std::uint64_t> values, std::span<const SetKey> keys,
            CandidateScratch& scratch, std::vector<Match>& found) const;

 private:
  bool find(std::size_t size, std::span<const KeyLists::Key> keys, std::uint32_t end,
            MatchCollector& collector, CandidateScratch& scratch) const;

  StoredSets sets_;
  const KeyLists* lists_;
  SimilarityRule rule_;
};

}  // namespace saring::dedup
