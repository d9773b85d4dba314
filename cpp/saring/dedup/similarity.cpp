#include "saring/dedup/similarity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "saring/text/visible.hpp"

namespace saring::dedup {
namespace {

// From this ratio of sizes on, searching beats merging.
constexpr std::size_t kSearchRatio = 32;

std::size_t count_by_search(std::span<const std::uint64_t> small,
                            std::span<const std::uint64_t> large) noexcept {
  std::size_t shared = 0;
  auto at = large.begin();
  for (const std::uint64_t value : small) {
    at = std::lower_bound(at, large.end(), value);
    if (at == large.end()) break;
    shared += *at == value ? 1 : 0;
  }
  return shared;
}

// The formulas solved for the overlap; then the same at the partner size with the lowest bound.
constexpr std::array kMeasures = {
    Measure{"jaccard", jaccard,
            [](double t, double a, double b) noexcept { return t / (1 + t) * (a + b); },
            [](double t) noexcept { return t; }},
    Measure{"dice", dice, [](double t, double a, double b) noexcept { return t / 2 * (a + b); },
            [](double t) noexcept { return t / (2 - t); }},
    Measure{"cosine", cosine,
            [](double t, double a, double b) noexcept { return t * std::sqrt(a * b); },
            [](double t) noexcept { return t * t; }},
};

}  // namespace

std::size_t count_shared(std::span<const std::uint64_t> left, std::span<const std::uint64_t> right,
                         std::size_t at_least) noexcept {
  if (left.size() > right.size()) std::swap(left, right);
  if (left.size() * kSearchRatio < right.size()) return count_by_search(left, right);
  const std::uint64_t* a = left.data();
  const std::uint64_t* b = right.data();
  const std::uint64_t* const a_end = a + left.size();
  const std::uint64_t* const b_end = b + right.size();
  std::size_t shared = 0;
  while (a < a_end && b < b_end) {
    // Checks only once per stretch, not at every step, if the goal can still be reached.
    const auto room = static_cast<std::size_t>(std::min(a_end - a, b_end - b));
    if (shared + room < at_least) return shared;
    for (std::size_t step = std::min<std::size_t>(room, 32); step > 0; --step) {
      const std::uint64_t x = *a;
      const std::uint64_t y = *b;
      shared += x == y ? 1 : 0;
      a += x <= y ? 1 : 0;
      b += y <= x ? 1 : 0;
    }
  }
  return shared;
}

double jaccard(const Overlap& o) noexcept {
  const std::size_t all = o.left + o.right - o.shared;
  return all == 0 ? 0.0 : static_cast<double>(o.shared) / static_cast<double>(all);
}

double containment(const Overlap& o) noexcept {
  return o.left == 0 ? 0.0 : static_cast<double>(o.shared) / static_cast<double>(o.left);
}

double dice(const Overlap& o) noexcept {
  const std::size_t both = o.left + o.right;
  return both == 0 ? 0.0 : 2.0 * static_cast<double>(o.shared) / static_cast<double>(both);
}

double cosine(const Overlap& o) noexcept {
  if (o.left == 0 || o.right == 0) return 0.0;
  // A single root, so that equal sets give exactly 1.
  return std::min(1.0, static_cast<double>(o.shared) /
                           std::sqrt(static_cast<double>(o.left) * static_cast<double>(o.right)));
}

std::span<const Measure> measures() noexcept { return kMeasures; }

const Measure& measure_named(std::string_view name) {
  std::string known;
  for (const Measure& m : kMeasures) {
    if (m.name == name) return m;
    known += (known.empty() ? "" : ", ") + std::string(m.name);
  }
  throw std::invalid_argument("unknown measure \"" + text::visible(name) + "\": one of " + known);
}

}  // namespace saring::dedup
