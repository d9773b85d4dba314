#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "saring/dedup/lsh.hpp"
#include "saring/dedup/shingle.hpp"
#include "saring/dedup/similarity.hpp"

// Steps of a search for near-duplicates that is distributed over processes. They are the steps that
// Deduplicator does in one process, for one text, set or pair at a time. All processes of a search
// use one key. The framework that distributes the search must connect the steps (grouping by keys,
// clusters).
namespace saring::dedup {

// What a search must know about a text besides its set of shingles.
struct SpreadText {
  // A 128-bit hash of the set: texts with equal hashes have equal sets. Both are 0 for an empty
  // set.
  std::uint64_t set_high = 0;
  std::uint64_t set_low = 0;
  // Two hashes of the words in order, the second one with the key: texts that agree in both have
  // the same words. The first one decides ties between texts of equal length.
  std::uint64_t content = 0;
  std::uint64_t keyed_content = 0;
  std::uint64_t bytes = 0;  // length of the folded text, for choosing the longest
};

// Turns texts into sets as Deduplicator does. Use one per thread.
class TextSpreader {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  TextSpreader(const ShingleOptions& options, std::uint64_t key);

  // Replaces `set` by the shingles of valid UTF-8, ascending and without repeats.
  SpreadText spread(std::string_view valid, std::vector<std::uint64_t>& set);

 private:
  Shingler shingler_;
};

// The length of a set's prefix, in any order of shingles that all sets share: two sets with a
// similarity of at least `threshold` share a shingle of both prefixes (AllPairs, Bayardo et al.
// 2007). 0 for an empty set.
[[nodiscard]] std::size_t prefix_length(std::size_t size, const Measure& measure, double threshold);

// The band keys of sets, for finding candidates as search="minhash" does. They use the half of each
// hash that does not depend on the key, so they are the same in every run.
class SetBands {
 public:
  // Throws std::invalid_argument for num_perm outside 1 to 4096.
  SetBands(unsigned num_perm, LshBands bands);
  ~SetBands();
  SetBands(SetBands&&) noexcept;
  SetBands& operator=(SetBands&&) noexcept;

  // Replaces `keys` by one key per band. The set must be made with a key.
  void find(std::span<const std::uint64_t> set, std::vector<std::uint64_t>& keys);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The similarity of two sets, or 0 if it is below the threshold.
[[nodiscard]] double similarity_from(std::span<const std::uint64_t> left,
                                     std::span<const std::uint64_t> right, const Measure& measure,
                                     double threshold);

}  // namespace saring::dedup
