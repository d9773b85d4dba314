#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "saring/lang/scores_internal.hpp"

// Out-of-vocabulary rejection: separates text in a language of the model from random letters and
// from unknown languages. Each group of scripts has a linear model over three features, with a
// threshold; both are fitted in training (training/rejection_trainer_internal.hpp).
namespace saring::lang {

// Features that are lower for random words: the share of the text that the model knows, as words or
// as n-grams; the lead of the best label over the mean of all labels, in nats, divided by the
// square root of the number of letters (as a random walk would grow); and the share of the letters
// that is in known words.
using RejectionFeatures = std::array<float, 3>;
[[nodiscard]] RejectionFeatures rejection_features(const Scores& scores, const Model& model,
                                                   std::size_t group) noexcept;

inline constexpr std::uint32_t kShortTextLetters = 20;

}  // namespace saring::lang
