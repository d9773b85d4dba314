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
#include "saring/dedup/repeats.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/work_budget.hpp"

// Finds texts, near-duplicates and passages that two corpora share, for example texts of a test set
// in training data.
namespace saring::dedup {

// The corpus whose texts are reported.
enum class OverlapSide : std::uint8_t { kIndexed, kStreamed };

struct OverlapOptions {
  OverlapSide side = OverlapSide::kIndexed;
  double threshold = 0.8;           // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";  // see similarity.hpp
  // Least share of the smaller text's shingles that the larger one has, in (0, 1].
  double containment = 0.8;
  std::size_t containment_min_shingles = 10;  // of the smaller text
  std::size_t passage_words = 13;             // least length of a shared passage in words, 1 to 64
  WorkBudget budget = {};
  ShingleOptions shingles = {};
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

// What a text shares with the other corpus.
struct TextOverlap {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // The text of the other corpus that contains the greatest share of this one. Ties are decided by
  // the greater similarity, then by the earlier position. kNone if no text is near, contains this
  // one or is contained in it.
  std::uint32_t other = kNone;
  Relation relation = Relation::kNear;
  double similarity = 0;         // by the chosen measure
  double containment = 0;        // share of this text's shingles that the other one has
  double containment_other = 0;  // share of the other text's shingles that this one has
  std::uint32_t num_others = 0;  // texts of the other corpus with such a relation
  std::uint64_t words = 0;
  // The number of words inside passages of at least `passage_words` words that occur anywhere in
  // the other corpus.
  std::uint64_t shared_words = 0;
  // The longest of these passages, with its first place in the other corpus. Offsets are in code
  // points. 0 words if there is no passage. `text` is the position of this text.
  Repeat passage = {};
};

// Holds the smaller corpus in memory and reads the other one once, in batches of any size.
//
// Relations have the same meaning as in Deduplicator. All are verified on the whole sets of
// shingles. Passages are runs of words that occur in both corpora. They are found by the hashes of
// all windows of `passage_words` words (13: Brown et al. 2020, Language models are few-shot
// learners, appendix C).
//
// Memory: about 8 bytes per distinct shingle, 4 bytes per shingle of each text, and 48 bytes per
// window of the indexed corpus. Time is linear in both corpora: WorkBudget bounds the pairs that
// are compared for one text. Results are exact except for collisions of 64-bit keyed hashes.
// all_found() says whether the budget was enough.
//
// Not thread-safe. Uses many threads internally.
class OverlapFinder {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit OverlapFinder(OverlapOptions options = {});
  ~OverlapFinder();
  OverlapFinder(OverlapFinder&&) noexcept;
  OverlapFinder& operator=(OverlapFinder&&) noexcept;

  // Adds valid UTF-8 to the corpus in memory. Throws std::length_error beyond 2^32 - 1 texts,
  // std::logic_error after compare().
  void index(std::span<const std::string_view> texts);

  // Compares texts of the other corpus with all indexed texts. With kStreamed, returns what each of
  // them shares. Otherwise returns nothing.
  std::vector<TextOverlap> compare(std::span<const std::string_view> texts);

  // With kIndexed: what the indexed texts share with all compared texts. Takes the same texts as
  // index(), in the same order, in one call.
  [[nodiscard]] std::vector<TextOverlap> report(std::span<const std::string_view> indexed);

  // False if the budget was not enough for some text: a relation may be missing.
  [[nodiscard]] bool all_found() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
