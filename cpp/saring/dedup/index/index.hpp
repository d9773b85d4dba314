#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/deduplicator.hpp"
#include "saring/dedup/duplicates.hpp"

// Near-duplicates across runs: an index of texts on disk, in which new texts are looked up.
namespace saring::dedup {

// Settings that are fixed when an index is created.
struct IndexSettings {
  double threshold = 0.8;  // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";
  unsigned ngram_size = 5;
  Normalization normalize = {};  // differences that do not count
  // Also find pairs in which the larger text has at least this share of the smaller text's
  // shingles, in (0, 1]. 0: do not.
  double containment = 0;

  bool operator==(const IndexSettings&) const = default;
};

// The names of the differences that do not count.
[[nodiscard]] std::vector<std::string> names_of(const Normalization& normalize);

// Settings that the caller gives. Settings that are not given have the default value in a new
// index, and match any value in an existing one.
struct WantedSettings {
  std::optional<double> threshold = {};
  std::optional<std::string> measure = {};
  std::optional<unsigned> ngram_size = {};
  std::optional<Normalization> normalize = {};
  std::optional<double> containment = {};
};

struct IndexMatch {
  std::string id;
  // The relation of the text that is looked up to the document: kExact, kNear, kContains or
  // kContainedIn.
  Relation relation = Relation::kNear;
  double similarity = 0;
  double containment = 0;        // share of the text's shingles that the document has
  double containment_other = 0;  // share of the document's shingles that the text has
  std::optional<double> timestamp;
  std::optional<std::string> group;
};

// A text with what is known about it. The views must outlive the call.
struct IndexText {
  std::string_view id;
  std::string_view text;  // valid UTF-8
  std::optional<double> timestamp = {};
  std::optional<std::string_view> group = {};
};

// A document as export returns it.
struct IndexEntry {
  std::string id;
  std::optional<double> timestamp;
  std::optional<std::string> group;
  std::uint64_t shingles = 0;
};

struct IndexStats {
  std::uint64_t documents = 0;
  std::uint64_t removed = 0;  // removed documents, which take up space until compact()
  std::uint64_t file_bytes = 0;
  std::uint64_t runs = 0;
  std::uint64_t postings = 0;
};

struct IndexClusters {
  std::vector<std::string> ids;  // in the order of adding
  Duplicates found;              // positions refer to `ids`
};

inline constexpr std::size_t kMaxIdBytes = 500;
// Shorter texts, in shingles, are not searched for inside larger ones.
inline constexpr std::size_t kMinContained = 20;  // like DedupOptions::containment_min_shingles

// An index on disk: one file, and next to it PATH-lock, which LMDB makes for its readers.
//
// One process may write while any number of others read. Readers see the last committed state.
// Every call that changes the index does so completely or not at all. When it returns, the change
// is on the disk. If a process is killed or a disk is full, the index stays as it was.
//
// Queries find every document whose similarity is at least the threshold, as near_duplicates()
// does. They use prefix filters (AllPairs, Bayardo et al. 2007) with shingles in the order of their
// hashes, which no later document changes. For each document the index stores the set of its
// shingles (32 bits of each hash; the hashes have a random key per index) and postings of the
// prefix. The postings of a batch are a sorted run. Runs of similar size are merged (O'Neil et al.
// 1996: LSM trees), so that there are O(log n) runs, and each posting is rewritten O(log n) times.
//
// With `containment`, queries also find documents that contain the text or that it contains, if the
// smaller one has at least kMinContained shingles. All shingles of a document then have postings;
// shingles after the prefix have separate keys. The file is about two thirds larger, and a query
// looks up all shingles of the text.
//
// A query takes O(prefix · runs) look-ups, and one comparison per document that shares a shingle of
// the prefix. If very many documents share a shingle, for example from a template of a site, each
// of them is a candidate of every query with this shingle in its prefix. No result is lost, but the
// time grows with their number.
//
// Pages that lead to other pages are checked when the index is opened, values when they are read.
// Errors: IndexFileError for a file that is damaged, of another format or in use;
// std::filesystem::filesystem_error if the system cannot read or write; std::invalid_argument for
// arguments. Calls check for cancellation; a cancelled call changes nothing.
//
// Several threads may use it: changes wait for each other, queries wait only for compact(). A child
// of fork() must open the index again.
class Index {
 public:
  enum class Mode : std::uint8_t { kRead, kWrite };

  // kWrite creates a missing index. Throws std::invalid_argument for settings outside their ranges,
  // and for settings that differ from the settings of an existing index.
  Index(const std::filesystem::path& path, Mode mode, const WantedSettings& wanted = {});
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  [[nodiscard]] const IndexSettings& settings() const noexcept;

  // Adds texts, all or none. Throws std::invalid_argument if an id is empty, longer than
  // kMaxIdBytes, repeated in the call or already in the index. Memory: about 1.5 kB per text of 2
  // kB.
  void add(std::span<const IndexText> texts, unsigned num_threads = 0);
  // The same for ids that are all in the index. Replaces their documents.
  void update(std::span<const IndexText> texts, unsigned num_threads = 0);
  // Removes documents, all or none. Throws std::invalid_argument if an id is not in the index.
  void remove(std::span<const std::string_view> ids);

  // The documents that each text is similar to, contained in, or contains: the most similar first,
  // then the oldest in the index. All answers are from one state of the index. With `similar_only`,
  // only kExact and kNear, whatever the index's `containment` is.
  [[nodiscard]] std::vector<std::vector<IndexMatch>> query(std::span<const std::string_view> texts,
                                                           unsigned num_threads = 0,
                                                           bool similar_only = false) const;
  [[nodiscard]] bool contains(std::string_view id) const;
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] IndexStats stats() const;
  // Clusters of all documents, as near_duplicates() makes them, by kLongest, kFirst, kLast or
  // kNewest. Needs as much memory as Deduplicator.
  [[nodiscard]] IndexClusters clusters(Keep keep, unsigned num_threads = 0) const;
  // All documents in the order of adding.
  [[nodiscard]] std::vector<IndexEntry> entries() const;

  // Reads the whole file. Throws IndexFileError with a description of the damage.
  void check() const;
  // Rewrites the index without removed documents and free space, into a new file that replaces the
  // old one. Throws IndexFileError if another process has the index open. Needs as much free disk
  // space as the new file.
  void compact();

  struct Impl;  // index_internal.hpp

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
