#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace saring::dedup {

// How much work the search for the copies of a text may take. This keeps the time linear in the
// texts, whatever they contain.
//
// Work is counted in steps of five to ten nanoseconds. Looking at a list, or at a text in a list,
// is one step. Comparing a pair of texts that proves not similar is steps_to_compare() steps.
// Similar pairs are results and cost nothing.
struct WorkBudget {
  std::uint64_t of_text = std::uint64_t{1} << 14;
  std::uint64_t of_shingle = 16;  // in addition, per distinct shingle of the text
  // The additional steps that all texts together may take, first come, first served. So small
  // collections are searched exactly, however similar their texts are.
  std::uint64_t of_search = std::uint64_t{1} << 26;

  [[nodiscard]] std::uint64_t of_set(std::size_t size) const noexcept {
    return of_text + of_shingle * size;
  }
};

// An approximate upper bound for sets of these sizes: most comparisons stop early. See
// count_shared.
[[nodiscard]] constexpr std::uint64_t steps_to_compare(std::size_t left,
                                                       std::size_t right) noexcept {
  return 8 + std::min(left + right, 32 * std::min(left, right)) / 4;
}

// True if the remaining steps are enough to look up another set of the same size and compare it.
[[nodiscard]] constexpr bool suffices_for_equal(std::uint64_t steps, std::size_t size) noexcept {
  return steps > 1 + steps_to_compare(size, size);
}

// The unused steps of a search. Sets are searched in batches of fixed size. During a batch each set
// may take an equal part, so that the result does not depend on the number of threads.
class SharedSteps {
 public:
  explicit SharedSteps(std::uint64_t steps) noexcept : left_(steps) {}

  [[nodiscard]] std::uint64_t part(std::size_t batch) const noexcept { return left_ / batch; }
  void take(std::uint64_t steps) noexcept { left_ -= steps < left_ ? steps : left_; }

 private:
  std::uint64_t left_;
};

}  // namespace saring::dedup
