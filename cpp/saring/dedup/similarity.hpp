#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// Measures of the similarity of two sets of shingles. Sets are ascending spans of distinct hashes.
namespace saring::dedup {

// The counts from which every measure is computed.
struct Overlap {
  std::size_t shared = 0;  // shingles in both
  std::size_t left = 0;    // size of the left set
  std::size_t right = 0;   // size of the right set
};

// Counts the shared shingles. If they are sure to be fewer than `at_least`, stops early and returns
// a smaller number. O(left + right), or O(small · log large) if the sizes are far apart.
[[nodiscard]] std::size_t count_shared(std::span<const std::uint64_t> left,
                                       std::span<const std::uint64_t> right,
                                       std::size_t at_least = 0) noexcept;

// A measure in [0, 1]. It must grow with `shared`, and be 0 if a set is empty.
struct Measure {
  std::string_view name;
  double (*similarity)(const Overlap&) noexcept;
  // A lower bound for the shared shingles of two sets of these sizes with a similarity of at least
  // `threshold`.
  double (*least_shared)(double threshold, double left, double right) noexcept;
  // The smallest share of its own shingles that a set has in common with any set of at least this
  // similarity. Prefixes and length filters are derived from these two bounds. Only similarity()
  // decides.
  double (*least_share)(double threshold) noexcept;
};

// |A ∩ B| / |A ∪ B| (Broder 1997: resemblance).
[[nodiscard]] double jaccard(const Overlap& overlap) noexcept;
// |A ∩ B| / |A|: the share of the left set that is in the right one (Broder 1997).
[[nodiscard]] double containment(const Overlap& overlap) noexcept;
// 2 |A ∩ B| / (|A| + |B|).
[[nodiscard]] double dice(const Overlap& overlap) noexcept;
// |A ∩ B| / sqrt(|A| |B|).
[[nodiscard]] double cosine(const Overlap& overlap) noexcept;

// The measures for the search of near-duplicates. A new measure is one line in similarity.cpp.
[[nodiscard]] std::span<const Measure> measures() noexcept;

// Throws std::invalid_argument for an unknown name. The message lists the known names.
[[nodiscard]] const Measure& measure_named(std::string_view name);

}  // namespace saring::dedup
