#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "saring/lang/model_internal.hpp"
#include "saring/lang/scores_internal.hpp"

// How much of a text is in words of a language, against a language outside the model that has none
// like it: its words are read by their n-grams, which name some language all the same. The model
// has a least share for each label (LabelRecord::least_share), fitted in training
// (training/known_share_trainer_internal.hpp).
namespace saring::lang {

// Whether a word speaks for a label, by the label's number in its group of scripts.
[[nodiscard]] bool is_of_label(const ReadWord& word, std::size_t local) noexcept;

// Bytes of the words of one group of scripts, and of those that speak for a label of it. Words that
// begin with a capital do not count: many are names, which no list has.
struct KnownShare {
  std::uint32_t words = 0;
  std::uint32_t bytes = 0;
  std::uint32_t known = 0;

  void add(const ReadWord& word, std::size_t local) noexcept {
    ++words;
    bytes += word.size;
    if (is_of_label(word, local)) known += word.size;
  }
  [[nodiscard]] float share() const noexcept {
    return bytes == 0 ? 0 : static_cast<float>(known) / static_cast<float>(bytes);
  }
};
[[nodiscard]] KnownShare known_share(std::span<const ReadWord> read, std::size_t group,
                                     std::size_t local) noexcept;

// The number of words that the least share of each length is fitted on: the middle of the length.
[[nodiscard]] constexpr std::uint32_t fitted_words(std::size_t length) noexcept {
  return length == 0 ? 1 : (1U << length) + (1U << length) / 2;
}

// The least share of a label for a text of so many words, from 0 to 1, linear between the lengths
// it was fitted on. 0 of no words.
[[nodiscard]] float least_share(const LabelRecord& label, std::uint32_t words) noexcept;

}  // namespace saring::lang
