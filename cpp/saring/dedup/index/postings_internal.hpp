#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/index/index_format_internal.hpp"

// The documents under each key. A run holds the postings that some changes added, in the order of
// keys. It is divided into blocks, which are looked up by their last key.
namespace saring::dedup {

struct Posting {
  std::uint64_t key = 0;  // below 2^kKeyBits
  std::uint32_t document = 0;
  auto operator<=>(const Posting&) const = default;
};

// Writes one run.
class RunWriter {
 public:
  // `info` has the number of the run and its documents. Blocks and postings are counted.
  RunWriter(Changes& changes, RunInfo info);

  // Postings must ascend.
  void add(const Posting& posting);
  [[nodiscard]] RunInfo finish();

 private:
  [[nodiscard]] std::size_t bytes_with(std::uint64_t key) const noexcept;
  void write_block();

  Changes& changes_;
  RunInfo info_;
  unsigned document_bits_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> documents_;
};

// A block of a run, as views into a snapshot.
class PostingsBlock {
 public:
  // Throws IndexFileError if the block is damaged.
  PostingsBlock(const LmdbFile& file, const RunInfo& run, std::string_view key,
                std::string_view value);

  [[nodiscard]] std::uint64_t last() const noexcept { return last_; }
  // Calls visit(document) for the documents of a key, ascending.
  void find(std::uint64_t key, const std::function<void(std::uint32_t)>& visit) const;
  // Replaces `out` by all postings.
  void read(std::vector<Posting>& out) const;

 private:
  [[nodiscard]] std::uint32_t document(std::size_t i) const noexcept;

  const RunInfo* run_;
  std::uint64_t first_ = 0;
  std::uint64_t last_ = 0;
  std::size_t count_ = 0;
  unsigned document_bits_ = 0;
  std::size_t documents_at_ = 0;
  const std::uint8_t* data_ = nullptr;
};

// Calls visit(document) for every document of a run that has one of the ascending keys.
void find_postings(const LmdbFile& file, const Snapshot& snapshot, const RunInfo& run,
                   std::span<const std::uint64_t> keys,
                   const std::function<void(std::uint32_t)>& visit);

// Calls visit(posting) for all postings of some runs, ascending. The visitor may change the file.
void merge_runs(const LmdbFile& file, const Snapshot& snapshot, std::span<const RunInfo> runs,
                const std::function<void(const Posting&)>& visit);

// Merges runs until each has at least as many postings as all later ones together.
void merge_small_runs(const LmdbFile& file, Changes& changes, IndexHeader& header);

}  // namespace saring::dedup
