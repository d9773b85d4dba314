// PPJoin+'s suffix filter is not used, because verifying two sorted arrays costs less
// (docs/contributing/deduplication-designs.md). Tested in tests/cpp/dedup/candidates_test.cpp
// against all pairs.
#include "saring/dedup/candidates_internal.hpp"

#include <algorithm>
#include <cstdint>

#include "saring/dedup/prefix_filter_internal.hpp"

namespace saring::dedup {

std::size_t SimilarityRule::least_shared(std::size_t left, std::size_t right) const noexcept {
  return at_least(
      measure->least_shared(threshold, static_cast<double>(left), static_cast<double>(right)));
}

std::size_t SimilarityRule::smallest_partner(std::size_t size) const noexcept {
  return at_least(measure->least_share(threshold) * static_cast<double>(size));
}

std::size_t SimilarityRule::largest_partner(std::size_t shared) const noexcept {
  const double size = static_cast<double>(shared) / measure->least_share(threshold) * (1 + 1e-12);
  // If the threshold is almost 0, no integer can represent the quotient: any size is possible.
  return size < 0x1p63 ? static_cast<std::size_t>(size) : SIZE_MAX;
}

bool MatchCollector::visit(std::span<const std::uint32_t> entries, std::uint32_t end) {
  for (const std::uint32_t other : entries) {
    if (other >= end) break;
    if (!scratch_.visit(1)) return false;
    if (scratch_.candidates.insert(other) && !verify(other)) return false;
  }
  return true;
}

bool MatchCollector::verify(std::uint32_t other) {
  if (values_.empty()) values_ = sets_.load(set_, scratch_.left);
  const auto right = sets_.load(other, scratch_.right);
  const std::size_t need = rule_.least_shared(values_.size(), right.size());
  const std::size_t shared = count_shared(values_, right, need);
  ++scratch_.num_candidates;
  if (!rule_.accepts({shared, values_.size(), right.size()})) {
    return scratch_.steps.take(steps_to_compare(values_.size(), right.size()));
  }
  found_.push_back({other, static_cast<std::uint32_t>(shared)});
  scratch_.steps.give_back(num_keys_);
  return true;
}

bool CandidateFinder::find_before(std::uint32_t set, CandidateScratch& scratch,
                                  std::vector<Match>& found) const {
  const auto keys = lists_->keys_of(set);
  MatchCollector collector(sets_, rule_, set, keys.size(), scratch, found);
  if (!find(sets_.size_of(set), keys, set, collector, scratch)) return false;
  collector.finish();
  return true;
}

bool CandidateFinder::find(std::span<const std::uint64_t> values, std::span<const SetKey> keys,
                           CandidateScratch& scratch, std::vector<Match>& found) const {
  lists_->locate(keys, scratch.keys);
  MatchCollector collector(sets_, rule_, values, scratch.keys.size(), scratch, found);
  if (!find(values.size(), scratch.keys, UINT32_MAX, collector, scratch)) return false;
  collector.finish();
  return true;
}

bool CandidateFinder::find(std::size_t size, std::span<const KeyLists::Key> keys, std::uint32_t end,
                           MatchCollector& collector, CandidateScratch& scratch) const {
  const std::size_t min_size = rule_.smallest_partner(size);
  for (const KeyLists::Key& key : keys) {
    const std::size_t max_size = rule_.largest_partner(size - key.position);
    for (const KeyLists::Group& group : lists_->groups(key, min_size)) {
      if (group.size > max_size) break;
      if (!scratch.visit(1)) return false;
      if (group.count == 0) continue;
      // The most shingles that the two sets can share from here on. An earlier common key would
      // have found them before.
      const std::size_t reach =
          std::min<std::size_t>(size - key.position, group.size - group.position);
      if (reach < rule_.least_shared(size, group.size)) continue;
      if (!collector.visit(lists_->entries(group), end)) return false;
    }
  }
  return true;
}

}  // namespace saring::dedup
