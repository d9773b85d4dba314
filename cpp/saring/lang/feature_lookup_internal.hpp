#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "saring/lang/features_internal.hpp"
#include "saring/lang/scores_internal.hpp"

namespace saring::lang {

inline constexpr std::size_t kNoClose = 255;

// Of a script that one label owns, only so many words are looked up: enough for the rejection
// model.
inline constexpr std::uint32_t kSingleLanguageWords = 24;
// Whether the `word`th word (from 1) of a group of scripts is looked up.
[[nodiscard]] constexpr bool is_looked_up(const GroupRecord& group, std::uint32_t word) noexcept {
  return group.label_count > 1 || word <= kSingleLanguageWords;
}

[[nodiscard]] constexpr NgramRange group_range(const GroupRecord& group) noexcept {
  return group.label_count < 2 ? kSingleLanguageRange
                               : ngram_range(static_cast<text::Script>(group.script));
}

// Looks up the features of a text in the model and adds their weights to the scores of the labels:
// the inner loop of detection. Immutable; shared by threads. Linear in the text.
class FeatureLookup {
 public:
  explicit FeatureLookup(const Model& model);

  // Makes the scores those of an empty text.
  void reset(Scores& scores) const;
  // Adds the words of `text` that the model knows. The n-grams of the others are left to
  // read_unknown, or to read_some_unknown, which reads those of the next few words.
  void read_known(std::string_view text, Scores& scores) const;
  void read_unknown(Scores& scores) const;
  void read_some_unknown(Scores& scores) const noexcept;
  // Adds one word; of a technical one only its letters are counted.
  void read_word(const text::Word& word, bool is_technical, Scores& scores) const;

  // Adds the second-stage scores of all words read to `label_scores`, which has room for 256, in
  // the order of the close group's labels; returns the number of words.
  std::uint32_t read_close(const Scores& scores, std::size_t close,
                           std::int32_t* label_scores) const noexcept;

  // Number of the group of a script, or kMaxGroups where no label has it.
  [[nodiscard]] std::size_t group_of(text::Script script) const noexcept {
    return group_of_[static_cast<std::uint8_t>(script)];
  }
  // Number of the close group of a label, or kNoClose.
  [[nodiscard]] std::size_t close_of(std::size_t label) const noexcept { return close_of_[label]; }
  // Whether a label is a language in Latin letters that has another script (language.hpp).
  [[nodiscard]] bool is_romanised(std::size_t label) const noexcept { return romanised_[label]; }
  // Per label: the prior odds, relative to other labels. kRowSlack places more than labels.
  [[nodiscard]] const float* prior_odds() const noexcept { return prior_odds_.data(); }

 private:
  // Counts a word; true where it is to be looked up.
  bool count(const text::Word& word, bool is_technical, Scores& scores) const noexcept;
  [[nodiscard]] Posting find_unstretched(ReadWord& word, Scores& scores) const;
  void look_up_words(Scores& scores) const;

  const Model& model_;
  std::array<std::uint8_t, 256> group_of_;
  std::vector<std::uint8_t> close_of_;
  std::vector<bool> romanised_;
  std::vector<float> prior_odds_;
};

}  // namespace saring::lang
