#pragma once

#include <cstdint>
#include <vector>

#include "saring/lang/rejection_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"

// Fits the gate of a group of scripts.
namespace saring::lang {

// A text is refused where weights · features < threshold; short texts have one of their own.
struct Gate {
  GateFeatures weights{};
  float short_threshold = 0;  // of texts under kGateLetters
  float long_threshold = 0;
};

// Hashes of the commonest n-grams of a group that one label has alone: no label's score depends on
// them, but a text that has few of them is of no language. O(letters of all types).
[[nodiscard]] std::vector<std::uint64_t> common_ngrams(const GroupCorpus& corpus);

// Fits the gate of one group: at most a share of kGateRefusals of the held-out texts is refused.
inline constexpr double kGateRefusals = 0.003;
[[nodiscard]] Gate fit_gate(const GroupCorpus& corpus, const Model& model, std::uint64_t seed);

}  // namespace saring::lang
