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

// Finds all near-duplicates that the texts of one corpus have in another corpus.
namespace saring::dedup {

struct MatchOptions {
  OverlapSide side = OverlapSide::kIndexed;  // the corpus whose texts are reported
  double threshold = 0.8;                    // least similarity, in (0, 1]
  std::string measure = "jaccard";           // see similarity.hpp
  std::size_t match_limit = 256;             // matches reported per text: the most similar ones
  WorkBudget budget = {};
  ShingleOptions shingles = {};
  std::optional<std::uint64_t> key = {};  // see DedupOptions
  unsigned num_threads = 0;               // 0: all cores; the result does not depend on it
};

struct CorpusMatch {
  std::uint32_t text = 0;               // position in the reported corpus
  std::uint32_t other = 0;              // position in the other corpus
  Relation relation = Relation::kNear;  // kExact or kNear
  double similarity = 0;                // by the chosen measure
  double containment = 0;               // share of the text's shingles that the other text has
  double containment_other = 0;         // share of the other text's shingles that the text has
};

// Holds the smaller corpus in memory and reads the other one once, in batches of any size.
//
// Every match is verified on the whole sets of shingles. No match over the threshold is missed,
// except if the limit of matches is reached or the budget is not enough: see all_found().
// Candidates share one of the rarest shingles of the text that is read. The prefix filter (Bayardo,
// Ma, Srikant 2007) says how many shingles must be looked up so that every similar text shares one
// of them.
//
// Memory: for the corpus in memory, about 8 bytes per distinct shingle, 4 bytes per shingle of each
// distinct text, and 4 bytes per text; also 48 bytes per reported match. Time is linear in both
// corpora and in the matches: WorkBudget bounds the pairs that are compared for one text.
//
// Not thread-safe. Uses many threads internally.
class CorpusMatcher {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit CorpusMatcher(MatchOptions options = {});
  ~CorpusMatcher();
  CorpusMatcher(CorpusMatcher&&) noexcept;
  CorpusMatcher& operator=(CorpusMatcher&&) noexcept;

  // Adds valid UTF-8 to the corpus in memory. Throws std::length_error beyond 2^32 - 1 texts,
  // std::logic_error after compare().
  void index(std::span<const std::string_view> texts);

  // Compares texts of the other corpus with all indexed texts. With kStreamed, returns the matches
  // of these texts: by text, then the most similar first, then by position. Otherwise returns
  // nothing.
  std::vector<CorpusMatch> compare(std::span<const std::string_view> texts);

  // With kIndexed: the matches of the indexed texts with all compared texts, in the same order.
  [[nodiscard]] std::vector<CorpusMatch> report() const;

  // False if the budget was not enough for some text: a match may be missing.
  [[nodiscard]] bool all_found() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
