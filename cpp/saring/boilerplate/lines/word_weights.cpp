#include "saring/boilerplate/lines/word_weights_internal.hpp"

#include <array>

#include "saring/base/byte_reader.hpp"
#include "saring/base/hash.hpp"

namespace saring::boilerplate {
namespace {

std::uint32_t slot_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> (64 - WordWeights::kBits));
}

}  // namespace

WordWeights WordWeights::read(ByteReader& in) {
  const float scale = in.read_finite();
  return {in.read_array<std::int8_t>(kSlots), scale};
}

std::size_t WordWeights::features(const LineWords& words, const LineShape& shape,
                                  std::uint32_t* slots) noexcept {
  // The same word means something else in a label than in a sentence: length is part of the
  // feature.
  const std::uint32_t count = shape.words();
  const std::uint64_t length = count <= 3 ? 1 : count <= 8 ? 2 : count <= 25 ? 3 : 4;
  std::size_t n = 0;
  for (std::size_t i = 0; i < words.count; ++i) {
    slots[n++] = slot_of(mix64(words.hash[i] + length));
    if (i > 0) slots[n++] = slot_of(mix64(mix64(words.hash[i - 1] + 7) ^ words.hash[i]));
  }
  if (words.count > 0) slots[n++] = slot_of(mix64(words.hash[0] ^ 0x5bd1e995ULL));
  return n;
}

void WordWeights::score(const LineWords& words, const LineShape& shape, float& sum,
                        float& mean) const noexcept {
  sum = mean = 0;
  if (weights_.empty()) return;
  std::array<std::uint32_t, kMaxFeatures> slots;
  const std::size_t n = features(words, shape, slots.data());
  if (n == 0) return;
  int total = 0;
  for (std::size_t i = 0; i < n; ++i) total += weights_[slots[i]];
  sum = static_cast<float>(total) * scale_;
  mean = sum / static_cast<float>(n);
}

}  // namespace saring::boilerplate
