// Tests: tests/cpp/lang/training/trainer_test.cpp.
#include "saring/lang/training/calibrate_internal.hpp"

#include <algorithm>
#include <cmath>

namespace saring::lang {
namespace {

[[nodiscard]] double mean_loss(const std::vector<ScoredText>& texts, double inverse_temperature) {
  double loss = 0;
  for (const ScoredText& text : texts) {
    const float top = *std::max_element(text.scores.begin(), text.scores.end());
    double sum = 0;
    for (const float score : text.scores)
      sum += std::exp(inverse_temperature * static_cast<double>(score - top));
    loss +=
        std::log(sum) - inverse_temperature * static_cast<double>(text.scores[text.label] - top);
  }
  return loss / static_cast<double>(texts.size());
}

}  // namespace

// The loss is convex in the inverse temperature: ternary search on a logarithmic scale.
float fit_inverse_temperature(const std::vector<ScoredText>& texts) {
  if (texts.empty()) return 1.0F;
  double low = std::log(0.02);
  double high = std::log(2.0);
  while (high - low > 0.01) {
    const double a = low + (high - low) / 3;
    const double b = high - (high - low) / 3;
    if (mean_loss(texts, std::exp(a)) < mean_loss(texts, std::exp(b))) {
      high = b;
    } else {
      low = a;
    }
  }
  return static_cast<float>(std::exp((low + high) / 2));
}

}  // namespace saring::lang
