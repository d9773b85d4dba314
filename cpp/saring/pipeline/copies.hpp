#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/pipeline/document_table.hpp"
#include "saring/pipeline/stored_document.hpp"

namespace saring::pipeline {

// Which documents are copies of which, by their rows in a DocumentTable.
class Copies {
 public:
  struct Copy {
    std::size_t row = 0;
    // The row that is kept instead. Where no copy is kept: the row that stands for the cluster,
    // which is a copy of itself.
    std::size_t representative = 0;
    double similarity = 0;
    // To the representative: kExact, kNear or kContainedIn.
    dedup::Relation relation = dedup::Relation::kNear;
  };

  // Members of a cluster by row, the one that is kept first.
  using Cluster = std::vector<std::size_t>;

  Copies() = default;
  explicit Copies(std::vector<Copy> copies, double expected_recall = 1);

  // By row.
  [[nodiscard]] std::span<const Copy> all() const noexcept { return copies_; }
  // The copy that a row is; null where it is none. O(log copies).
  [[nodiscard]] const Copy* find(std::size_t row) const;

  // Documents that are known from elsewhere, by row: JSON members for the audit, each with its
  // comma in front. Null where a row is none.
  void set_known(std::map<std::size_t, std::string> known) { known_ = std::move(known); }
  [[nodiscard]] const std::string* known(std::size_t row) const {
    const auto found = known_.find(row);
    return found == known_.end() ? nullptr : &found->second;
  }

  // See dedup::Duplicates: under 1 where some texts could not be searched exactly.
  [[nodiscard]] double expected_recall() const noexcept { return expected_recall_; }

  // Documents in the cluster of a row, with itself: 1 where it is no copy and has none.
  // O(log copies).
  [[nodiscard]] std::size_t cluster_size(std::size_t row) const;
  // How many clusters of two and more there are of each size.
  [[nodiscard]] std::map<std::size_t, std::size_t> cluster_sizes() const;
  // The `most` largest clusters, of equal ones those with the first representative.
  [[nodiscard]] std::vector<Cluster> largest_clusters(std::size_t most) const;

 private:
  [[nodiscard]] std::map<std::size_t, Cluster> clusters() const;

  std::vector<Copy> copies_;
  // Of each cluster of two and more, by representative.
  std::vector<std::pair<std::size_t, std::size_t>> sizes_;
  std::map<std::size_t, std::string> known_;
  double expected_recall_ = 1;
};

struct CopyOptions {
  double threshold = 0.8;  // see dedup::DedupOptions
  dedup::Normalization normalize = {};
  // Documents that are removed because another one contains them, kContainedShare of their shingles
  // and kContainedMinShingles or more.
  dedup::Contained contained = dedup::Contained::kExcerpts;
  unsigned num_threads = 0;
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder{};
  // Bytes that the whole process may have, or 0 for no bound but `memory_budget`.
  std::size_t memory = 0;
  // The rule that finish() will get, where it is known: then only what it needs is remembered.
  std::string keep{};
};

// What a search may take of `memory`, the bytes that the process may have; it has `fixed` bytes now
// that stay, and holds `texts` with `shingles`. Throws std::invalid_argument where it is too
// little; the message says what is needed.
[[nodiscard]] std::size_t search_memory(std::size_t memory, std::size_t fixed, std::size_t texts,
                                        std::uint64_t shingles);

// For whole texts, without their pairs.
[[nodiscard]] dedup::DedupOptions dedup_options(CopyOptions options);

// Throws std::invalid_argument for a name that CopyFinder::finish() does not take.
[[nodiscard]] dedup::Keep keep_named(std::string_view name);

inline constexpr double kContainedShare = 0.9;
inline constexpr std::size_t kContainedMinShingles = 10;

// Looks for copies among the documents that a run has kept so far.
class CopyFinder {
 public:
  // Throws std::invalid_argument for a threshold outside (0, 1].
  explicit CopyFinder(CopyOptions options);

  // Adds documents; `rows` are theirs in the table. Their texts may go afterwards.
  void add(std::span<const StoredDocument> documents, std::span<const std::size_t> rows);

  // Finds the copies and marks them in the table. `keep`: "longest", "first", "last", "newest",
  // "best", "site" (these three by StoredDocument::rank), "most_complete" or "none", else throws
  // std::invalid_argument; also where the memory does not suffice for the documents.
  [[nodiscard]] Copies finish(std::string_view keep, DocumentTable& table);

 private:
  std::string keep_;
  std::size_t memory_;
  dedup::Deduplicator deduplicator_;
  std::vector<std::size_t> rows_;
  // Of each, where they are needed.
  std::vector<double> ranks_;
  std::vector<double> completeness_;
};

}  // namespace saring::pipeline
