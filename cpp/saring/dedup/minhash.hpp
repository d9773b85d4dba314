#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// MinHash signatures: short vectors whose agreement estimates the Jaccard similarity of sets.
namespace saring::dedup {

// Signs a set in one pass: each shingle falls into one of num_perm bins, which keep their minimum,
// and empty bins borrow from a full one (one-permutation hashing with optimal densification,
// Shrivastava 2017). The estimate has no bias, and a variance close to J (1 - J) / num_perm even
// for sets smaller than num_perm.
//
// Signatures are comparable where num_perm, seed, the shingles' options, kShingleVersion and
// kMinHashVersion are equal. Immutable; safe to share between threads.
class MinHasher {
 public:
  // Throws std::invalid_argument for num_perm outside 1 to 4096.
  explicit MinHasher(unsigned num_perm = 128, std::uint64_t seed = 1);

  // Fills `signature`, num_perm values. A set without shingles has kEmpty everywhere.
  // O(set + num_perm), and num_perm² / set where the set is smaller than num_perm.
  void sign(std::span<const std::uint64_t> shingles, std::span<std::uint32_t> signature) const;

  [[nodiscard]] unsigned num_perm() const noexcept { return num_perm_; }

  static constexpr std::uint32_t kEmpty = UINT32_MAX;

 private:
  unsigned num_perm_;
  std::uint64_t seed_;
};

// The share of positions that agree, an estimate of the Jaccard similarity; 0 where either set is
// empty. The signatures have equal length.
[[nodiscard]] double estimate_jaccard(std::span<const std::uint32_t> left,
                                      std::span<const std::uint32_t> right) noexcept;

// Changes whenever the signature of some set changes.
inline constexpr std::uint32_t kMinHashVersion = 1;

}  // namespace saring::dedup
