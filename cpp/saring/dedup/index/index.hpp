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

// Near-duplicates across runs: an index of texts on disk, which new texts are looked up in.
namespace saring::dedup {

// What is fixed when an index is made.
struct IndexSettings {
  double threshold = 0.8;  // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";
  unsigned ngram_size = 5;
  Normalization normalize = {};  // differences that do not count
  // Least share of the smaller text's shingles that are in the larger one, in (0, 1]: such pairs
  // are found too. 0: they are not.
  double containment = 0;

  bool operator==(const IndexSettings&) const = default;
};

// The differences that do not count, as they are named.
[[nodiscard]] std::vector<std::string> names_of(const Normalization& normalize);

// Settings that the caller names; those that are not named are the default's for a new index, and
// any for one that is there.
struct WantedSettings {
  std::optional<double> threshold = {};
  std::optional<std::string> measure = {};
  std::optional<unsigned> ngram_size = {};
  std::optional<Normalization> normalize = {};
  std::optional<double> containment = {};
};

struct IndexMatch {
  std::string id;
  // Of the text that is looked up to the document: kExact, kNear, kContains or kContainedIn.
  Relation relation = Relation::kNear;
  double similarity = 0;
  double containment = 0;        // share of the text's shingles that are in the document
  double containment_other = 0;  // and the other way round
  std::optional<double> timestamp;
  std::optional<std::string> group;
};

// A text with what is known of it. The views must outlive the call.
struct IndexText {
  std::string_view id;
  std::string_view text;  // valid UTF-8
  std::optional<double> timestamp = {};
  std::optional<std::string_view> group = {};
};

// A document as export gives it.
struct IndexEntry {
  std::string id;
  std::optional<double> timestamp;
  std::optional<std::string> group;
  std::uint64_t shingles = 0;
};

struct IndexStats {
  std::uint64_t documents = 0;
  std::uint64_t removed = 0;  // that take up space until compact()
  std::uint64_t file_bytes = 0;
  std::uint64_t runs = 0;
  std::uint64_t postings = 0;
};

struct IndexClusters {
  std::vector<std::string> ids;  // in the order of adding
  Duplicates found;              // by position in these
};

inline constexpr std::size_t kMaxIdBytes = 500;
// Texts of fewer shingles are not looked for in larger ones.
inline constexpr std::size_t kMinContained = 20;  // as DedupOptions::containment_min_shingles

// An index on disk: one file, and beside it PATH-lock, which LMDB makes for its readers.
//
// One process writes while any number of others read; readers see what was committed last. Every
// call that changes the index does so whole or not at all: when it returns, the change is on the
// disk, and a process that is killed, or a disk that is full, leaves the index as it was.
//
// Queries find every document whose similarity is at or over the threshold, as near_duplicates()
// does: prefix filters (AllPairs, Bayardo et al. 2007) in an order of shingles by their hash, which
// no later document changes. Of each document the index holds the set of its shingles, by 32 bits
// of a hash that is keyed at random for each index, and postings of the prefix. The postings of a
// batch are a sorted run; runs of similar size are merged (O'Neil et al. 1996: LSM trees), so that
// there are O(log n), and each posting is rewritten O(log n) times.
//
// With `containment` they find as well what contains the text and what it contains, where the
// smaller has kMinContained shingles or more. All shingles of a document have postings then, those
// behind the prefix under keys of their own: the file is some two thirds larger, and a query looks
// up all shingles of the text.
//
// Time of a query: O(prefix · runs) look-ups, and one comparison for each document that has a
// shingle of the prefix in common. A shingle that very many documents share, such as a template of
// a site, makes each of them a candidate of every query that has it in its prefix: no result is
// lost, and the time grows with their number.
//
// Pages that find others are checked when the index is opened, values when they are read. Errors:
// IndexFileError for a file that is damaged, of another format or in use;
// std::filesystem::filesystem_error where the system cannot read or write; std::invalid_argument
// for arguments. Checks for cancellation; a call that is cancelled changes nothing.
//
// Safe for use by several threads: changes wait for each other, queries for nothing but compact().
// A child of fork() must open the index again.
class Index {
 public:
  enum class Mode : std::uint8_t { kRead, kWrite };

  // kWrite makes an index that is not there. Throws std::invalid_argument for settings outside
  // their ranges, and for those of another index.
  Index(const std::filesystem::path& path, Mode mode, const WantedSettings& wanted = {});
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  [[nodiscard]] const IndexSettings& settings() const noexcept;

  // Adds texts, all or none. std::invalid_argument where an id is empty, over kMaxIdBytes, twice
  // among them or in the index. Memory: about 1.5 kB for each text of 2 kB.
  void add(std::span<const IndexText> texts, unsigned num_threads = 0);
  // The same for ids that are all in the index, whose documents are replaced.
  void update(std::span<const IndexText> texts, unsigned num_threads = 0);
  // Removes documents, all or none. std::invalid_argument where an id is not in the index.
  void remove(std::span<const std::string_view> ids);

  // What each text is similar to, in, or contains, most similar first, then by age in the index.
  // All from one state of the index. With `similar_only`, kExact and kNear only, whatever the
  // index's `containment` is.
  [[nodiscard]] std::vector<std::vector<IndexMatch>> query(std::span<const std::string_view> texts,
                                                           unsigned num_threads = 0,
                                                           bool similar_only = false) const;
  [[nodiscard]] bool contains(std::string_view id) const;
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] IndexStats stats() const;
  // Clusters of all documents, as near_duplicates() makes them, by kLongest, kFirst, kLast or
  // kNewest.
  // Memory as in Deduplicator.
  [[nodiscard]] IndexClusters clusters(Keep keep, unsigned num_threads = 0) const;
  // All documents in the order of adding.
  [[nodiscard]] std::vector<IndexEntry> entries() const;

  // Reads the whole file. Throws IndexFileError with what is wrong.
  void check() const;
  // Rewrites the index without the documents that were removed and without free space, into a new
  // file that takes the place of the old one. Throws IndexFileError where another process has the
  // index open. Needs as much free disk as the new file.
  void compact();

  struct Impl;  // index_internal.hpp

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
