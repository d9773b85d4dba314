#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "saring/lang/model_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/trainer.hpp"
#include "saring/lang/training/vocabulary_internal.hpp"

// Trains the first-stage classifier of one group of scripts, from its corpus to rounded weights.
namespace saring::lang {

using Log = std::function<void(const std::string&)>;
using Tick = std::function<void(std::size_t lines)>;

inline constexpr float kWeightUnit = 10.0F / 127.0F;
inline constexpr std::size_t kScoredCuts[] = {0, 1, 2, 4, 8, 16};  // words; 0: whole lines
inline constexpr GroupCalibration kNeutral{{1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0}, -1e30F, -1e30F};

// Held-out lines, gold × predicted.
struct Tally {
  explicit Tally(std::size_t labels) : confusion(labels, std::vector<std::size_t>(labels, 0)) {}
  std::vector<std::vector<std::size_t>> confusion;
};

struct GroupResult {
  FeatureSet set;  // weights are multiples of kWeightUnit
  GroupCalibration calibration = kNeutral;
  std::vector<Tally> tallies;  // for kScoredCuts
};

// The group gets `share_of_1000` thousandths of the size of the model.
[[nodiscard]] GroupResult train_group(const GroupCorpus& corpus, const TrainOptions& options,
                                      std::size_t share_of_1000, const Log& log, const Tick& tick);

}  // namespace saring::lang
