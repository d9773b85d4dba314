#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/pipeline/copies.hpp"
#include "saring/pipeline/stored_document.hpp"

namespace saring::pipeline {

// The lines of each file that are copies.
struct CopiesInFiles {
  std::vector<std::vector<std::uint32_t>> lines;  // by file: line numbers, ascending, from 1
  std::size_t num_copies = 0;
  std::size_t num_documents = 0;
  double expected_recall = 1;  // see dedup::Duplicates
  double expected_misses = 0;
};

// Finds copies among the lines of files that are read one after another. It keeps little memory per
// line: 60 bytes (76 with Contained::kExcerpts), and 8 more if `keep` needs a rank.
class FileCopyFinder {
 public:
  // `keep`: see CopyFinder::finish. `memory`: bytes for the whole process, or 0 if only
  // CopyOptions::memory_budget limits the memory. `work_folder`: the folder for data to continue
  // from after an interruption; empty: none. Throws std::invalid_argument.
  FileCopyFinder(CopyOptions options, std::string keep, std::size_t memory,
                 std::string work_folder);

  void start_file();
  // Adds documents of the last started file, in the order of their lines.
  void add(std::span<const StoredDocument> documents);

  // See dedup::Deduplicator. Needs a work folder.
  void save();
  void restore();

  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }
  // Throws std::invalid_argument if the memory is too small for the documents; the message says how
  // much they need.
  [[nodiscard]] CopiesInFiles finish();

 private:
  std::string keep_;
  std::size_t memory_;
  std::string work_folder_;
  bool is_ranked_;
  dedup::Deduplicator deduplicator_;
  std::vector<std::uint64_t> file_begin_;  // first document of each file
  std::vector<std::uint32_t> lines_;       // of each document
  std::vector<double> ranks_;              // of each document, if ranks are needed
};

}  // namespace saring::pipeline
