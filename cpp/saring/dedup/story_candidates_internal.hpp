#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/story_texts_internal.hpp"

namespace saring::dedup {

struct StoryCandidate {
  std::uint32_t left = 0;  // numbers of texts, left < right
  std::uint32_t right = 0;
  std::uint32_t evidence = 0;  // in units of 1 / kEvidenceScale
};

// Evidence is a whole number, so that sums do not depend on their order.
inline constexpr double kEvidenceScale = 256;

// The weight of an n-gram that occurs in `frequency` texts: kEvidenceScale / sqrt(frequency).
[[nodiscard]] std::uint32_t evidence_of(std::size_t frequency);

struct StoryCandidateOptions {
  double evidence = 8;
  std::size_t frequency_limit = 256;
  std::size_t candidate_limit = 256;
  std::size_t stock_frequency = 8;
  unsigned num_threads = 0;
};

// Finds pairs of texts that share rare n-grams.
class StoryCandidateFinder {
 public:
  // Keeps a reference to `texts`.
  StoryCandidateFinder(const StoryTexts& texts, const StoryCandidateOptions& options);

  // Returns pairs sorted by (left, right). The frequency of an n-gram is its number of texts, at
  // most 16. If each text's group is given, it is the number of different groups of these texts.
  [[nodiscard]] std::vector<StoryCandidate> find(std::span<const std::uint32_t> group = {}) const;

  // Returns, ascending, the n-grams of more than `stock_frequency` groups or more than
  // `frequency_limit` texts. Without groups only the latter, because a story may have many copies.
  [[nodiscard]] std::vector<std::uint64_t> stock_grams(std::span<const std::uint32_t> group) const;

 private:
  [[nodiscard]] std::span<const std::uint32_t> members(std::size_t list) const noexcept {
    return std::span(members_).subspan(list_begin_[list],
                                       list_begin_[list + 1] - list_begin_[list]);
  }
  [[nodiscard]] std::span<const std::uint32_t> lists(std::size_t text) const noexcept {
    return std::span(lists_).subspan(text_begin_[text], text_begin_[text + 1] - text_begin_[text]);
  }
  [[nodiscard]] std::size_t num_lists() const noexcept { return list_begin_.size() - 1; }
  void enter_lists();
  [[nodiscard]] std::size_t frequency(std::size_t list, std::span<const std::uint32_t> group,
                                      std::vector<std::uint32_t>& scratch) const;
  [[nodiscard]] std::vector<std::uint16_t> weights(std::span<const std::uint32_t> group) const;

  friend class CandidateSearch;
  const StoryTexts* texts_;
  StoryCandidateOptions options_;
  // For each n-gram of two or more texts, the list of its texts, ascending.
  std::vector<std::uint64_t> list_begin_{0};
  std::vector<std::uint32_t> members_;
  std::vector<std::uint64_t> list_gram_;
  std::vector<std::uint64_t> too_frequent_;  // n-grams without a list
  // The lists of each text, the shortest list first.
  std::vector<std::uint64_t> text_begin_;
  std::vector<std::uint32_t> lists_;
};

}  // namespace saring::dedup
