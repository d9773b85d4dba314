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

// Finds the lines, paragraphs and passages that stand more than once in a collection.
namespace saring::dedup {

enum class RepeatUnit : std::uint8_t {
  kPassage,    // any run of at least `min_words` words
  kParagraph,  // lines up to the next blank one
  kLine,
};

struct RepeatOptions {
  RepeatUnit unit = RepeatUnit::kPassage;
  // Least number of words of a repeat, at least 1. Of a passage 1 to 64: the length of the windows
  // that are compared; runs of repeated windows make longer passages.
  std::size_t min_words = 50;
  // Least number of places where a repeat stands, at least 2.
  std::uint64_t min_count = 2;
  bool keep_first = true;  // the first place of a repeat is none
  Normalization normalize = {};
  // Of the hashes (Shingler). Drawn at random where it is not given; no result depends on it.
  std::optional<std::uint64_t> key = {};
  unsigned num_threads = 0;  // 0: all cores; the result does not depend on it
  // Bytes of hashes kept in memory; beyond, they go to an unlinked file in `temp_folder` (empty:
  // the system's), 8 bytes for each window.
  std::size_t memory_budget = std::size_t{256} << 20;
  std::string temp_folder = {};
};

// Where a repeat is, and where the same words stood first.
struct Repeat {
  std::uint32_t text = 0;   // position in the order of reading
  std::uint64_t start = 0;  // bytes, half-open: from its first word to the end of its last
  std::uint64_t end = 0;
  std::uint64_t words = 0;
  std::uint32_t first_text = 0;  // the same place where this is the first
  std::uint64_t first_start = 0;
  std::uint64_t first_end = 0;
};

// Reads a collection twice: count() sees every text once, then find() the same texts in the same
// order. Both take them in batches of any size, so that texts may come from files.
//
// Words are those of Shingler. A word of a passage belongs to a repeat where it is inside a window
// of `min_words` words that stood before, in an earlier text or earlier in its own, and does not
// overlap it there. So whatever is removed stands in a place that is kept: the first. Windows that
// follow each other, here and in the text where they stood first, are one repeat; repeats of one
// text overlap where parts of it come from different texts. In scripts without spaces, a passage is
// shortened to whole words; its first place is not.
//
// Exact but for collisions of 64-bit keyed hashes: among n different windows two collide with
// probability n²/2^65. The windows of a corpus are compared by sorting their hashes, as a suffix
// array would compare its bytes (Lee et al. 2022, https://aclanthology.org/2022.acl-long.577), but
// at words instead of bytes, and in parts, so that a corpus need not be in memory.
//
// Time is linear in the texts but for the sorting of the parts. Memory in addition to
// `memory_budget`: 40 bytes for each different window that is repeated.
//
// Not thread-safe; works on many threads inside.
class RepeatFinder {
 public:
  // Throws std::invalid_argument for options outside their ranges.
  explicit RepeatFinder(RepeatOptions options = {});
  ~RepeatFinder();
  RepeatFinder(RepeatFinder&&) noexcept;
  RepeatFinder& operator=(RepeatFinder&&) noexcept;

  // Takes valid UTF-8. Throws std::system_error where the temporary file cannot be written,
  // std::length_error beyond 2^32 - 1 texts, std::logic_error after find().
  void count(std::span<const std::string_view> texts);

  // The repeats in the next texts, by text, then start.
  [[nodiscard]] std::vector<Repeat> find(std::span<const std::string_view> texts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same in one call.
[[nodiscard]] std::vector<Repeat> find_repeats(std::span<const std::string_view> texts,
                                               const RepeatOptions& options = {});

}  // namespace saring::dedup
