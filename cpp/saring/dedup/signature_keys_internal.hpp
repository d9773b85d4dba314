#pragma once

#include "saring/dedup/set_key_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {

// The keys of every set by MinHash: the bands of its signature, as many as find a pair of
// similarity `threshold` with probability 0.99 (choose_bands).
[[nodiscard]] KeyParts signature_keys(StoredSets sets, unsigned num_perm, double threshold,
                                      unsigned num_threads);

}  // namespace saring::dedup
