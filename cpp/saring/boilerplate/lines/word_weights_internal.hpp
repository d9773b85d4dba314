#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "saring/boilerplate/line_shape_internal.hpp"
#include "saring/boilerplate/rule_matcher_internal.hpp"

namespace saring {
class ByteReader;
}

namespace saring::boilerplate {

// A linear model over hashed words and pairs of words of short lines (hashing trick, Weinberger et
// al. 2009): evidence of the wording that the line is article text. A feature of the line model.
class WordWeights {
 public:
  static constexpr unsigned kBits = 15;
  static constexpr std::size_t kSlots = std::size_t{1} << kBits;
  static constexpr std::size_t kMaxFeatures = 3 * LineWords::kMax;

  WordWeights() = default;
  // `weights`: kSlots values, each in units of `scale`.
  WordWeights(std::span<const std::int8_t> weights, float scale)
      : weights_(weights.begin(), weights.end()), scale_(scale) {}

  // As model files have them: the scale, then the weights. ModelError where they are cut off.
  [[nodiscard]] static WordWeights read(ByteReader& in);

  // Slots of the line's features, at most kMaxFeatures; returns their number.
  static std::size_t features(const LineWords& words, const LineShape& shape,
                              std::uint32_t* slots) noexcept;

  // Sum and mean of the weights of the line's features; zeros if there is none.
  void score(const LineWords& words, const LineShape& shape, float& sum,
             float& mean) const noexcept;

 private:
  std::vector<std::int8_t> weights_;
  float scale_ = 0;
};

}  // namespace saring::boilerplate
