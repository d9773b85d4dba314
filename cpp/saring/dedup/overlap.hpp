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

// Finds what two corpora share, such as the texts of a test set in training data.
namespace saring::dedup {

// The corpus whose texts are reported.
enum class OverlapSide : std::uint8_t { kIndexed, kStreamed };

struct OverlapOptions {
  OverlapSide side = OverlapSide::kIndexed;
  double threshold = 0.8;           // least similarity of near-duplicates, in (0, 1]
  std::string measure = "jaccard";  // see similarity.hpp
  double containment = 0.8;         // least share of the smaller text in the larger, in (0, 1]
  std::size_t containment_min_shingles = 10;  // of the smaller text
  std::size_t passage_words = 13;             // least length of a shared passage, 1 to 64
  WorkBudget budget = {};
  ShingleOptions shingles = {};
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

// What a text shares with the other corpus.
struct TextOverlap {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // The text of the other corpus that holds the greatest share of this one; of several the most
  // similar, then the first. kNone where no text is near, contains this one or is contained in it.
  std::uint32_t other = kNone;
  Relation relation = Relation::kNear;
  double similarity = 0;         // by the chosen measure
  double containment = 0;        // share of this text's shingles that are in the other one
  double containment_other = 0;  // and the other way round
  std::uint32_t num_others = 0;  // texts of the other corpus with such a relation
  std::uint64_t words = 0;
  // Words inside passages of at least `passage_words` words that are anywhere in the other corpus.
  std::uint64_t shared_words = 0;
  // The longest of the passages, and where it stands first in the other corpus; offsets in code
  // points. 0 words where there is none. `text` is the position of this text.
  Repeat passage = {};
};

// Holds one corpus in memory, the smaller one, and reads the other once, in batches of any size.
//
// Relations are those of Deduplicator, all verified on the whole sets of shingles. Passages are
// runs of words that stand in both corpora, found by the hashes of all windows of `passage_words`
// words (13: Brown et al. 2020, Language models are few-shot learners, appendix C).
//
// Memory: about 8 bytes for each distinct shingle, 4 for each shingle of each text, and 48 for each
// window of the indexed corpus. Time is linear in both corpora: the pairs that are looked at for
// one text are bounded by WorkBudget. Exact, but for collisions of 64-bit keyed hashes; all_found()
// says whether the budget sufficed.
//
// Not thread-safe; works on many threads inside.
class OverlapFinder {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit OverlapFinder(OverlapOptions options = {});
  ~OverlapFinder();
  OverlapFinder(OverlapFinder&&) noexcept;
  OverlapFinder& operator=(OverlapFinder&&) noexcept;

  // Adds valid UTF-8 to the corpus that is held. Throws std::length_error beyond 2^32 - 1 texts,
  // std::logic_error after compare().
  void index(std::span<const std::string_view> texts);

  // Compares texts of the other corpus with all that were indexed. With kStreamed returns what each
  // of them shares, else nothing.
  std::vector<TextOverlap> compare(std::span<const std::string_view> texts);

  // With kIndexed, what the indexed texts share with all that were compared: the same texts in
  // the same order, in one call.
  [[nodiscard]] std::vector<TextOverlap> report(std::span<const std::string_view> indexed);

  // False where the budget did not suffice for some text: a relation may be missing.
  [[nodiscard]] bool all_found() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
