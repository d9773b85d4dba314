// The search of AllPairs (Bayardo et al. 2007), with shingles ordered by their stored bits. Tested
// in tests/cpp/dedup/index/index_test.cpp against near_duplicates().
#include <algorithm>
#include <tuple>

#include "saring/base/cancel.hpp"
#include "saring/base/hash.hpp"
#include "saring/dedup/index/index_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/sort_hashes_internal.hpp"

namespace saring::dedup {

namespace {

bool may_be_contained(const IndexRule& rule, std::size_t size) noexcept {
  return rule.containment > 0 && size >= kMinContained;
}

// The relation of a text to a document, if there is one.
std::optional<Relation> relation_of(const Overlap& overlap, bool is_same, const IndexRule& rule) {
  if (rule.similar.accepts(overlap)) return is_same ? Relation::kExact : Relation::kNear;
  const bool is_smaller = overlap.left <= overlap.right;
  const std::size_t size = std::min(overlap.left, overlap.right);
  if (!may_be_contained(rule, size) || containment({overlap.shared, size, 0}) < rule.containment) {
    return std::nullopt;
  }
  return is_smaller ? Relation::kContainedIn : Relation::kContains;
}

// The least number of shared shingles for a relation.
std::size_t least_shared(std::size_t left, std::size_t right, const IndexRule& rule) {
  const std::size_t similar = rule.similar.least_shared(left, right);
  const std::size_t size = std::min(left, right);
  if (!may_be_contained(rule, size)) return similar;
  return std::min(similar, at_least(rule.containment * static_cast<double>(size)));
}

}  // namespace

std::size_t prefix_size(const IndexRule& rule, std::size_t size) noexcept {
  if (size == 0) return 0;
  const Measure& measure = *rule.similar.measure;
  const std::size_t prefix = prefix_length(size, measure.least_share(rule.similar.threshold));
  if (!may_be_contained(rule, size)) return prefix;
  return std::max(prefix, prefix_length(size, rule.containment));
}

std::uint64_t id_key(std::string_view id, std::uint64_t hash_key) noexcept {
  return kIdKeys | hash64(id, hash_key) >> 32;
}

std::optional<std::uint32_t> IndexReader::find(std::string_view id) {
  const std::uint64_t key = id_key(id, header_.hash_key);
  candidates_.clear();
  for (const RunInfo& run : header_.runs) {
    find_postings(*file_, *snapshot_, run, {&key, 1},
                  [&](std::uint32_t document) { candidates_.push_back(document); });
  }
  for (const std::uint32_t document : candidates_) {
    if (documents_.read(document).id == id && !documents_.is_removed(document)) return document;
  }
  return std::nullopt;
}

std::vector<IndexMatch> IndexReader::find_similar(std::span<const std::uint64_t> set,
                                                  std::uint64_t content, const IndexRule& rule) {
  struct Found {
    std::uint32_t document;
    Relation relation;
    Overlap overlap;
    double similarity;
  };
  if (set.empty()) return {};
  left_.clear();
  for (const std::uint64_t shingle : set) left_.push_back(stored_bits(shingle));
  find_candidates(rule);
  std::vector<Found> found;
  CancelCheck check;
  for (const std::uint32_t number : candidates_) {
    check();
    const Document document = documents_.read(number);
    const std::size_t least = least_shared(left_.size(), document.size, rule);
    if (std::min(left_.size(), document.size) < least) continue;
    DocumentReader::read_set(document, 0, right_);
    const Overlap overlap{count_shared(left_, right_, least), left_.size(), right_.size()};
    const auto relation = relation_of(overlap, document.content == content, rule);
    if (relation && !documents_.is_removed(number)) {
      found.push_back({number, *relation, overlap, rule.similar.measure->similarity(overlap)});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Found& a, const Found& b) { return a.similarity > b.similarity; });
  std::vector<IndexMatch> matches;
  matches.reserve(found.size());
  for (const Found& match : found) {
    const Document document = documents_.read(match.document);
    matches.push_back(
        {.id = std::string(document.id),
         .relation = match.relation,
         .similarity = match.similarity,
         .containment = containment(match.overlap),
         .containment_other = containment({match.overlap.shared, match.overlap.right, 0}),
         .timestamp = document.timestamp,
         .group = std::nullopt});
    if (document.group) matches.back().group = std::string(*document.group);
  }
  return matches;
}

void IndexReader::find_candidates(const IndexRule& rule) {
  const std::size_t prefix = prefix_size(rule, left_.size());
  const auto prefix_end = left_.begin() + static_cast<std::ptrdiff_t>(prefix);
  // A document inside the text has a shingle of the text in its own prefix. A document that
  // contains the text has a shingle of the text's prefix anywhere.
  keys_.assign(left_.begin(), rule.containment > 0 ? left_.end() : prefix_end);
  if (may_be_contained(rule, left_.size())) {
    for (auto key = left_.begin(); key != prefix_end; ++key) keys_.push_back(kRestKeys | *key);
  }
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  candidates_.clear();
  for (const RunInfo& run : header_.runs) {
    find_postings(*file_, *snapshot_, run, keys_,
                  [&](std::uint32_t document) { candidates_.push_back(document); });
  }
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

void IndexBuilder::add(std::string_view id, std::string_view packed,
                       std::span<const std::uint32_t> set) {
  constexpr unsigned kDocumentBits = 64 - kKeyBits;
  const std::uint64_t document = header_->next_document++ - first_;
  documents_.add(packed);
  const std::size_t prefix = prefix_size(rule_, set.size());
  for (const std::uint32_t key : set.first(prefix)) {
    postings_.push_back(std::uint64_t{key} << kDocumentBits | document);
  }
  if (rule_.containment > 0) {
    for (const std::uint32_t key : set.subspan(prefix)) {
      postings_.push_back((kRestKeys | key) << kDocumentBits | document);
    }
  }
  postings_.push_back(id_key(id, header_->hash_key) << kDocumentBits | document);
}

void IndexBuilder::finish() {
  constexpr unsigned kDocumentBits = 64 - kKeyBits;
  documents_.finish();
  if (header_->next_document != first_) {
    HashSorter().sort_unique(postings_);
    RunWriter run(*changes_, {.run = header_->next_run++,
                              .first_document = first_,
                              .documents = header_->next_document - first_});
    for (const std::uint64_t posting : postings_) {
      run.add({posting >> kDocumentBits,
               first_ + static_cast<std::uint32_t>(posting &
                                                   ((std::uint64_t{1} << kDocumentBits) - 1))});
    }
    header_->runs.push_back(run.finish());
    merge_small_runs(*file_, *changes_, *header_);
  }
  header_->keys ^= changes_->keys();
  changes_->replace(kHeaderKey, header_->pack());
}

}  // namespace saring::dedup
