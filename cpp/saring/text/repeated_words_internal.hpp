#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace saring::text {

// Counts keys in open addressing; numbers them in the order in which they come.
class KeyCounter {
 public:
  // Room for `expected` different keys; more are taken too.
  void start(std::size_t expected);

  // Counts a key; its number.
  std::uint32_t add(std::uint64_t key);

  // The number of a key; kNone where it did not come.
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

// Which word n-grams of a text repeat, for n from 2 to 10.
//
// An n-gram can only repeat where the (n-1)-grams that it begins and ends with do, so for each n
// only those are counted; of most texts few are left after the pairs. n-grams are compared by the
// numbers of their words, without hashing. Expected linear in the words.
class RepeatedWords {
 public:
  static constexpr std::size_t kMaxNgram = 10;

  void start(std::size_t expected_words);
  // Adds a word by its key, with its number of characters.
  void add(std::uint64_t key, std::uint32_t characters);
  // After all words were added.
  void finish();

  [[nodiscard]] std::size_t num_words() const noexcept { return words_.size(); }
  [[nodiscard]] std::size_t num_different() const noexcept { return vocabulary_.size(); }
  // Of words with this key.
  [[nodiscard]] std::uint32_t count(std::uint64_t key) const noexcept;
  // Characters of the most frequent n-gram, times its number; of equally frequent ones the longest.
  // 0 where none repeats. `n` from 2 to 4.
  [[nodiscard]] std::uint64_t top(std::size_t n) const noexcept { return top_[n]; }
  // Characters of the words in n-grams that came before; `n` from 5 to 10.
  [[nodiscard]] std::uint64_t duplicate(std::size_t n) const noexcept { return duplicate_[n]; }

 private:
  struct Word {
    std::uint32_t number;
    std::uint32_t characters;
  };
  // An n-gram that repeats: where it is, and which one.
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
