// PPJoin+'s suffix filter is not used: verification of two sorted arrays costs less than it does
// (docs/deduplication_designs.md). Tested in tests/cpp/dedup/candidates_test.cpp against all pairs.
#include "saring/dedup/candidates_internal.hpp"

#include <algorithm>

#include "saring/dedup/prefix_filter_internal.hpp"

namespace saring::dedup {

std::size_t SimilarityRule::least_shared(std::size_t left, std::size_t right) const noexcept {
  return at_least(
      measure->least_shared(threshold, static_cast<double>(left), static_cast<double>(right)));
}

void CandidateFinder::find_before(std::uint32_t set, CandidateScratch& scratch,
                                  std::vector<Match>& found) const {
  found.clear();
  collect(sets_.size_of(set), lists_->keys_of(set), set, scratch);
  // Most sets have no candidates, and need not be read back.
  if (!scratch.candidates.ids().empty()) verify(sets_.load(set, scratch.left), scratch, found);
}

void CandidateFinder::find(std::span<const std::uint64_t> values, std::span<const SetKey> keys,
                           CandidateScratch& scratch, std::vector<Match>& found) const {
  found.clear();
  lists_->locate(keys, scratch.keys);
  collect(values.size(), scratch.keys, UINT32_MAX, scratch);
  verify(values, scratch, found);
}

void CandidateFinder::collect(std::size_t size, std::span<const KeyLists::Key> keys,
                              std::uint32_t end, CandidateScratch& scratch) const {
  scratch.candidates.clear();
  for (const KeyLists::Key& key : keys) {
    const auto groups = lists_->groups(key);
    scratch.num_visits += groups.size();
    for (const KeyLists::Group& group : groups) {
      if (group.count == 0) continue;
      // What two sets can share from here on. Earlier common keys would have met them before.
      const std::size_t reach =
          std::min<std::size_t>(size - key.position, group.size - group.position);
      if (reach < rule_.least_shared(size, group.size)) continue;
      scratch.num_visits += group.count;
      for (const std::uint32_t other : lists_->entries(group)) {
        if (other >= end) break;
        scratch.candidates.insert(other);
      }
    }
  }
}

void CandidateFinder::verify(std::span<const std::uint64_t> values, CandidateScratch& scratch,
                             std::vector<Match>& found) const {
  for (const std::uint32_t other : scratch.candidates.ids()) {
    const auto right = sets_.load(other, scratch.right);
    const std::size_t need = rule_.least_shared(values.size(), right.size());
    const std::size_t shared = count_shared(values, right, need);
    if (rule_.accepts({shared, values.size(), right.size()})) {
      found.push_back({other, static_cast<std::uint32_t>(shared)});
    }
  }
  scratch.num_candidates += scratch.candidates.ids().size();
  std::sort(found.begin(), found.end(),
            [](const Match& a, const Match& b) { return a.set < b.set; });
}

}  // namespace saring::dedup
