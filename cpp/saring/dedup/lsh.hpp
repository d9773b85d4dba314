#pragma once

#include <cstdint>
#include <span>
#include <vector>

// Locality-sensitive hashing of MinHash signatures (Indyk and Motwani 1998; Broder 1997 for the
// bands).
namespace saring::dedup {

// A signature is cut into num_bands bands of num_rows values. Sets that agree on a whole band are
// candidates. A pair of similarity J becomes a candidate with probability 1 - (1 - J^rows)^bands.
struct LshBands {
  unsigned num_bands = 1;
  unsigned num_rows = 1;

  // The probability above, for signatures of independent values.
  [[nodiscard]] double recall(double jaccard) const noexcept;
};

// Chooses the bands with the most rows (so with the fewest false candidates) that find a pair of
// similarity `threshold` with probability at least `recall`. If none does, one row per band. Throws
// std::invalid_argument for a threshold outside (0, 1].
[[nodiscard]] LshBands choose_bands(unsigned num_perm, double threshold, double recall = 0.99);

// Replaces `keys` by one hash per band.
void band_keys(std::span<const std::uint32_t> signature, LshBands bands,
               std::vector<std::uint64_t>& keys);

}  // namespace saring::dedup
