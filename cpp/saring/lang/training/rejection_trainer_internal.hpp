#pragma once

#include <cstdint>
#include <vector>

#include "saring/lang/rejection_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"

// Fits the rejection model of a group of scripts.
namespace saring::lang {

// A text is rejected where weights · features < threshold. Short texts have their own threshold.
struct RejectionModel {
  RejectionFeatures weights{};
  float short_threshold = 0;  // of texts of less than kShortTextLetters
  float long_threshold = 0;
};

// Hashes of the most frequent n-grams of a group of scripts that has a single label. No score
// depends on them, but a text with few of them is rejected. O(letters of all types).
[[nodiscard]] std::vector<std::uint64_t> common_ngrams(const GroupCorpus& corpus);

// Fits the model of one group. At most the share kMaxRejected of the held-out texts is rejected.
inline constexpr double kMaxRejected = 0.003;
[[nodiscard]] RejectionModel fit_rejection_model(const GroupCorpus& corpus, const Model& model,
                                                 std::uint64_t seed);

}  // namespace saring::lang
