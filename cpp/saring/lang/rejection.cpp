// Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/rejection_internal.hpp"

#include <algorithm>
#include <cmath>

#include "saring/lang/rows_internal.hpp"

namespace saring::lang {

GateFeatures gate_features(const Evidence& evidence, const Model& model,
                           std::size_t group) noexcept {
  constexpr float kUsualLetters = 30;  // of a text; makes the features of one size
  constexpr float kEnough = 2;         // a lead of more says nothing more
  const float covered = static_cast<float>(evidence.found[group]) /
                        static_cast<float>(std::max(evidence.ngrams[group], 1U));
  const float letters =
      static_cast<float>(std::max(evidence.letters[group], 1U)) / static_cast<float>(kLetterWeight);
  const float known =
      static_cast<float>(evidence.known[group]) / static_cast<float>(kLetterWeight) / letters;
  const GroupRecord& record = model.groups()[group];
  const std::int32_t* scores = evidence.scores.data() + record.first_label;
  const std::int32_t best = largest(scores, record.label_count);
  const std::int64_t sum = sum_of(scores, record.label_count);
  const float lead = (static_cast<float>(best) -
                      static_cast<float>(sum) / static_cast<float>(record.label_count)) *
                     model.weight_unit();
  return {known + (1 - known) * covered,
          std::min(lead / std::sqrt(letters * kUsualLetters), kEnough), known};
}

}  // namespace saring::lang
