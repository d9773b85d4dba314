#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/model_internal.hpp"

namespace saring::lang {

inline constexpr std::uint32_t kLetterWeight = 6;  // of a Latin letter, in the counts of Scores
inline constexpr std::uint32_t kAddressWeight = 6 * kLetterWeight;

// A word that was read, kept for its n-grams and for the second stage. Of scripts that one label
// owns only the first kSingleLanguageWords are kept.
struct ReadWord {
  std::uint64_t hash;   // word_feature
  const char* letters;  // folded: in the text, or null where Scores::folded has them
  // Of a word that the model has: its labels, and after them their weights; null of others.
  const std::uint8_t* labels;
  std::uint32_t at;  // into Scores::folded
  std::uint16_t size;
  std::uint8_t group;
  std::uint8_t label_count;
  bool is_title;  // begins with a capital: often a name

  [[nodiscard]] bool is_known() const noexcept { return labels != nullptr; }
};

// Scores of the labels for one text, and counts of what was read. Reused between texts, so that
// reading allocates nothing. The text must outlive the scores, up to the next reset. Letters are
// weighted by script: a Latin one counts kLetterWeight.
struct Scores {
  std::vector<std::int32_t> by_label;  // sums of weights, in the model's weight unit
  std::uint64_t groups = 0;            // one bit for each group that has letters
  // Per group of scripts:
  std::array<std::uint32_t, kMaxGroups> letters{};
  std::array<std::uint32_t, kMaxGroups> words{};   // without technical ones
  std::array<std::uint32_t, kMaxGroups> known{};   // letters of the words in the model
  std::array<std::uint32_t, kMaxGroups> ngrams{};  // looked up, of words not in the model
  std::array<std::uint32_t, kMaxGroups> found{};   // of these n-grams, those in the model
  std::vector<ReadWord> read;                      // all words read, in order
  std::string folded;
  std::string unstretched;             // a word without letters repeated for emphasis
  std::size_t looked_up = 0;           // number of words in `read` that were looked up
  std::size_t unread = 0;              // unknown words whose n-grams are still to be read
  std::size_t next_unread = 0;         // none of these is before this index of `read`
  std::uint32_t other_letters = 0;     // letters of scripts that no label has
  std::uint32_t mojibake = 0;          // sequences typical of text decoded with a wrong encoding
  std::uint32_t technical_weight = 0;  // of identifiers, addresses and symbols, in letters
  std::uint32_t address_weight = 0;    // kAddressWeight for each address, of any length
  std::uint32_t number_weight = 0;     // of numbers and light punctuation, in letters
  std::uint32_t upper_case_words = 0;  // words in capitals only, single letters included
  std::uint32_t roman_numbers = 0;     // of these, those that are Roman numbers

  [[nodiscard]] std::string_view letters_of(const ReadWord& word) const noexcept {
    return {word.letters != nullptr ? word.letters : folded.data() + word.at, word.size};
  }
};

// Sums over all groups of scripts.
struct Totals {
  std::size_t main = 0;  // the group with the most letters
  std::uint64_t letters = 0;
  std::uint64_t words = 0;
};
[[nodiscard]] Totals totals_of(const Scores& scores) noexcept;

// Calls visit(g) for each group that has letters, in order.
template <typename Visit>
void for_each_group(const Scores& scores, Visit&& visit) {
  for (std::uint64_t rest = scores.groups; rest != 0; rest &= rest - 1)
    visit(static_cast<std::size_t>(std::countr_zero(rest)));
}

}  // namespace saring::lang
