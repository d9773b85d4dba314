#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "saring/lang/model_internal.hpp"

// Writes a model file.
namespace saring::lang {

// The contents of a model file.
struct ModelLabel {
  std::string code;
  text::Script group;
  std::uint64_t training_lines = 0;
  std::uint64_t training_bytes = 0;
  double weight = 1;  // prior odds, from 1 to 1e20
  std::array<std::uint8_t, kLengthBuckets> least_share{};
};
struct ModelFeature {
  std::uint64_t hash;
  std::vector<std::pair<std::uint8_t, std::int8_t>> posting;  // local label, weight; by label
};
struct ModelParts {
  std::vector<ModelLabel> labels;  // by group
  std::vector<ModelFeature> features;
  std::vector<GroupCalibration> calibration;  // one per group
  std::vector<CloseRecord> close;
  float weight_unit = 1;
};

// Returns the bytes of the file. Of features that share bucket and fingerprint, the first is kept.
[[nodiscard]] std::string serialise(const ModelParts& parts);

}  // namespace saring::lang
