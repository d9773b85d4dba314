#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/features_internal.hpp"
#include "saring/lang/model_internal.hpp"

// What the words of a text say for each label: the inner loop of detection.
namespace saring::lang {

inline constexpr std::size_t kNoClose = 255;
inline constexpr std::uint32_t kLetterWeight = 6;  // of a Latin letter, in Evidence's counts

// Words of a script that one label owns are looked up only until the gate can judge them.
inline constexpr std::uint32_t kLoneWords = 24;
[[nodiscard]] constexpr bool is_looked_up(const GroupRecord& group, std::uint32_t word) noexcept {
  return group.label_count > 1 || word <= kLoneWords;
}

[[nodiscard]] constexpr NgramRange group_range(const GroupRecord& group) noexcept {
  return group.label_count < 2 ? kLoneRange : ngram_range(static_cast<text::Script>(group.script));
}

// A word as it was read, kept for what may still be asked of it: its n-grams, and what it says in a
// close group. Of scripts that one label owns the first kLoneWords only.
struct ReadWord {
  std::uint64_t hash;   // word_feature
  const char* letters;  // folded: in the text, or null where Evidence::folded has them
  std::uint32_t at;     // into Evidence::folded
  std::uint16_t size;
  std::uint8_t group;
  bool is_known;  // as a whole
};

// What was read of one text. Reused between texts, so that reading allocates nothing. The text must
// stay until the next reset.
struct Evidence {
  std::vector<std::int32_t> scores;  // per label, in steps of the model's weight unit
  std::uint64_t groups = 0;          // one bit each: those that have letters; the rest has zeros
  std::array<std::uint32_t, kMaxGroups>
      letters{};                                   // per group, a Latin letter weighs kLetterWeight
  std::array<std::uint32_t, kMaxGroups> words{};   // per group: words that were looked up …
  std::array<std::uint32_t, kMaxGroups> known{};   // … and the letters of those known as words
  std::array<std::uint32_t, kMaxGroups> ngrams{};  // looked up for the words not known …
  std::array<std::uint32_t, kMaxGroups> found{};   // … and of them in the model
  std::vector<ReadWord> read;                      // in order, over all that was read
  std::string folded;
  std::size_t looked_up = 0;        // of `read`, the words that were looked up
  std::size_t unread = 0;           // of `read`, the unknown words whose n-grams were not read …
  std::size_t next_unread = 0;      // … none of which lies before this
  std::uint32_t other_letters = 0;  // of scripts that no label has
  std::uint32_t garbled = 0;        // triples of characters typical of wrongly decoded text
  std::uint32_t technical_letters = 0;  // in identifiers and addresses; and what signs weigh
  std::uint32_t figures = 0;            // what numbers weigh
  std::uint32_t capitals = 0;           // words all in capitals, of one letter too

  [[nodiscard]] std::string_view letters_of(const ReadWord& word) const noexcept {
    return {word.letters != nullptr ? word.letters : folded.data() + word.at, word.size};
  }
};

// Of all groups.
struct Totals {
  std::size_t main = 0;  // the group with the most letters
  std::uint64_t letters = 0;
  std::uint64_t words = 0;
};
[[nodiscard]] Totals totals_of(const Evidence& evidence) noexcept;

// Calls visit(g) for each group that has letters, in order.
template <typename Visit>
void for_each_group(const Evidence& evidence, Visit&& visit) {
  for (std::uint64_t rest = evidence.groups; rest != 0; rest &= rest - 1)
    visit(static_cast<std::size_t>(std::countr_zero(rest)));
}

class Reader {
 public:
  explicit Reader(const Model& model);

  // Makes the evidence that of nothing.
  void reset(Evidence& evidence) const;
  // Adds what `text` says: at first what its known words say, and with read_unknown the rest, or
  // the n-grams of a few words more.
  void read_known(std::string_view text, Evidence& evidence) const;
  void read_unknown(Evidence& evidence) const;
  void read_some_unknown(Evidence& evidence) const noexcept;
  // Adds what one word says; a technical one only counts its letters.
  void read_word(const text::Word& word, bool is_technical, Evidence& evidence) const;

  // Adds what the words read say for the labels of a close group, by their places in its list;
  // returns their number. `scores` has room for 256.
  std::uint32_t read_close(const Evidence& evidence, std::size_t close,
                           std::int32_t* scores) const noexcept;

  // Number of the group of a script, or kMaxGroups where no label has it.
  [[nodiscard]] std::size_t group_of(text::Script script) const noexcept {
    return group_of_[static_cast<std::uint8_t>(script)];
  }
  // Number of the close group of a label, or kNoClose.
  [[nodiscard]] std::size_t close_of(std::size_t label) const noexcept { return close_of_[label]; }
  // Per label: how much likelier than others before a word is read. kRowSlack places behind.
  [[nodiscard]] const float* prior_odds() const noexcept { return prior_odds_.data(); }

 private:
  // Counts a word; true where its language is to be looked up.
  bool count(const text::Word& word, bool is_technical, Evidence& evidence) const noexcept;
  void look_up_words(Evidence& evidence) const noexcept;

  const Model& model_;
  std::array<std::uint8_t, 256> group_of_;
  std::vector<std::uint8_t> close_of_;
  std::vector<float> prior_odds_;
};

}  // namespace saring::lang
