#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

// The second-stage classifier of a group of close languages, which re-ranks them. It is trained
// only on these languages, and uses features that the first stage lacks: pairs of words and the
// n-grams of known words.
namespace saring::lang {

struct CloseOptions {
  std::size_t features = 20000;
  unsigned epochs = 4;
  unsigned runs = 3;  // of all epochs, each from the start; the model has the mean of their weights
  std::size_t epoch_lines = 20000;  // drawn per label and epoch
  double learning_rate = 0.1;
  std::uint64_t seed = 1;
  float weight_unit = 1;
  std::function<void(std::size_t lines)>
      tick;  // if given: called with a number of lines, after reading them
};

struct CloseResult {
  std::vector<ModelFeature> features;  // hashes made by close_feature
  std::array<float, kLengthBuckets> inverse_temperature{};
  double accuracy = 0;  // on whole held-out lines of its labels
};

// `labels` are numbers in the corpus, at most kMaxClose; `number` is that of the close group in the
// model.
[[nodiscard]] CloseResult train_close(const GroupCorpus& corpus,
                                      const std::vector<std::uint32_t>& labels, std::size_t number,
                                      const CloseOptions& options);

}  // namespace saring::lang
