// Tests: tests/cpp/pipeline/file_copies_test.cpp.
#include "saring/pipeline/file_copies.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "saring/base/array_file.hpp"
#include "saring/pipeline/copy_rank.hpp"

namespace saring::pipeline {
namespace {

constexpr const char* kLineFile = "/lines";
constexpr std::uint64_t kLineFileKind = 0x7361726900000201;

constexpr std::size_t kMiB = std::size_t{1} << 20;
// The interpreter, libraries, and the block that is being read.
constexpr std::size_t kProcessBytes = 112 * kMiB;
// Per document: its set, hashes and edges, its line, and the memory of finish().
constexpr std::size_t kBytesOfDocument = 76 + dedup::Deduplicator::kFinishBytesOfText;

bool needs_rank(std::string_view keep) {
  const dedup::Keep rule = keep_named(keep);
  return rule == dedup::Keep::kBest || rule == dedup::Keep::kNewest;
}

CopyOptions with_memory(CopyOptions options, std::size_t memory) {
  options.memory = memory;
  return options;
}

}  // namespace

FileCopyFinder::FileCopyFinder(CopyOptions options, std::string keep, std::size_t memory,
                               std::string work_folder)
    : keep_(std::move(keep)),
      memory_(memory),
      work_folder_(std::move(work_folder)),
      is_ranked_(needs_rank(keep_)),
      deduplicator_(dedup_options(with_memory(std::move(options), memory))) {}

void FileCopyFinder::start_file() {
  if (lines_.empty() && !work_folder_.empty()) deduplicator_.keep_in(work_folder_);
  file_begin_.push_back(lines_.size());
}

void FileCopyFinder::add(std::span<const StoredDocument> documents) {
  std::vector<std::string_view> texts;
  texts.reserve(documents.size());
  for (const StoredDocument& document : documents) {
    if (document.location.line > UINT32_MAX) {
      throw std::length_error("a file has more than 2^32 - 1 lines");
    }
    texts.push_back(document.text);
    lines_.push_back(static_cast<std::uint32_t>(document.location.line));
    if (is_ranked_) {
      ranks_.push_back(keep_ == "most_complete" ? completeness(document) : document.rank);
    }
  }
  deduplicator_.add(texts);
}

void FileCopyFinder::save() {
  deduplicator_.save();
  ArrayFileWriter file(work_folder_ + kLineFile, kLineFileKind);
  file.write(std::span<const std::uint64_t>(file_begin_));
  file.write(std::span<const std::uint32_t>(lines_));
  file.write(std::span<const double>(ranks_));
  file.finish();
}

void FileCopyFinder::restore() {
  deduplicator_.restore(work_folder_);
  ArrayFileReader file(work_folder_ + kLineFile, kLineFileKind);
  file_begin_ = file.read<std::uint64_t>();
  lines_ = file.read<std::uint32_t>();
  ranks_ = file.read<double>();
}

CopiesInFiles FileCopyFinder::finish() {
  if (memory_ > 0) {
    const std::size_t fixed =
        kProcessBytes + size() * (kBytesOfDocument + (is_ranked_ ? sizeof(double) : 0));
    deduplicator_.set_memory_budget(
        search_memory(memory_, fixed, size(), deduplicator_.num_shingles()));
  }
  const dedup::Duplicates found = deduplicator_.finish(keep_named(keep_), ranks_);
  CopiesInFiles copies;
  copies.num_documents = size();
  copies.num_copies = found.num_removed();
  copies.expected_recall = found.expected_recall;
  copies.expected_misses = found.expected_misses;
  copies.lines.resize(file_begin_.size());
  for (std::size_t file = 0; file < file_begin_.size(); ++file) {
    const std::size_t end = file + 1 < file_begin_.size() ? file_begin_[file + 1] : size();
    for (std::size_t i = file_begin_[file]; i < end; ++i) {
      if (!found.is_kept(i)) copies.lines[file].push_back(lines_[i]);
    }
  }
  return copies;
}

}  // namespace saring::pipeline
