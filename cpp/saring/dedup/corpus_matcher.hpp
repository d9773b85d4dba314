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
#include "saring/dedup/overlap.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/work_budget.hpp"

// Finds the near-duplicates that texts have in another corpus, all of them.
namespace saring::dedup {

struct MatchOptions {
  OverlapSide side = OverlapSide::kIndexed;  // the texts whose near-duplicates are reported
  double threshold = 0.8;                    // least similarity, in (0, 1]
  std::string measure = "jaccard";           // see similarity.hpp
  std::size_t match_limit = 256;             // of a text: the most similar are reported
  WorkBudget budget = {};
  ShingleOptions shingles = {};
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

struct CorpusMatch {
  std::uint32_t text = 0;               // position in the corpus that is reported
  std::uint32_t other = 0;              // position in the other one
  Relation relation = Relation::kNear;  // kExact or kNear
  double similarity = 0;                // by the chosen measure
  double containment = 0;               // share of the text's shingles that are in the other one
  double containment_other = 0;         // and the other way round
};

// Holds one corpus in memory, the smaller one, and reads the other once, in batches of any size.
//
// Every match is verified on the whole sets of shingles, and none over the threshold is missed but
// for the limit of matches, and where the budget does not suffice: all_found() says so. Candidates
// share one of the rarest shingles of the text that is read, as many as a similar one must have one
// of (prefix filter: Bayardo, Ma, Srikant 2007).
//
// Memory: about 8 bytes for each distinct shingle of the corpus that is held, 4 for each shingle of
// each of its distinct texts, and 4 for each text; 48 for each match that is reported. Time is
// linear in both corpora and the matches: the pairs that are looked at for one text are bounded by
// WorkBudget.
//
// Not thread-safe; works on many threads inside.
class CorpusMatcher {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit CorpusMatcher(MatchOptions options = {});
  ~CorpusMatcher();
  CorpusMatcher(CorpusMatcher&&) noexcept;
  CorpusMatcher& operator=(CorpusMatcher&&) noexcept;

  // Adds valid UTF-8 to the corpus that is held. Throws std::length_error beyond 2^32 - 1 texts,
  // std::logic_error after compare().
  void index(std::span<const std::string_view> texts);

  // Compares texts of the other corpus with all that were indexed. With kStreamed returns their
  // matches, by text, the most similar first, then by position; else nothing.
  std::vector<CorpusMatch> compare(std::span<const std::string_view> texts);

  // With kIndexed, the matches of the indexed texts with all that were compared, in that order.
  [[nodiscard]] std::vector<CorpusMatch> report() const;

  // False where the budget did not suffice for some text: a match may be missing.
  [[nodiscard]] bool all_found() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
