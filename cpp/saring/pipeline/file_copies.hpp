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

// The lines of each file whose documents are copies.
struct CopiesInFiles {
  std::vector<std::vector<std::uint32_t>> lines;  // by file, ascending, from 1
  std::size_t num_copies = 0;
  std::size_t num_documents = 0;
  double expected_recall = 1;  // see dedup::Duplicates
  double expected_misses = 0;
};

// Looks for copies among the lines of files that are read one after the other, and keeps little
// of each in memory: 60 bytes, or 76 with Contained::kExcerpts, and 8 more where `keep` needs a
// rank.
class FileCopyFinder {
 public:
  // `keep`: see CopyFinder::finish. `memory`: bytes for the whole process, or 0 for no bound but
  // CopyOptions::memory_budget. `work_folder`: where what is needed to go on is saved; empty for
  // nowhere. Throws std::invalid_argument.
  FileCopyFinder(CopyOptions options, std::string keep, std::size_t memory,
                 std::string work_folder);

  void start_file();
  // Adds documents of the file that was started last, in the order of their lines.
  void add(std::span<const StoredDocument> documents);

  // See dedup::Deduplicator. The work folder must be given.
  void save();
  void restore();

  [[nodiscard]] std::size_t size() const noexcept { return lines_.size(); }
  // Throws std::invalid_argument where the bound on memory is too small for the documents; the
  // message says what they need.
  [[nodiscard]] CopiesInFiles finish();

 private:
  std::string keep_;
  std::size_t memory_;
  std::string work_folder_;
  bool is_ranked_;
  dedup::Deduplicator deduplicator_;
  std::vector<std::uint64_t> file_begin_;  // first document of each file
  std::vector<std::uint32_t> lines_;       // of each document
  std::vector<double> ranks_;              // of each document, where they are needed
};

}  // namespace saring::pipeline
