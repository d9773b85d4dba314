#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::text {

// Counts keys with open addressing, and numbers them in the order of their first occurrence.
class KeyCounter {
 public:
  // Makes room for `expected` different keys. More keys are accepted too.
  void start(std::size_t expected);

  // Counts a key and returns its number.
  std::uint32_t add(std::uint64_t key);

  // The number of a key, or kNone if it was not added.
  [[nodiscard]] std::uint32_t find(std::uint64_t key) const noexcept;

  [[nodiscard]] std::size_t size() const noexcept { return counts_.size(); }
  [[nodiscard]] std::uint32_t count(std::uint32_t number) const noexcept { return counts_[number]; }

  static constexpr std::uint32_t kNone = UINT32_MAX;

 private:
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const noexcept;
  void grow();

  struct Slot {
    std::uint64_t key;
    std::uint32_t held;  // number + 1; 0: empty
  };
  std::vector<Slot> slots_{};
  std::vector<std::uint32_t> counts_{};
};

// Finds the word n-grams of a text that repeat, for n from 2 to 10.
//
// An n-gram can repeat only if the (n-1)-grams at its start and end repeat. So for each n only such
// n-grams are counted: in most texts few are left after the pairs. n-grams are compared by the
// numbers of their words, without hashing. Expected linear in the words.
class RepeatedWords {
 public:
  static constexpr std::size_t kMaxNgram = 10;

  void start(std::size_t expected_words);
  // Adds a word: its key and its number of characters.
  void add(std::uint64_t key, std::uint32_t characters);
  // Call it after all words were added.
  void finish();

  [[nodiscard]] std::size_t num_words() const noexcept { return words_.size(); }
  [[nodiscard]] std::size_t num_different() const noexcept { return vocabulary_.size(); }
  // The number of words with this key.
  [[nodiscard]] std::uint32_t count(std::uint64_t key) const noexcept;
  // Characters of the most frequent n-gram, times its count. Of equally frequent n-grams, the
  // longest. 0 if none repeats. `n` from 2 to 4.
  [[nodiscard]] std::uint64_t top(std::size_t n) const noexcept { return top_[n]; }
  // Characters of the words in n-grams that occurred earlier in the text. `n` from 5 to 10.
  [[nodiscard]] std::uint64_t duplicate(std::size_t n) const noexcept { return duplicate_[n]; }

 private:
  struct Word {
    std::uint32_t number;
    std::uint32_t characters;
  };
  // An n-gram that repeats: its place, and its number.
  struct Place {
    std::uint32_t word;
    std::uint32_t number;
  };
  void count_ngrams(std::size_t n);
  void take_top(std::size_t n);
  void take_duplicates(std::size_t n);
  [[nodiscard]] std::uint64_t characters(std::size_t first, std::size_t end) const noexcept;

  std::vector<Word> words_{};
  KeyCounter vocabulary_{};
  KeyCounter ngrams_{};
  std::vector<Place> places_{};  // by word
  std::array<std::uint64_t, kMaxNgram + 1> top_{};
  std::array<std::uint64_t, kMaxNgram + 1> duplicate_{};
};

}  // namespace saring::text
