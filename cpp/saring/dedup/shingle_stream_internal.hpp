#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "saring/dedup/shingle.hpp"
#include "saring/text/fold.hpp"

namespace saring::dedup {

// How texts are folded before they are shingled.
[[nodiscard]] text::FoldOptions fold_options(const Normalization& normalize);

// One word n-gram and its place in the text.
struct Shingle {
  std::uint64_t hash = 0;
  std::uint64_t word = 0;   // number of its first word in the text, from 0
  std::uint64_t start = 0;  // bytes of the text that its words span, half-open, without signs at
  std::uint64_t end = 0;    // the ends
};

// The shingles of a text in text order, one for each word with enough words after it, repeats
// included. What a word is, how it is hashed, and what the key is for: Shingler, which makes sets
// of these. The bytes from `start` to `end`, shingled by themselves, give this one shingle, unless
// a sign stands at their ends, or they begin with a digit inside a run of a script without spaces:
// there it is a character, elsewhere a word.
//
// One object a thread, for one text after another. Memory does not grow with the text.
class ShingleStream {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  explicit ShingleStream(ShingleOptions options = {}, std::optional<std::uint64_t> key = {});
  ~ShingleStream();
  ShingleStream(ShingleStream&&) noexcept;
  ShingleStream& operator=(ShingleStream&&) noexcept;

  // Begins a text: valid UTF-8, folded, which must outlive the calls of next(). Offsets count its
  // bytes.
  void start(std::string_view folded);

  // Replaces `batch` by the next shingles, some hundreds at most. False, and no shingles, at the
  // end of the text.
  bool next(std::vector<Shingle>& batch);

  // Of the whole text, once next() has returned false.
  [[nodiscard]] TextDigest digest() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same for the hashes alone.
class HashStream {
 public:
  explicit HashStream(ShingleOptions options = {}, std::optional<std::uint64_t> key = {});
  ~HashStream();
  HashStream(HashStream&&) noexcept;
  HashStream& operator=(HashStream&&) noexcept;

  void start(std::string_view folded);

  // Adds the next hashes to `out`, some hundreds. False where they are the last.
  bool next(std::vector<std::uint64_t>& out);

  [[nodiscard]] TextDigest digest() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
