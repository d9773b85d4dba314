#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

// Shingles: the set of hashes of a text's word n-grams. It represents the text in every comparison.
namespace saring::dedup {

// Which differences between texts do not count. Some never count: white space, invisible
// characters, composed or decomposed form, and variants of letters (text::fold).
struct Normalization {
  bool letter_case = true;  // upper and lower case
  bool marks = false;       // accents and points (FoldOptions::marks)
  bool digits = false;      // different numbers
  bool punctuation = true;  // except punctuation that is a sign (text::append_signs)
  bool symbols = false;     // signs: currency, mathematics, emoji, "C++" and "C#", "-5" and "5"
  bool operator==(const Normalization&) const = default;
};

struct ShingleOptions {
  unsigned ngram_size = 5;  // words, 1 to 64
  std::uint64_t seed = 0;   // other seeds give other, equally good hashes
  Normalization normalize = {};
};

// What is known about a text besides its shingles.
struct TextDigest {
  std::uint64_t content = 0;  // stable hash of the sequence of words with their signs
  std::uint64_t words = 0;    // tokens; 0 if the text has no letter and no digit
  std::uint64_t bytes = 0;    // length of the folded text, so invisible characters do not count
  // Only with a key: another hash of the same words. Texts that agree in both hashes have the same
  // words.
  std::uint64_t keyed_content = 0;
  std::uint64_t least_ngram = 0;  // the least 64-bit keyed hash of an n-gram
  std::uint64_t first_ngram = 0;  // the first shingle in the text; 0 if there is none
};

// Turns texts into shingles.
//
// Words are the words of text::WordScanner in the folded text (text::fold), by default in lower
// case. So case, punctuation, white space, invisible characters and variants of letters make no
// difference. Signs do (text::append_signs): a sign belongs to the word before it, and signs before
// the first word belong to that word. So signs do not change the number of n-grams. Inside a script
// without spaces, every pair of neighbouring characters (Han, Hiragana, Katakana) or every six
// (Thai, Lao, Khmer, Burmese) counts as a word. This needs no dictionary, and an insertion shifts
// nothing. A text with fewer than `ngram_size` words has one shingle; a text without words has
// none.
//
// Hashes have 64 bits. Among n distinct shingles of a corpus two collide with probability n²/2^65
// (3 in 100 for 10^9). A collision matters only if both shingles are in one pair of compared texts.
// With 32 bits a corpus of 100,000 distinct shingles would already have a collision.
//
// Stable hashes can be made to collide: from some hundred thousand words each, a program finds
// unrelated texts with equal hashes in seconds (Wagner 2002). So hashes that are compared only
// within one process have a secret `key`, which is part of the hash of every word. The upper half
// of a keyed hash depends on the key. The lower half is 32 bits of the stable hash. So results that
// depend only on the lower half, such as MinHash signatures, are the same in every run.
//
// Hashes without a key are stable (kShingleVersion names the scheme), so they may be stored. The
// only change can come from characters that a later Unicode version assigns and that become
// letters. Use one object per thread; building one is cheap. Time is linear in the text except for
// sorting, n log n at worst.
class Shingler {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  explicit Shingler(ShingleOptions options = {}, std::optional<std::uint64_t> key = {});
  ~Shingler();
  Shingler(Shingler&&) noexcept;
  Shingler& operator=(Shingler&&) noexcept;

  // Replaces `out` by the shingles of valid UTF-8, ascending and without repeats.
  TextDigest shingle(std::string_view valid, std::vector<std::uint64_t>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The half of a keyed hash that is the same in every run.
[[nodiscard]] constexpr std::uint32_t stable_half(std::uint64_t keyed_shingle) noexcept {
  return static_cast<std::uint32_t>(keyed_shingle);
}

// Changes whenever the hash of some text changes. It is stored together with hashes.
inline constexpr std::uint32_t kShingleVersion = 3;

}  // namespace saring::dedup
