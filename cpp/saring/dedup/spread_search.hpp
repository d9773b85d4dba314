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

// Steps of a search for near-duplicates that is spread over processes: what Deduplicator does in
// one process, for one text, set or pair at a time. All processes of a search use one key. What
// joins the steps (grouping by keys, clusters) is up to the framework that spreads them.
namespace saring::dedup {

// What a search must know of a text in addition to its set of shingles.
struct SpreadText {
  // A 128-bit hash of the set: texts with equal ones have equal sets. 0 and 0 for an empty set.
  std::uint64_t set_high = 0;
  std::uint64_t set_low = 0;
  // Two hashes of the words in their order, the second with the key: texts that agree in both have
  // the same words. The first breaks ties between texts that are equally long.
  std::uint64_t content = 0;
  std::uint64_t keyed_content = 0;
  std::uint64_t bytes = 0;  // of the folded text, by which the longest is chosen
};

// Turns texts into sets as Deduplicator does. One a thread.
class TextSpreader {
 public:
  // Throws std::invalid_argument for an `ngram_size` outside 1 to 64.
  TextSpreader(const ShingleOptions& options, std::uint64_t key);

  // Replaces `set` by the shingles of valid UTF-8: ascending, each once.
  SpreadText spread(std::string_view valid, std::vector<std::uint64_t>& set);

 private:
  Shingler shingler_;
};

// How many shingles of a set, by any order that all sets share, are its prefix: two sets that are
// `threshold` similar share a shingle of both prefixes (AllPairs, Bayardo et al. 2007). 0 for an
// empty set.
[[nodiscard]] std::size_t prefix_length(std::size_t size, const Measure& measure, double threshold);

// The band keys of sets, by which search="minhash" finds candidates. They are made of the half of
// each hash that has no key, so they are the same in every run.
class SetBands {
 public:
  // Throws std::invalid_argument for num_perm outside 1 to 4096.
  SetBands(unsigned num_perm, LshBands bands);
  ~SetBands();
  SetBands(SetBands&&) noexcept;
  SetBands& operator=(SetBands&&) noexcept;

  // Replaces `keys` by one for each band of a set made with a key.
  void find(std::span<const std::uint64_t> set, std::vector<std::uint64_t>& keys);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The similarity of two sets, 0 where it is less than the threshold.
[[nodiscard]] double similarity_from(std::span<const std::uint64_t> left,
                                     std::span<const std::uint64_t> right, const Measure& measure,
                                     double threshold);

}  // namespace saring::dedup
