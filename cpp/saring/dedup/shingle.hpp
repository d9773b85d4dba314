#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

// Shingles: the set of hashes of a text's word n-grams, which represents the text in every
// comparison.
namespace saring::dedup {

// Differences between texts that do not count. Others never do: white space, characters that nobody
// sees, composed against decomposed and variant letters (text::fold).
struct Normalization {
  bool letter_case = true;  // upper and lower case
  bool marks = false;       // accents and points (FoldOptions::marks)
  bool digits = false;      // one number and another
  bool punctuation = true;  // but for what is a sign (text::append_signs)
  bool symbols = false;     // signs: currency, mathematics, emoji, "C++" and "C#", "-5" and "5"
  bool operator==(const Normalization&) const = default;
};

struct ShingleOptions {
  unsigned ngram_size = 5;  // words, 1 to 64
  std::uint64_t seed = 0;   // other seeds give other, equally good hashes
  Normalization normalize = {};
};

// What is known of a text in addition to its shingles.
struct TextDigest {
  std::uint64_t content = 0;  // stable hash of the sequence of words with their signs
  std::uint64_t words = 0;    // tokens; 0 where the text has no letter and no digit
  std::uint64_t bytes = 0;  // of the folded text: those of characters that nobody sees do not count
  // Only with a key. Another hash of the same words: texts that agree in both have the same words.
  std::uint64_t keyed_content = 0;
  std::uint64_t least_ngram = 0;  // the least of the 64-bit keyed hashes of the n-grams
  std::uint64_t first_ngram = 0;  // the shingle that comes first in the text; 0 where there is none
};

// Turns texts into shingles.
//
// Words are those of text::WordScanner in the folded text (text::fold), by default in lower case:
// case, punctuation and white space make no difference, nor do characters that nobody sees and
// variants of letters. Signs do (text::append_signs): those after a word belong to it, those before
// the first word to that one, so that they are as many n-grams as without them. Inside a script
// without spaces every pair of neighbouring characters (Han, Hiragana, Katakana) or every six
// (Thai, Lao, Khmer, Burmese) counts as a word, so that no dictionary is needed and an insertion
// shifts nothing. A text of fewer than `ngram_size` words has one shingle; one without words has
// none.
//
// Hashes have 64 bits. Among n distinct shingles of a corpus two collide with probability n²/2^65
// (3 in 100 for 10^9), and a collision matters only where both are in one pair of compared texts.
// With 32 bits a corpus of 100,000 distinct shingles would have one already.
//
// Stable hashes can be made to collide: from some hundred thousand words each, a program finds
// unrelated texts with equal hashes in seconds (Wagner 2002). So hashes that are compared within
// one process only are made with a secret `key`, which enters the hash of every word. The upper
// half of a keyed hash depends on the key; the lower half is 32 bits of the stable hash, so that
// what is derived from it alone, as MinHash signatures are, is the same in every run.
//
// Hashes without a key are stable (kShingleVersion names the scheme), so they may be stored; only
// characters that a later Unicode assigns may become letters. One object a thread; building one is
// cheap. Time is linear in the text except for sorting, n log n at worst.
class Shingler {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  explicit Shingler(ShingleOptions options = {}, std::optional<std::uint64_t> key = {});
  ~Shingler();
  Shingler(Shingler&&) noexcept;
  Shingler& operator=(Shingler&&) noexcept;

  // Replaces `out` by the shingles of valid UTF-8: ascending, each once.
  TextDigest shingle(std::string_view valid, std::vector<std::uint64_t>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The half of a keyed hash that is the same in every run.
[[nodiscard]] constexpr std::uint32_t stable_half(std::uint64_t keyed_shingle) noexcept {
  return static_cast<std::uint32_t>(keyed_shingle);
}

// Changes whenever the hash of some text changes. Stored with everything that stores hashes.
inline constexpr std::uint32_t kShingleVersion = 3;

}  // namespace saring::dedup
