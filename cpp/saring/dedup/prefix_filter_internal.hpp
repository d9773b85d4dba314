#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/dedup/frequency_sketch_internal.hpp"
#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {

// Numbers of the sets by their place in the store, so that a store on disk is read forwards.
[[nodiscard]] std::vector<std::uint32_t> in_order_of_storage(std::span<const JoinSet> sets);

// A bound on a number of shared shingles as a whole number; rounding errors never raise it.
[[nodiscard]] inline std::size_t at_least(double bound) noexcept {
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(bound * (1 - 1e-12))));
}

// How many of `sets` hold each shingle.
[[nodiscard]] FrequencySketch count_frequencies(const ShingleStore& store,
                                                std::span<const JoinSet> sets,
                                                std::span<const std::uint32_t> order,
                                                unsigned num_threads);

// Finds the prefix of one set after another: its rarest shingles by (count, hash), without those
// that no other set can hold. One a thread.
class PrefixFinder {
 public:
  explicit PrefixFinder(const FrequencySketch& sketch) noexcept : sketch_(&sketch) {}

  // Replaces `out` by keys with ascending position.
  void find(std::span<const std::uint64_t> set, double share, std::uint32_t set_id,
            std::vector<JoinKey>& out);

 private:
  struct Counted {
    std::uint8_t count;
    std::uint64_t value;
    auto operator<=>(const Counted&) const = default;
  };

  const FrequencySketch* sketch_;
  std::vector<Counted> shared_;
};

}  // namespace saring::dedup
