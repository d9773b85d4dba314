// Tests: tests/cpp/pipeline/copies_test.cpp.
#include "saring/pipeline/copies.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace saring::pipeline {

Copies::Copies(std::vector<Copy> copies, double expected_recall)
    : copies_(std::move(copies)), expected_recall_(expected_recall) {
  std::sort(copies_.begin(), copies_.end(),
            [](const Copy& a, const Copy& b) { return a.row < b.row; });
}

const Copies::Copy* Copies::find(std::size_t row) const {
  const auto found = std::lower_bound(copies_.begin(), copies_.end(), row,
                                      [](const Copy& copy, std::size_t r) { return copy.row < r; });
  return found != copies_.end() && found->row == row ? &*found : nullptr;
}

std::map<std::size_t, Copies::Cluster> Copies::clusters() const {
  std::map<std::size_t, Cluster> clusters;
  for (const Copy& copy : copies_) {
    Cluster& members = clusters[copy.representative];
    if (members.empty()) members.push_back(copy.representative);
    members.push_back(copy.row);
  }
  return clusters;
}

std::map<std::size_t, std::size_t> Copies::cluster_sizes() const {
  std::map<std::size_t, std::size_t> sizes;
  for (const auto& [representative, members] : clusters()) ++sizes[members.size()];
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

CopyFinder::CopyFinder(CopyOptions options)
    : deduplicator_({.threshold = options.threshold,
                     .pair_limit = 0,
                     .shingles = {.normalize = options.normalize},
                     .num_threads = options.num_threads,
                     .temp_folder = std::move(options.temp_folder)}) {}

void CopyFinder::add(std::span<const std::string_view> texts, std::span<const std::size_t> rows) {
  if (texts.size() != rows.size()) throw std::invalid_argument("a row is needed for each text");
  deduplicator_.add(texts);
  rows_.insert(rows_.end(), rows.begin(), rows.end());
}

Copies CopyFinder::finish(std::string_view keep, DocumentTable& table) const {
  if (keep != "longest" && keep != "first") {
    throw std::invalid_argument("keep must be 'longest' or 'first', not '" + std::string(keep) +
                                "'");
  }
  const auto is_missing = [&](std::size_t row) { return row >= table.size(); };
  if (std::any_of(rows_.begin(), rows_.end(), is_missing)) {
    throw std::invalid_argument("the table lacks rows of the documents that were added");
  }
  const dedup::Duplicates found =
      deduplicator_.finish(keep == "first" ? dedup::Keep::kFirst : dedup::Keep::kLongest);
  std::vector<bool> is_exact(found.size(), false);
  for (const dedup::DuplicatePair& pair : found.pairs) {
    if (pair.relation != dedup::Relation::kExact) continue;
    if (found.representative[pair.left] == pair.right) is_exact[pair.left] = true;
    if (found.representative[pair.right] == pair.left) is_exact[pair.right] = true;
  }
  std::vector<Copies::Copy> copies;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.is_kept(i)) continue;
    copies.push_back({rows_[i], rows_[found.representative[i]], found.similarity[i], is_exact[i]});
    table.set_decision(rows_[i], Decision::kDuplicate);
  }
  return Copies(std::move(copies), found.expected_recall);
}

}  // namespace saring::pipeline
