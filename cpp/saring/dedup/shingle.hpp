#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

// Shingles: the set of hashes of a text's word n-grams, which represents the text in every
// comparison.
namespace saring::dedup {

struct ShingleOptions {
  unsigned ngram_size = 5;  // words, 1 to 64
  std::uint64_t seed = 0;   // other seeds give other, equally good hashes
};

// What is known of a text in addition to its shingles.
struct TextDigest {
  std::uint64_t content = 0;  // hash of the sequence of folded words: equal for "exact" duplicates
  std::uint64_t words = 0;    // tokens; 0 where the text has no letter and no digit
};

// Turns texts into shingles.
//
// Words are those of text::WordScanner after NFC, in lower case: case, punctuation, white space and
// composed against decomposed letters make no difference. Inside a script without spaces every pair
// of neighbouring characters (Han, Hiragana, Katakana) or every six (Thai, Lao, Khmer, Burmese)
// counts as a word, so that no dictionary is needed and an insertion shifts nothing. A text of
// fewer than `ngram_size` words has one shingle; one without words has none.
//
// Hashes have 64 bits. Among n distinct shingles of a corpus two collide with probability n²/2^65
// (3 in 100 for 10^9), and a collision matters only where both are in one pair of compared texts.
// With 32 bits a corpus of 100,000 distinct shingles would have one already.
//
// The hashes are stable (kShingleVersion names the scheme), so they may be stored; only characters
// that a later Unicode assigns may become letters. One object a thread; building one is cheap.
// Time is linear in the text except for sorting, n log n at worst.
class Shingler {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  explicit Shingler(ShingleOptions options = {});
  ~Shingler();
  Shingler(Shingler&&) noexcept;
  Shingler& operator=(Shingler&&) noexcept;

  // Replaces `out` by the shingles of valid UTF-8: ascending, each once.
  TextDigest shingle(std::string_view valid, std::vector<std::uint64_t>& out);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Changes whenever the hash of some text changes. Stored with everything that stores hashes.
inline constexpr std::uint32_t kShingleVersion = 1;

}  // namespace saring::dedup
