#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "saring/lang/evidence_internal.hpp"

// Whether words are those of a language that the model knows, or of none: a line between them,
// drawn for each group of scripts from what the model itself makes of real and of invented words.
namespace saring::lang {

// What lies lower for invented words: the share of the letters that the model has seen in words or
// n-grams; how far the best label is ahead of the average one, in nats, over the square root of the
// letters, as chance would have it; and the share of letters in words known as wholes.
using GateFeatures = std::array<float, 3>;
[[nodiscard]] GateFeatures gate_features(const Evidence& evidence, const Model& model,
                                         std::size_t group) noexcept;

inline constexpr std::uint32_t kGateLetters = 20;

}  // namespace saring::lang
