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
  std::uint64_t start = 0;  // bytes of the text that its words span, half-open, without signs
  std::uint64_t end = 0;    // at the start and end
};

// The shingles of a text in text order, including repeats: one for each word that has enough words
// after it. Shingler, which makes sets of these shingles, describes words, hashes and the key. The
// bytes from `start` to `end`, shingled alone, give the same shingle, with two exceptions: there is
// a sign at an end, or they begin with a digit inside a run of a script without spaces. There the
// digit is a character, elsewhere a word.
//
// Use one object per thread, for one text after another. Memory does not grow with the text.
class ShingleStream {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  explicit ShingleStream(ShingleOptions options = {}, std::optional<std::uint64_t> key = {});
  ~ShingleStream();
  ShingleStream(ShingleStream&&) noexcept;
  ShingleStream& operator=(ShingleStream&&) noexcept;

  // Starts a text: folded, valid UTF-8, which must outlive the calls of next(). Offsets are bytes
  // of it.
  void start(std::string_view folded);

  // Replaces `batch` by the next shingles, at most some hundreds. Returns false, with no shingles,
  // at the end of the text.
  bool next(std::vector<Shingle>& batch);

  // The digest of the whole text. Call it after next() returned false.
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

  // Appends the next hashes, some hundreds, to `out`. Returns false if these are the last.
  bool next(std::vector<std::uint64_t>& out);

  [[nodiscard]] TextDigest digest() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::dedup
