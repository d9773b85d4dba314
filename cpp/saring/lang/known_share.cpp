// Tests: tests/cpp/lang/known_share_test.cpp.
#include "saring/lang/known_share_internal.hpp"

#include <cstring>

namespace saring::lang {

bool is_of_label(const ReadWord& word, std::size_t local) noexcept {
  if (word.label_count == 0) return false;
  const void* const at = std::memchr(word.labels, static_cast<int>(local), word.label_count);
  if (at == nullptr) return false;
  const auto* const weights = reinterpret_cast<const std::int8_t*>(word.labels + word.label_count);
  return weights[static_cast<const std::uint8_t*>(at) - word.labels] > 0;
}

KnownShare known_share(std::span<const ReadWord> read, std::size_t group,
                       std::size_t local) noexcept {
  KnownShare out;
  for (const ReadWord& word : read) {
    if (word.group == group && !word.is_title) out.add(word, local);
  }
  return out;
}

float least_share(const LabelRecord& label, std::uint32_t words) noexcept {
  std::size_t length = length_bucket(words);
  if (length > 0 && words < fitted_words(length)) --length;
  const float least = static_cast<float>(label.least_share[length]) * kShareUnit;
  if (length + 1 == kLengthBuckets || words <= fitted_words(length)) return least;
  const float next = static_cast<float>(label.least_share[length + 1]) * kShareUnit;
  const std::uint32_t width = fitted_words(length + 1) - fitted_words(length);
  return least + (next - least) * static_cast<float>(words - fitted_words(length)) /
                     static_cast<float>(width);
}

}  // namespace saring::lang
