// Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/rejection_internal.hpp"

#include <algorithm>
#include <cmath>

#include "saring/lang/rows_internal.hpp"

namespace saring::lang {

RejectionFeatures rejection_features(const Scores& scores, const Model& model,
                                     std::size_t group) noexcept {
  constexpr float kTypicalLetters = 30;  // scales the lead to the range of the other features
  constexpr float kMaxLead = 2;          // a larger lead adds no information
  const float covered = static_cast<float>(scores.found[group]) /
                        static_cast<float>(std::max(scores.ngrams[group], 1U));
  const float letters =
      static_cast<float>(std::max(scores.letters[group], 1U)) / static_cast<float>(kLetterWeight);
  const float known =
      static_cast<float>(scores.known[group]) / static_cast<float>(kLetterWeight) / letters;
  const GroupRecord& record = model.groups()[group];
  const std::int32_t* label_scores = scores.by_label.data() + record.first_label;
  const std::int32_t best = largest(label_scores, record.label_count);
  const std::int64_t sum = sum_of(label_scores, record.label_count);
  const float lead = (static_cast<float>(best) -
                      static_cast<float>(sum) / static_cast<float>(record.label_count)) *
                     model.weight_unit();
  return {known + (1 - known) * covered,
          std::min(lead / std::sqrt(letters * kTypicalLetters), kMaxLead), known};
}

}  // namespace saring::lang
