#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/vocabulary_internal.hpp"

// Multinomial logistic regression over the entries of a FeatureSet.
namespace saring::lang {

struct SgdOptions {
  double learning_rate = 0.15;
  std::size_t epoch_lines = 9000;
  std::size_t epoch_min_lines = 3000;
  double word_dropout = 0.1;  // share of known words replaced by their n-grams, to train those
  std::vector<std::uint32_t> close;  // per label: the number of its close group, 0 for none
  std::function<void(std::size_t lines)>
      tick;  // if given: called with a number of lines, after reading them
};

class Sgd {
 public:
  Sgd(const GroupCorpus& corpus, FeatureSet& set, const SgdOptions& options);

  // One pass over a balanced sample of the training lines and over texts drawn from the word lists.
  // Returns the mean loss in nats.
  double epoch(Random& random);

  // Scores of all labels for words of one text: sums of weights.
  void score(std::span<const std::uint32_t> types, std::vector<float>& scores) const;

  // The number of occurrences of each feature in the last epoch.
  [[nodiscard]] const std::vector<std::uint32_t>& counts() const noexcept { return counts_; }

 private:
  double step(std::uint32_t label, std::span<const std::uint32_t> types, bool is_of_list,
              Random& random);
  void collect(std::span<const std::uint32_t> types, Random& random);

  const GroupCorpus& corpus_;
  FeatureSet& set_;
  SgdOptions options_;
  std::vector<std::vector<std::uint32_t>> lines_;  // per label
  std::vector<std::size_t> next_;                  // per label: where the next epoch continues
  std::vector<float> squares_;                     // per entry: sum of squared gradients
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> features_;  // of the current example
  std::vector<float> scores_;
};

}  // namespace saring::lang
