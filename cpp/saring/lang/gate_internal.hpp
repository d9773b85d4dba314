#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "saring/lang/evidence_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"

// Whether words are those of a language that the model knows, or of none: a line between them,
// drawn for each group of scripts from what the model itself makes of real and of invented words.
namespace saring::lang {

// What lies lower for invented words: the share of the letters that the model has seen in words or
// n-grams; how far the best label is ahead of the average one, in nats, over the square root of the
// letters, as chance would have it; and the share of letters in words known as wholes.
using GateFeatures = std::array<float, 3>;
[[nodiscard]] GateFeatures gate_features(const Evidence& evidence, const Model& model,
                                         std::size_t group) noexcept;

// A text is refused where weights · features < threshold; short texts have one of their own.
struct Gate {
  GateFeatures weights{};
  float short_threshold = 0;  // of texts under kGateLetters
  float long_threshold = 0;
};
inline constexpr std::uint32_t kGateLetters = 20;

// Hashes of the commonest n-grams of a group that one label has alone: no label's score depends on
// them, but a text that has few of them is of no language. O(letters of all types).
[[nodiscard]] std::vector<std::uint64_t> common_ngrams(const GroupCorpus& corpus);

// Fits the gate of one group: at most a share of kGateRefusals of the held-out texts is refused.
inline constexpr double kGateRefusals = 0.003;
[[nodiscard]] Gate fit_gate(const GroupCorpus& corpus, const Model& model, std::uint64_t seed);

}  // namespace saring::lang
