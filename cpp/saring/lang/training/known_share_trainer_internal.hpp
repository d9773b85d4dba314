#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/lang/known_share_internal.hpp"
#include "saring/lang/training/trainer.hpp"

// Fits the least share of each label's text that is in words of the label.
namespace saring::lang {

using LeastShares = std::array<std::uint8_t, kLengthBuckets>;

// One in a hundred excerpts of the held-out lines has a lower share; the least share is so much of
// it, because texts of other domains have more words that the lines do not have. Both were chosen
// on languages that a model did not have (docs/contributing/language-designs.md).
inline constexpr double kLowShares = 0.01;
inline constexpr double kShareOfLow = 0.8;
// Excerpts of a label and length; with fewer, what shorter texts have holds.
inline constexpr std::size_t kMinShares = 40;

// In the order of the model's labels. Longer texts never have a lower least share. `held_out` is in
// any order; lines that the first stage puts elsewhere do not count, nor do scripts that one label
// owns. Linear in the text.
[[nodiscard]] std::vector<LeastShares> fit_least_shares(std::span<const HeldOutText> held_out,
                                                        const Model& model);

}  // namespace saring::lang
