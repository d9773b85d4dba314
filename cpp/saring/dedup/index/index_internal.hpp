#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <vector>

#include "saring/dedup/candidates_internal.hpp"
#include "saring/dedup/index/documents_internal.hpp"
#include "saring/dedup/index/index.hpp"
#include "saring/dedup/index/index_format_internal.hpp"
#include "saring/dedup/index/postings_internal.hpp"
#include "saring/dedup/shingle.hpp"

namespace saring::dedup {

// The pairs that an index finds.
struct IndexRule {
  SimilarityRule similar;
  double containment = 0;  // see IndexSettings
};

// Waits for a lock, and throws if cancelled.
template <typename Lock>
[[nodiscard]] Lock wait_for(typename Lock::mutex_type& mutex);

struct Index::Impl {
  Impl(const std::filesystem::path& path, Mode mode, const WantedSettings& wanted);

  // Starts a new index with these settings.
  static void initialize(const LmdbFile& file, const IndexSettings& settings,
                         std::uint64_t hash_key);

  // Opens the file, or starts one, and checks it.
  void open(const std::filesystem::path& path, const IndexSettings& if_new, std::uint64_t new_key);
  // Needed to change the index: one thread at a time, while others read. Throws
  // std::invalid_argument if the index was opened for reading.
  [[nodiscard]] std::unique_lock<std::mutex> lock_to_write();
  // Adds texts, or replaces the documents of their ids.
  void write(std::span<const IndexText> texts, unsigned num_threads, bool replaces);
  // While the lock is held, `file` stays open.
  [[nodiscard]] std::shared_lock<std::shared_mutex> lock_file() const;

  [[nodiscard]] IndexRule rule() const noexcept {
    return {{measure, settings.threshold}, settings.containment};
  }
  [[nodiscard]] Shingler make_shingler() const {
    return Shingler({.ngram_size = settings.ngram_size, .normalize = settings.normalize}, hash_key);
  }

  Mode mode;
  std::unique_ptr<LmdbFile> file;
  IndexSettings settings;
  const Measure* measure = nullptr;
  std::uint64_t hash_key = 0;
  mutable std::shared_mutex file_mutex;
  std::mutex write_mutex;
};

// The stored bits of a shingle's hash.
[[nodiscard]] constexpr std::uint32_t stored_bits(std::uint64_t shingle) noexcept {
  return static_cast<std::uint32_t>(shingle >> (64 - kSetBits));
}

// The number of smallest shingles of a set of `size`, of which every similar set, and every larger
// set that contains it, shares at least one.
[[nodiscard]] std::size_t prefix_size(const IndexRule& rule, std::size_t size) noexcept;

// The key of the posting of an id.
[[nodiscard]] std::uint64_t id_key(std::string_view id, std::uint64_t hash_key) noexcept;

// Looks up documents in one state of an index. Use it from one thread.
class IndexReader {
 public:
  IndexReader(const LmdbFile& file, const Snapshot& snapshot)
      : file_(&file),
        snapshot_(&snapshot),
        header_(IndexHeader::read(file, snapshot)),
        documents_(file, snapshot) {}

  [[nodiscard]] const IndexHeader& header() const noexcept { return header_; }
  [[nodiscard]] DocumentReader& documents() noexcept { return documents_; }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id);
  // The documents that a set is similar to, contained in, or contains, in the order of IndexMatch
  // lists. `content` is the content hash of the text.
  [[nodiscard]] std::vector<IndexMatch> find_similar(std::span<const std::uint64_t> set,
                                                     std::uint64_t content, const IndexRule& rule);

 private:
  // Lists the documents that may be similar to `left_`, contained in it, or contain it.
  void find_candidates(const IndexRule& rule);

  const LmdbFile* file_;
  const Snapshot* snapshot_;
  IndexHeader header_;
  DocumentReader documents_;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint64_t> left_;
  std::vector<std::uint64_t> right_;
  std::vector<std::uint32_t> candidates_;
};

// Adds documents to an index as part of one set of changes.
class IndexBuilder {
 public:
  IndexBuilder(const LmdbFile& file, Changes& changes, IndexHeader& header, const IndexRule& rule)
      : file_(&file),
        changes_(&changes),
        header_(&header),
        rule_(rule),
        first_(header.next_document),
        documents_(changes, header.next_document) {}

  // `packed` is the output of pack_document() for the id and the set.
  void add(std::string_view id, std::string_view packed, std::span<const std::uint32_t> set);
  // Writes the postings, merges runs, and replaces the header.
  void finish();

 private:
  const LmdbFile* file_;
  Changes* changes_;
  IndexHeader* header_;
  IndexRule rule_;
  std::uint32_t first_;
  DocumentWriter documents_;
  // The key, and the number of the document counted from the first.
  std::vector<std::uint64_t> postings_;
};

}  // namespace saring::dedup
