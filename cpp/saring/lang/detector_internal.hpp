#pragma once

#include <bit>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/detector.hpp"
#include "saring/lang/evidence_internal.hpp"
#include "saring/lang/model_internal.hpp"

namespace saring::lang {

// Calibration: per group, for texts of 1, 2-3, 4-7, … words, the factor that turns a difference of
// scores in nats into one of log probabilities.
inline constexpr std::size_t kLengthBuckets = 8;
inline constexpr float kReliable = 0.95F;
inline constexpr double kLeastMass = 1e-9;  // of the allowed labels; below it there is no answer

[[nodiscard]] std::vector<std::string_view> samples(std::string_view text);

// Turns evidence into probabilities and an answer, under the options of one request.
class Decider {
 public:
  // Errors: std::invalid_argument.
  Decider(const Model& model, const DetectOptions& options);

  [[nodiscard]] Detection decide(const Evidence& evidence, std::size_t top,
                                 std::vector<float>& scratch) const;
  // Of every label, without the options.
  void distribution(const Evidence& evidence, std::vector<float>& out) const;

 private:
  [[nodiscard]] float sharpness(std::size_t group, std::uint32_t words) const noexcept;

  const Model& model_;
  std::vector<float> factors_;  // empty: 1 for every label
};

// Space that a thread keeps between texts.
struct Scratch {
  Evidence evidence;
  std::vector<float> probabilities;
};

struct Detector::Impl {
  explicit Impl(const std::string& path);

  [[nodiscard]] Detection detect(std::string_view text, const Decider& decider, std::size_t top,
                                 Scratch& scratch) const;

  Model model;
  Reader reader;
  std::vector<LabelInfo> labels;
};

}  // namespace saring::lang
