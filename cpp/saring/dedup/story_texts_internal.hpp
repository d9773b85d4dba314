#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "saring/base/hash.hpp"

namespace saring::dedup {

// A word: 30 bits of its hash, and its kind. Two given words agree in these bits with probability
// 10^-9. This matters only inside one pair of texts.
using StoryWord = std::uint32_t;
inline constexpr StoryWord kHasDigit = StoryWord{1} << 30;
inline constexpr StoryWord kHasCapital = StoryWord{1} << 31;
inline constexpr StoryWord kWordHash = kHasDigit - 1;

inline constexpr std::size_t kStoryGram = 3;  // words in an n-gram

// The key of the three words from `first` on.
[[nodiscard]] inline std::uint64_t story_gram(const StoryWord* first) noexcept {
  constexpr std::uint64_t kFactor = 0x9e3779b97f4a7c15ULL;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kStoryGram; ++i) sum = (sum + (first[i] & kWordHash) + 1) * kFactor;
  return mix64(sum);
}

// The words of a collection of texts. The texts are renumbered by their words, so that nothing
// depends on their order, unless two have the same words.
class StoryTexts {
 public:
  // Takes texts[chosen[0]], texts[chosen[1]] and so on.
  StoryTexts(std::span<const std::string_view> texts, std::span<const std::uint32_t> chosen,
             unsigned num_threads);

  [[nodiscard]] std::size_t size() const noexcept { return position_.size(); }
  // The position of the text in `chosen`.
  [[nodiscard]] std::uint32_t position(std::size_t i) const noexcept { return position_[i]; }
  // The words in text order.
  [[nodiscard]] std::span<const StoryWord> words(std::size_t i) const noexcept {
    return part(words_, word_begin_, i);
  }
  // Each hash once, ascending, with the bits of all its occurrences combined.
  [[nodiscard]] std::span<const StoryWord> vocabulary(std::size_t i) const noexcept {
    return part(vocabulary_, vocabulary_begin_, i);
  }
  [[nodiscard]] std::size_t num_words() const noexcept { return words_.size(); }

 private:
  static std::span<const StoryWord> part(const std::vector<StoryWord>& all,
                                         const std::vector<std::uint64_t>& begin, std::size_t i) {
    return std::span(all).subspan(begin[i], begin[i + 1] - begin[i]);
  }

  std::vector<std::uint32_t> position_;
  std::vector<std::uint64_t> word_begin_;
  std::vector<std::uint64_t> vocabulary_begin_;
  std::vector<StoryWord> words_;
  std::vector<StoryWord> vocabulary_;
};

}  // namespace saring::dedup
