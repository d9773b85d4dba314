#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"

// The second look: a classifier of its own for a group of close languages. It sees what the first
// one leaves out, pairs of words and the n-grams of known words, and only texts between these
// languages.
namespace saring::lang {

struct CloseOptions {
  std::size_t features = 20000;
  unsigned epochs = 4;
  std::size_t epoch_lines = 20000;  // drawn per label
  double learning_rate = 0.1;
  std::uint64_t seed = 1;
  float weight_unit = 1;
  std::function<void(std::size_t lines)> tick;  // if given: told of lines as they are read
};

struct CloseResult {
  std::vector<ModelFeature> features;  // hashes as close_feature gives them
  std::array<float, kLengthBuckets> sharpness{};
  double accuracy = 0;  // on whole held-out lines of these labels
};

// `labels` are numbers of the corpus, at most kMaxClose; `number` is the close group's in the
// model.
[[nodiscard]] CloseResult train_close(const GroupCorpus& corpus,
                                      const std::vector<std::uint32_t>& labels, std::size_t number,
                                      const CloseOptions& options);

}  // namespace saring::lang
