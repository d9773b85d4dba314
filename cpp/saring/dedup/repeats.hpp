#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/dedup/shingle.hpp"

// Finds lines, paragraphs and passages that occur more than once in a collection.
namespace saring::dedup {

enum class RepeatUnit : std::uint8_t {
  kPassage,    // any run of at least `min_words` words
  kParagraph,  // all lines up to the next blank line
  kLine,
};

struct RepeatOptions {
  RepeatUnit unit = RepeatUnit::kPassage;
  // The least number of words of a repeat, at least 1. For passages 1 to 64: it is the length of
  // the windows that are compared, and runs of repeated windows make longer passages.
  std::size_t min_words = 50;
  // The least number of places at which a repeat occurs, at least 2.
  std::uint64_t min_count = 2;
  bool keep_first = true;  // the first place does not count as a repeat
  Normalization normalize = {};
  // Key of the hashes (Shingler). Random if it is not given. No result depends on it.
  std::optional<std::uint64_t> key = {};
  unsigned num_threads = 0;  // 0: all cores; the result does not depend on it
  // Bytes of hashes kept in memory. More hashes go to an unlinked file in `temp_folder` (empty: the
  // system's), 8 bytes per window.
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// The place of a repeat, and the first place of the same words.
struct Repeat {
  std::uint32_t text = 0;   // position in the order of reading
  std::uint64_t start = 0;  // bytes, half-open: from its first word to the end of its last
  std::uint64_t end = 0;
  std::uint64_t words = 0;
  std::uint32_t first_text = 0;  // if this is the first place, the same place
  std::uint64_t first_start = 0;
  std::uint64_t first_end = 0;
};

// Reads a collection twice: count() takes every text once, then find() takes the same texts in the
// same order. Both take texts in batches of any size, so that texts may come from files.
//
// Words are the words of Shingler. A word belongs to a repeated passage if it is inside a window of
// `min_words` words that occurred before, in an earlier text or earlier in the same text without
// overlap. So every removed passage also occurs at a place that is kept: the first one. Windows
// that are consecutive both here and in the text of their first place are one repeat. Repeats of
// one text overlap if parts of it come from different texts. In scripts without spaces, a passage
// is shortened to whole words, but its first place is not.
//
// Exact except for collisions of 64-bit keyed hashes: among n different windows, two collide with
// probability n²/2^65. Sorting the hashes compares all windows of a corpus, as a suffix array would
// compare its bytes (Lee et al. 2022, https://aclanthology.org/2022.acl-long.577). Here windows
// begin at words instead of bytes, and are sorted in parts, so that a corpus need not be in memory.
//
// Time is linear in the texts except for sorting the parts. Memory besides `memory_budget`: 40
// bytes per different window that is repeated.
//
// Not thread-safe. Uses many threads internally.
class RepeatFinder {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit RepeatFinder(RepeatOptions options = {});
  ~RepeatFinder();
  RepeatFinder(RepeatFinder&&) noexcept;
  RepeatFinder& operator=(RepeatFinder&&) noexcept;

  // Takes valid UTF-8. Throws std::system_error if the temporary file cannot be written,
  // std::length_error beyond 2^32 - 1 texts, std::logic_error after find().
  void count(std::span<const std::string_view> texts);

  // The repeats in the next texts, sorted by text, then start.
  [[nodiscard]] std::vector<Repeat> find(std::span<const std::string_view> texts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same in one call.
[[nodiscard]] std::vector<Repeat> find_repeats(std::span<const std::string_view> texts,
                                               const RepeatOptions& options = {});

}  // namespace saring::dedup
