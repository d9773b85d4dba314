#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/story.hpp"
#include "saring/dedup/story_candidates_internal.hpp"
#include "saring/dedup/story_texts_internal.hpp"

namespace saring::dedup {

// What one of two texts shares with the other.
struct StorySide {
  std::uint32_t words = 0;
  std::uint32_t covered = 0;  // words in shared passages
  float centre = 0;           // mean position of these words
  float facts = 0;            // StoryRule::facts, as if this were the contained text

  [[nodiscard]] double share() const noexcept {
    return words == 0 ? 0 : static_cast<double>(covered) / words;
  }
  // Where the passages would begin and end if they were one passage around the centre, in words.
  // Chance matches far away change this little.
  [[nodiscard]] double begin() const noexcept { return centre - covered / 2.0; }
  [[nodiscard]] double end() const noexcept { return centre + covered / 2.0; }
};

struct ComparedPair {
  std::uint32_t left = 0;
  std::uint32_t right = 0;
  std::uint32_t evidence = 0;  // in units of 1 / kEvidenceScale
  StorySide of_left;
  StorySide of_right;

  // True if the left text is contained in the right one, false for the reverse.
  [[nodiscard]] bool left_is_inner() const noexcept {
    const double l = of_left.share();
    const double r = of_right.share();
    return l != r ? l > r : of_left.words <= of_right.words;
  }
  [[nodiscard]] const StorySide& inner() const noexcept {
    return left_is_inner() ? of_left : of_right;
  }
  [[nodiscard]] const StorySide& outer() const noexcept {
    return left_is_inner() ? of_right : of_left;
  }
};

[[nodiscard]] bool is_contained(const ComparedPair& pair, const StoryRule& rule) noexcept;
[[nodiscard]] bool is_linked(const ComparedPair& pair, const StoryRule& rule) noexcept;

// Compares one text with others. Use one object per thread.
class StoryComparer {
 public:
  // n-grams in `stock`, ascending, make no passages.
  StoryComparer(const StoryTexts& texts, std::span<const std::uint64_t> stock, std::size_t gap)
      : texts_(&texts), stock_(stock), gap_(gap) {}

  // Makes `text` the left text of the following comparisons.
  void start(std::uint32_t text);
  [[nodiscard]] ComparedPair compare(const StoryCandidate& candidate);
  [[nodiscard]] std::size_t distinct_shared() const noexcept { return shared_; }

 private:
  [[nodiscard]] std::size_t find(std::uint64_t gram) const noexcept;

  const StoryTexts* texts_;
  std::span<const std::uint64_t> stock_;
  std::size_t gap_;
  std::vector<std::uint64_t> grams_;  // of the left text, by position
  // For each position, the first position of the same n-gram.
  std::vector<std::uint32_t> first_with_;
  std::vector<std::uint32_t> slots_;  // hash table of these first positions, plus 1
  std::vector<std::uint32_t> seen_;   // by first position: the last comparison in which it occurred
  std::uint32_t comparison_ = 0;
  std::size_t shared_ = 0;
};

// Returns the linked pairs among the candidates, sorted by (left, right), without the links of
// round-ups.
[[nodiscard]] std::vector<StoryCandidate> story_links(const StoryTexts& texts,
                                                      std::span<const StoryCandidate> candidates,
                                                      std::span<const std::uint64_t> stock,
                                                      const StoryRule& rule, unsigned num_threads);

}  // namespace saring::dedup
