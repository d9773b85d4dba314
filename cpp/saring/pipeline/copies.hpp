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
    // The row that is kept instead. If no copy is kept: the representative of the cluster, which
    // then is a copy of itself.
    std::size_t representative = 0;
    double similarity = 0;
    // Relation to the representative: kExact, kNear or kContainedIn.
    dedup::Relation relation = dedup::Relation::kNear;
  };

  // Members of a cluster by row, the kept one first.
  using Cluster = std::vector<std::size_t>;

  Copies() = default;
  explicit Copies(std::vector<Copy> copies, double expected_recall = 1);

  // All copies by row.
  [[nodiscard]] std::span<const Copy> all() const noexcept { return copies_; }
  // The copy at a row, or null if it is not a copy. O(log copies).
  [[nodiscard]] const Copy* find(std::size_t row) const;

  // Documents that are known from elsewhere, by row: JSON members for the audit, each with a comma
  // before it. Null if a row is not known.
  void set_known(std::map<std::size_t, std::string> known) { known_ = std::move(known); }
  [[nodiscard]] const std::string* known(std::size_t row) const {
    const auto found = known_.find(row);
    return found == known_.end() ? nullptr : &found->second;
  }

  // See dedup::Duplicates. Below 1 if some texts could not be searched exactly.
  [[nodiscard]] double expected_recall() const noexcept { return expected_recall_; }

  // The number of documents in the cluster of a row, including itself: 1 if it is not a copy and
  // has none. O(log copies).
  [[nodiscard]] std::size_t cluster_size(std::size_t row) const;
  // For each size of two or more, the number of clusters of this size.
  [[nodiscard]] std::map<std::size_t, std::size_t> cluster_sizes() const;
  // The `most` largest clusters. Of equal ones, those with the first representative.
  [[nodiscard]] std::vector<Cluster> largest_clusters(std::size_t most) const;

 private:
  [[nodiscard]] std::map<std::size_t, Cluster> clusters() const;

  std::vector<Copy> copies_;
  // Representative and size of each cluster of two or more.
  std::vector<std::pair<std::size_t, std::size_t>> sizes_;
  std::map<std::size_t, std::string> known_;
  double expected_recall_ = 1;
};

struct CopyOptions {
  double threshold = 0.8;  // see dedup::DedupOptions
  dedup::Normalization normalize = {};
  // Removes documents that another one contains: at least kContainedShare of their shingles, and at
  // least kContainedMinShingles.
  dedup::Contained contained = dedup::Contained::kExcerpts;
  unsigned num_threads = 0;
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder{};
  // Bytes that the whole process may use. 0: only `memory_budget` limits the memory.
  std::size_t memory = 0;
  // The rule that finish() will get, if it is known. Then only what this rule needs is stored.
  std::string keep{};
};

// The bytes that a search may take of `memory`, the limit of the process. `fixed` are bytes that
// the process uses now and will not free. The search has `texts` with `shingles`. Throws
// std::invalid_argument if `memory` is too small; the message says how much is needed.
[[nodiscard]] std::size_t search_memory(std::size_t memory, std::size_t fixed, std::size_t texts,
                                        std::uint64_t shingles);

// Options for searching whole texts without listing pairs.
[[nodiscard]] dedup::DedupOptions dedup_options(CopyOptions options);

// Throws std::invalid_argument for a name that CopyFinder::finish() does not accept.
[[nodiscard]] dedup::Keep keep_named(std::string_view name);

inline constexpr double kContainedShare = 0.9;
inline constexpr std::size_t kContainedMinShingles = 10;

// Finds copies among the documents that a run has kept so far.
class CopyFinder {
 public:
  // Throws std::invalid_argument for a threshold outside (0, 1].
  explicit CopyFinder(CopyOptions options);

  // Adds documents; `rows` are their rows in the table. The texts are not needed afterwards.
  void add(std::span<const StoredDocument> documents, std::span<const std::size_t> rows);

  // Finds the copies and marks them in the table. `keep` is "longest", "first", "last", "newest",
  // "best", "site" (these three by StoredDocument::rank), "most_complete" or "none". Throws
  // std::invalid_argument for another name, or if the memory is not enough for the documents.
  [[nodiscard]] Copies finish(std::string_view keep, DocumentTable& table);

 private:
  std::string keep_;
  std::size_t memory_;
  dedup::Deduplicator deduplicator_;
  std::vector<std::size_t> rows_;
  // The rank of each document, if ranks are needed.
  std::vector<double> ranks_;
  std::vector<double> completeness_;
};

}  // namespace saring::pipeline
