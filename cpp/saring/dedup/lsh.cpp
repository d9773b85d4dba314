#include "saring/dedup/lsh.hpp"

#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>

#include "saring/base/hash.hpp"

namespace saring::dedup {

double LshBands::recall(double jaccard) const noexcept {
  return 1 - std::pow(1 - std::pow(jaccard, num_rows), num_bands);
}

LshBands choose_bands(unsigned num_perm, double threshold, double recall) {
  if (!(threshold > 0 && threshold <= 1)) {
    throw std::invalid_argument("threshold must be in (0, 1], not " + std::to_string(threshold));
  }
  LshBands best{num_perm, 1};
  for (unsigned rows = 2; rows <= num_perm; ++rows) {
    const LshBands bands{num_perm / rows, rows};
    if (bands.recall(threshold) >= recall) best = bands;
  }
  return best;
}

void band_keys(std::span<const std::uint32_t> signature, LshBands bands,
               std::vector<std::uint64_t>& keys) {
  keys.clear();
  for (unsigned band = 0; band < bands.num_bands; ++band) {
    const auto rows = signature.subspan(std::size_t{band} * bands.num_rows, bands.num_rows);
    const std::string_view bytes(reinterpret_cast<const char*>(rows.data()), rows.size_bytes());
    keys.push_back(hash64(bytes, band));
  }
}

}  // namespace saring::dedup
