// Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/scores_internal.hpp"

namespace saring::lang {

Totals totals_of(const Scores& scores) noexcept {
  Totals out;
  std::uint32_t most = 0;
  for_each_group(scores, [&](std::size_t g) {
    out.letters += scores.letters[g];
    out.words += scores.words[g];
    if (scores.letters[g] > most) {
      most = scores.letters[g];
      out.main = g;
    }
  });
  return out;
}

}  // namespace saring::lang
