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

// Finds the near-duplicates of a collection and says which copy of each text is kept.
namespace saring::dedup {

// Which text of a cluster is kept. Ties are decided by the greater length, then the smaller id if
// there are ids, then the smaller content hash, then the earlier position. So the order of the
// input matters only between texts of equal content.
enum class Keep : std::uint8_t {
  kLongest,  // most bytes of the folded text
  kFirst,    // earliest position; this rule and kLast depend on the order of the input
  kLast,     // latest position
  kNewest,   // greatest `rank_by` value, which is a time
  kBest,     // greatest `rank_by` value, which is a score
  kNone,     // no text that has a copy; the longest is the representative of its cluster
};

// Which texts are removed because a kept text contains them.
enum class Contained : std::uint8_t {
  kKeep,  // none
  // Texts that begin as the other text does and contain hardly anything else: teasers, excerpts,
  // earlier and shorter versions. A text is not removed if the other one contains a text elsewhere
  // than at its beginning. A round-up is such a text: otherwise its first story would be removed.
  kExcerpts,
  kAll,  // all
};

struct DedupOptions {
  double threshold = 0.8;           // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";  // see similarity.hpp
  // For a pair to be listed as contains or contained_in, the larger text must have at least this
  // share of the smaller text's shingles. In (0, 1], or 0 for no such search. These pairs form no
  // cluster: a round-up that contains three stories is a copy of none.
  double containment = 0;
  std::size_t containment_min_shingles = 20;  // shorter texts are in too many other texts
  // Values other than kKeep need `containment`. A removed text is in the cluster of the text that
  // contains it. If a text ends in an ellipsis, up to a fifth of its shingles, at most 16, may be
  // its own: for a cut word and "Read more".
  Contained contained = Contained::kKeep;
  Search search = Search::kExact;  // used as long as the budget allows it
  unsigned num_perm = 128;         // kMinHash: length of the signatures
  // A cluster of more texts than this lists only the pairs with its representative. A text lists at
  // most this many other texts that contain it. This bounds time and memory if thousands of texts
  // are similar. It does not change clusters.
  std::size_t pair_limit = 256;
  bool lists_pairs = true;  // false: Duplicates::pairs stays empty
  WorkBudget budget = {};   // bounds the time if very many texts share most of their shingles
  ShingleOptions shingles = {};
  // Key of the shingles' hashes (Shingler). Random if it is not given; tests give one. Under a
  // known key, texts that are made to collide would count as copies. No result depends on the key,
  // with one exception (see Deduplicator).
  std::optional<std::uint64_t> key = {};
  unsigned num_threads = 0;  // 0: all cores; the result does not depend on it
  // Bytes for data that grows with the shingles. More shingles go to an unlinked file in
  // `temp_folder` (empty: the system's), 8 bytes per distinct shingle of each text. The search also
  // puts there what does not fit (JoinOptions).
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// Takes texts in batches, then finds the duplicates among all of them.
//
// Clusters are stars. Texts are processed in the order of `Keep`. A text that is not similar to any
// kept text is kept. Any other text joins the most similar kept text, its representative. Texts
// with equal shingles are in one cluster. So every removed text is similar to its representative.
// Chains of small changes do not join different stories, as they do in connected components.
//
// Memory besides `memory_budget`: 56 bytes per text while texts are added (72 with
// Contained::kExcerpts), and kFinishBytesOfText per text in finish(). finish() also needs at most
// 256 MiB for the order of shingles, 16 bytes per shingle of the prefixes of texts that others may
// contain, and the pairs. docs/deduplication.md has measured peaks.
//
// Time is linear in the texts and in the pairs found, for any texts: WorkBudget bounds the work per
// text. Prose needs a small part of the budget. If very many texts share most of their shingles
// without being similar, such as texts over a handful of words, an exact search would be quadratic.
// Such texts are searched by bands of MinHash signatures instead, and Duplicates says so.
//
// The hashes of shingles have a random key (DedupOptions::key). A result does not depend on the
// key, threads, batches, spilling or, except for kFirst and kLast, on the order of adding. So texts
// have the same copies in every run. (Exception: which texts exceed the budget can depend on the
// key, if a text has shingles of equal frequency and with equal stable halves of their hashes.)
//
// Texts are exact copies if their sets of shingles agree in 128 bits of a keyed hash, and their
// words, in order, agree in a stable and in a keyed hash of 64 bits each.
//
// Not thread-safe. Uses many threads internally.
class Deduplicator {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit Deduplicator(DedupOptions options = {});
  ~Deduplicator();
  Deduplicator(Deduplicator&&) noexcept;
  Deduplicator& operator=(Deduplicator&&) noexcept;

  // Adds valid UTF-8. The texts are not needed afterwards. Throws std::system_error if the
  // temporary file cannot be written, std::length_error beyond 2^32 - 1 texts.
  void add(std::span<const std::string_view> texts);

  [[nodiscard]] std::size_t size() const noexcept;
  // The sum of the numbers of distinct shingles over all texts. O(texts).
  [[nodiscard]] std::uint64_t num_shingles() const noexcept;

  // Replaces DedupOptions::memory_budget from now on. No result depends on it.
  void set_memory_budget(std::size_t bytes) noexcept;

  // These let another process continue after this one ended. keep_in(), before the first add(),
  // puts the shingles into a named file in the folder instead of a temporary file. save(), after
  // all texts were added, writes the rest next to it. restore() reads both instead of adding texts;
  // the options must be the same as in the first process. The files contain the secret key of the
  // hashes. Throws Error if they are damaged, std::system_error if they cannot be read or written.
  void keep_in(const std::string& folder);
  void save();
  void restore(const std::string& folder);

  // `rank_by` has one value per text for kNewest and kBest (NaN counts as lowest) and is empty
  // otherwise. `id_order` is empty, or has the rank of each text's id in the order of all ids.
  // Throws std::invalid_argument if a size is wrong. May be called again.
  [[nodiscard]] Duplicates finish(Keep keep = Keep::kLongest, std::span<const double> rank_by = {},
                                  std::span<const std::uint32_t> id_order = {}) const;

  // The most bytes per text that finish() needs besides the budget and the pairs.
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
