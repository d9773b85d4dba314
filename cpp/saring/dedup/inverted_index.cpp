// Tested with its users: overlap_test.cpp and corpus_matcher_test.cpp.
#include "saring/dedup/inverted_index_internal.hpp"

#include <utility>

#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {

InvertedIndex::InvertedIndex(std::vector<Entry> entries) {
  cancellable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.set < b.set;
  });
  std::vector<std::uint64_t> hashes;
  sets_.reserve(entries.size());
  for (const Entry& entry : entries) {
    if (hashes.empty() || hashes.back() != entry.hash) {
      hashes.push_back(entry.hash);
      begin_.push_back(sets_.size());
    }
    sets_.push_back(entry.set);
  }
  begin_.push_back(sets_.size());
  index_ = HashIndex(std::move(hashes));
}

std::span<const std::uint32_t> InvertedIndex::find(std::uint64_t shingle) const noexcept {
  const std::size_t at = index_.find(shingle);
  if (at == HashIndex::kNone) return {};
  return std::span(sets_).subspan(begin_[at], begin_[at + 1] - begin_[at]);
}

}  // namespace saring::dedup
