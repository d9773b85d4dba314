#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/duplicates.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/work_budget.hpp"

// Finds the near-duplicates of a collection and says which copy of each is kept.
namespace saring::dedup {

// Which text of a cluster is kept. Ties go to the longer text, then to the one with the smaller id
// where there are ids, then to the smaller content hash, then to the earlier position, so that the
// order of the input decides only between texts of equal content.
enum class Keep : std::uint8_t {
  kLongest,  // most bytes of the folded text
  kFirst,    // earliest position; this rule and the next depend on the order of the input
  kLast,     // latest position
  kNewest,   // greatest `rank_by` value, read as a time
  kBest,     // greatest `rank_by` value, read as a score
  kNone,     // no text that has a copy; the longest stands for its cluster
};

// Which texts are removed because another one, that is kept, contains them.
enum class Contained : std::uint8_t {
  kKeep,  // none
  // Those that begin as the other does and hold hardly anything else: teasers, excerpts, earlier
  // and shorter versions. Not where the other one contains a text elsewhere than at its beginning,
  // as a round-up does, whose first story would go.
  kExcerpts,
  kAll,  // all
};

struct DedupOptions {
  double threshold = 0.8;           // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";  // see similarity.hpp
  // Least share of the smaller text's shingles that are in the larger one for a pair to be listed
  // as contains or contained_in; in (0, 1], or 0 for no such search. Such pairs form no cluster: a
  // round-up that contains three stories is a copy of none.
  double containment = 0;
  std::size_t containment_min_shingles = 20;  // shorter texts are in too many others
  // Other than kKeep needs `containment`. Texts that are removed are in the cluster of the one that
  // contains them. A text that ends in an ellipsis may have a fifth of its shingles of its own, 16
  // at most, for a cut word and "Read more".
  Contained contained = Contained::kKeep;
  Search search = Search::kExact;  // where the budget allows it
  unsigned num_perm = 128;         // kMinHash: length of signatures
  // A cluster of more texts than this lists only the pairs with its representative, and a text
  // lists at most this many others that contain it. Bounds time and memory where thousands of texts
  // are similar; clusters are the same.
  std::size_t pair_limit = 256;
  bool lists_pairs = true;  // false: Duplicates::pairs stays empty
  WorkBudget budget = {};   // bounds the time where very many texts share most of their shingles
  ShingleOptions shingles = {};
  // Of the shingles' hashes (Shingler). Drawn at random where it is not given, as in tests: texts
  // that are made to collide under a known key would count as copies. No result depends on it, but
  // for one case (Deduplicator).
  std::optional<std::uint64_t> key = {};
  unsigned num_threads = 0;  // 0: all cores; the result does not depend on it
  // Bytes for what grows with the shingles. Those beyond go to an unlinked file in `temp_folder`
  // (empty: the system's), 8 bytes for each distinct shingle of each text, and the search puts what
  // does not fit there, too (JoinOptions).
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// Takes texts in batches, then finds the duplicates among all of them.
//
// Clusters are stars. Texts are processed in the order of `Keep`; one that is similar to no kept
// text is kept, any other joins the kept text most similar to it, its representative; texts with
// equal shingles are in one cluster. So every removed text is similar to its representative, and
// chains of small changes do not join different stories, as connected components of the pairs do.
//
// Memory in addition to `memory_budget`: 56 bytes a text while texts are added, 72 with
// Contained::kExcerpts, and kFinishBytesOfText in finish(). There, too, at most 256 MiB for
// the order of shingles, 16 bytes for each shingle of the prefixes of texts that others may
// contain, and the pairs. Measured at the peak: docs/deduplication.md.
//
// Time is linear in the texts and in the pairs that are found, whatever is in the texts: the work
// for each text is bounded by WorkBudget. Prose needs a small part of that. Where very many texts
// share most of their shingles without being similar, as texts over a handful of words do, an exact
// search of them would be quadratic; they are searched by bands of MinHash signatures instead, and
// Duplicates says so.
//
// The hashes of shingles are keyed at random (DedupOptions::key). Neither the key nor threads,
// batches, spilling or, except for kFirst and kLast, the order of adding change a result, so that
// texts have the same copies in every run. (Which texts are over the budget could depend on the key
// where a text has shingles of equal frequency and equal stable halves of their hashes.)
//
// Texts are exact copies where their sets of shingles agree in 128 bits of a keyed hash, and their
// words, in their order, in a stable and in a keyed hash of 64 bits each.
//
// Not thread-safe; works on many threads inside.
class Deduplicator {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit Deduplicator(DedupOptions options = {});
  ~Deduplicator();
  Deduplicator(Deduplicator&&) noexcept;
  Deduplicator& operator=(Deduplicator&&) noexcept;

  // Adds valid UTF-8; the texts may go afterwards. Throws std::system_error where the temporary
  // file cannot be written, std::length_error beyond 2^32 - 1 texts.
  void add(std::span<const std::string_view> texts);

  [[nodiscard]] std::size_t size() const noexcept;
  // Distinct ones of each text, of all texts together. O(texts).
  [[nodiscard]] std::uint64_t num_shingles() const noexcept;

  // Replaces DedupOptions::memory_budget for what follows. No result depends on it.
  void set_memory_budget(std::size_t bytes) noexcept;

  // So that another process may go on after one that ended: keep_in() before the first add()
  // makes the temporary file of shingles one with a name in the folder, and save() writes the rest
  // beside it, once all texts were added. restore() takes both, in place of adding texts; the
  // options must be those of the first process. The files hold the secret key of the hashes.
  // Throws Error where they are damaged, std::system_error where they cannot be read or written.
  void keep_in(const std::string& folder);
  void save();
  void restore(const std::string& folder);

  // `rank_by` has one value for each text for kNewest and kBest (NaN counts as lowest) and is empty
  // otherwise. `id_order` is empty, or has the place of each text's id in the order of all ids.
  // std::invalid_argument where a size is wrong. May be called again.
  [[nodiscard]] Duplicates finish(Keep keep = Keep::kLongest, std::span<const double> rank_by = {},
                                  std::span<const std::uint32_t> id_order = {}) const;

  // Of each text: what finish() takes at most beside the budget, besides the pairs.
  static constexpr std::size_t kFinishBytesOfText = 100;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same in one call.
[[nodiscard]] Duplicates near_duplicates(std::span<const std::string_view> texts,
                                         const DedupOptions& options = {},
                                         Keep keep = Keep::kLongest,
                                         std::span<const double> rank_by = {},
                                         std::span<const std::uint32_t> id_order = {});

}  // namespace saring::dedup
