#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/features_internal.hpp"
#include "saring/lang/model_internal.hpp"

// What the words of a text say for each label: the inner loop of detection.
namespace saring::lang {

inline constexpr std::size_t kMaxGroups = 64;
inline constexpr std::uint32_t kLetterWeight = 6;  // of a Latin letter, in Evidence's counts

// Words that the model does not know, kept until it is clear whether their n-grams are needed.
struct UnknownWord {
  std::uint32_t at;  // into Evidence::unknown_letters
  std::uint16_t size;
  std::uint8_t group;
};

// What was read of one text. Reused between texts, so that reading allocates nothing.
struct Evidence {
  std::vector<std::int32_t> scores;  // per label, in steps of the model's weight unit
  std::array<std::uint32_t, kMaxGroups>
      letters{};                                   // per group, a Latin letter weighs kLetterWeight
  std::array<std::uint32_t, kMaxGroups> words{};   // per group: words that were looked up …
  std::array<std::uint32_t, kMaxGroups> known{};   // … and of them known as words
  std::array<std::uint32_t, kMaxGroups> ngrams{};  // looked up for the words not known …
  std::array<std::uint32_t, kMaxGroups> found{};   // … and of them in the model
  std::vector<UnknownWord> unknown;
  std::string unknown_letters;
  std::uint32_t other_letters = 0;      // of scripts that no label has
  std::uint32_t symbols = 0;            // signs of program code, counted in short texts only
  std::uint32_t garbled = 0;            // triples of characters typical of wrongly decoded text
  std::uint32_t technical_letters = 0;  // in addresses, identifiers, numbers
};

class Reader {
 public:
  explicit Reader(const Model& model);

  // Makes the evidence that of nothing.
  void reset(Evidence& evidence) const;
  // Adds what `text` says: at first what its known words say, and with read_unknown the rest.
  void read_known(std::string_view text, Evidence& evidence) const;
  void read_unknown(Evidence& evidence) const;
  // Adds what one word says; a technical one only counts its letters.
  void read_word(const text::Word& word, bool is_technical, Evidence& evidence) const;

  // Adds what `text` says for the labels of a close group, by their places in its list; returns the
  // number of words.
  std::uint32_t read_close(std::string_view text, std::size_t close, std::int32_t* scores) const;

  // Number of the group of a script, or kMaxGroups where no label has it.
  [[nodiscard]] std::size_t group_of(text::Script script) const noexcept {
    return group_of_[static_cast<std::uint8_t>(script)];
  }

 private:
  // False where the word is unknown and its n-grams are still to be read.
  bool read_if_known(const text::Word& word, bool is_technical, Evidence& evidence) const;
  void add_ngrams(std::string_view folded, std::size_t group, Evidence& evidence) const noexcept;

  const Model& model_;
  std::array<std::uint8_t, 256> group_of_;
};

}  // namespace saring::lang
