// Tests: tests/cpp/pipeline/copies_test.cpp.
#include "saring/pipeline/copies.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "saring/base/system_memory.hpp"
#include "saring/pipeline/copy_rank.hpp"
#include "saring/text/visible.hpp"

namespace saring::pipeline {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kLeastSearchBytes = 32 * kMiB;
// Memory for the order of shingles: two bytes per shingle, at most this.
constexpr std::size_t kOrderBytes = 256 * kMiB;
// Documents that are added may take one of so many parts of the memory limit.
constexpr std::size_t kShareOfAdding = 16;

}  // namespace

Copies::Copies(std::vector<Copy> copies, double expected_recall)
    : copies_(std::move(copies)), expected_recall_(expected_recall) {
  std::sort(copies_.begin(), copies_.end(),
            [](const Copy& a, const Copy& b) { return a.row < b.row; });
  for (const auto& [representative, members] : clusters()) {
    sizes_.emplace_back(representative, members.size());
  }
}

const Copies::Copy* Copies::find(std::size_t row) const {
  const auto found = std::lower_bound(copies_.begin(), copies_.end(), row,
                                      [](const Copy& copy, std::size_t r) { return copy.row < r; });
  return found != copies_.end() && found->row == row ? &*found : nullptr;
}

std::size_t Copies::cluster_size(std::size_t row) const {
  const Copy* copy = find(row);
  const std::size_t representative = copy == nullptr ? row : copy->representative;
  const auto found =
      std::lower_bound(sizes_.begin(), sizes_.end(), representative,
                       [](const auto& cluster, std::size_t r) { return cluster.first < r; });
  return found != sizes_.end() && found->first == representative ? found->second : 1;
}

std::map<std::size_t, Copies::Cluster> Copies::clusters() const {
  std::map<std::size_t, Cluster> clusters;
  for (const Copy& copy : copies_) {
    Cluster& members = clusters[copy.representative];
    if (members.empty()) members.push_back(copy.representative);
    if (copy.row != copy.representative) members.push_back(copy.row);
  }
  return clusters;
}

std::map<std::size_t, std::size_t> Copies::cluster_sizes() const {
  std::map<std::size_t, std::size_t> sizes;
  for (const auto& [representative, size] : sizes_) ++sizes[size];
  return sizes;
}

std::vector<Copies::Cluster> Copies::largest_clusters(std::size_t most) const {
  std::vector<Cluster> largest;
  for (auto& [representative, members] : clusters()) largest.push_back(members);
  std::stable_sort(largest.begin(), largest.end(),
                   [](const Cluster& a, const Cluster& b) { return a.size() > b.size(); });
  if (largest.size() > most) largest.resize(most);
  return largest;
}

dedup::DedupOptions dedup_options(CopyOptions options) {
  return {
      .threshold = options.threshold,
      .containment = options.contained == dedup::Contained::kKeep ? 0 : kContainedShare,
      .containment_min_shingles = kContainedMinShingles,
      .contained = options.contained,
      .pair_limit = 0,
      .lists_pairs = false,
      .shingles = {.normalize = options.normalize},
      .num_threads = options.num_threads,
      .memory_budget = options.memory > 0 ? options.memory / kShareOfAdding : options.memory_budget,
      .temp_folder = std::move(options.temp_folder)};
}

std::size_t search_memory(std::size_t memory, std::size_t fixed, std::size_t texts,
                          std::uint64_t shingles) {
  const std::size_t order = std::min<std::uint64_t>(kOrderBytes, 2 * shingles);
  if (memory < fixed + order + kLeastSearchBytes) {
    const std::size_t needed = (fixed + order + kLeastSearchBytes) / kMiB + 1;
    const std::string given = memory < kMiB
                                  ? std::to_string(memory) + (memory == 1 ? " byte" : " bytes")
                                  : std::to_string(memory / kMiB) + " MiB";
    throw std::invalid_argument(
        std::to_string(texts) + (texts == 1 ? " text needs" : " texts need") +
        " a memory of at least " + std::to_string(needed) + " MiB, not " + given);
  }
  // The order is in memory together with half of what the search may take, not with all of it.
  const std::size_t left = memory - fixed;
  return std::min(left / 10 * 9, 2 * (left - order));
}

CopyFinder::CopyFinder(CopyOptions options)
    : keep_(options.keep), memory_(options.memory), deduplicator_(dedup_options(options)) {
  if (!keep_.empty()) (void)keep_named(keep_);
}

void CopyFinder::add(std::span<const StoredDocument> documents, std::span<const std::size_t> rows) {
  if (documents.size() != rows.size()) {
    throw std::invalid_argument("a row is needed for each document");
  }
  std::vector<std::string_view> texts;
  texts.reserve(documents.size());
  for (const StoredDocument& document : documents) {
    texts.push_back(document.text);
    if (keep_.empty() || keep_ == "most_complete") {
      completeness_.push_back(completeness(document));
    }
    if (keep_.empty() || keep_ == "newest" || keep_ == "best" || keep_ == "site") {
      ranks_.push_back(document.rank);
    }
  }
  deduplicator_.add(texts);
  rows_.insert(rows_.end(), rows.begin(), rows.end());
}

dedup::Keep keep_named(std::string_view wanted) {
  using dedup::Keep;
  static constexpr std::array<std::pair<std::string_view, Keep>, 8> kRules = {
      {{"longest", Keep::kLongest},
       {"first", Keep::kFirst},
       {"last", Keep::kLast},
       {"newest", Keep::kNewest},
       {"best", Keep::kBest},
       {"site", Keep::kBest},
       {"most_complete", Keep::kBest},
       {"none", Keep::kNone}}};
  const auto* const rule = std::find_if(kRules.begin(), kRules.end(),
                                        [&](const auto& named) { return named.first == wanted; });
  if (rule == kRules.end()) {
    std::string names;
    for (const auto& [name, value] : kRules)
      names += (names.empty() ? "'" : ", '") + std::string(name) + "'";
    throw std::invalid_argument("keep must be one of " + names + ", not '" + text::visible(wanted) +
                                "'");
  }
  return rule->second;
}

Copies CopyFinder::finish(std::string_view keep, DocumentTable& table) {
  using dedup::Keep;
  const Keep rule = keep_named(keep);
  if (!keep_.empty() && keep != keep_) {
    throw std::invalid_argument("finish() was to be given keep '" + keep_ + "'");
  }
  const auto is_missing = [&](std::size_t row) { return row >= table.size(); };
  if (std::any_of(rows_.begin(), rows_.end(), is_missing)) {
    throw std::invalid_argument("the table lacks rows of the documents that were added");
  }
  const bool is_ranked = rule == Keep::kBest || rule == Keep::kNewest;
  const std::vector<double>& values = keep == "most_complete" ? completeness_ : ranks_;
  if (memory_ > 0) {
    return_free_memory();
    const std::size_t fixed =
        resident_bytes() + rows_.size() * dedup::Deduplicator::kFinishBytesOfText;
    deduplicator_.set_memory_budget(
        search_memory(memory_, fixed, rows_.size(), deduplicator_.num_shingles()));
  }
  const dedup::Duplicates found = deduplicator_.finish(
      rule, is_ranked ? std::span<const double>(values) : std::span<const double>());
  std::vector<Copies::Copy> copies;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.is_kept(i)) continue;
    copies.push_back(
        {rows_[i], rows_[found.representative[i]], found.similarity[i], found.relation[i]});
    table.set_decision(rows_[i], Decision::kDuplicate);
  }
  return Copies(std::move(copies), found.expected_recall);
}

}  // namespace saring::pipeline
