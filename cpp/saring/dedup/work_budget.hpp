#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace saring::dedup {

// How much work the search for the copies of a text may be, which is what keeps the time linear in
// the texts, whatever is in them.
//
// Work is counted in steps of five to ten nanoseconds: one for every list, or text in a list, that
// is looked at, and steps_to_compare() for every pair of texts that is compared and proves not
// similar. Pairs that are similar are results, and cost nothing.
struct WorkBudget {
  std::uint64_t of_text = std::uint64_t{1} << 14;
  std::uint64_t of_shingle = 16;  // in addition, for each of the text's distinct shingles
  // What all texts together may take beyond that, first come, first served: small collections are
  // searched exactly however similar their texts are.
  std::uint64_t of_search = std::uint64_t{1} << 26;

  [[nodiscard]] std::uint64_t of_set(std::size_t size) const noexcept {
    return of_text + of_shingle * size;
  }
};

// An upper bound, about, for sets of these sizes: most comparisons stop early. See count_shared.
[[nodiscard]] constexpr std::uint64_t steps_to_compare(std::size_t left,
                                                       std::size_t right) noexcept {
  return 8 + std::min(left + right, 32 * std::min(left, right)) / 4;
}

// Whether steps that are left suffice to look another set of the same size up, and compare it.
[[nodiscard]] constexpr bool suffices_for_equal(std::uint64_t steps, std::size_t size) noexcept {
  return steps > 1 + steps_to_compare(size, size);
}

// The steps of a search that are not used up. Sets are searched in batches of fixed size; during
// one, each may take an equal part, so that the result does not depend on the number of threads.
class SharedSteps {
 public:
  explicit SharedSteps(std::uint64_t steps) noexcept : left_(steps) {}

  [[nodiscard]] std::uint64_t part(std::size_t batch) const noexcept { return left_ / batch; }
  void take(std::uint64_t steps) noexcept { left_ -= steps < left_ ? steps : left_; }

 private:
  std::uint64_t left_;
};

}  // namespace saring::dedup
