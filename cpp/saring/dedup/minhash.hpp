#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// MinHash signatures: short vectors that estimate the Jaccard similarity of sets by the share of
// positions in which they agree.
namespace saring::dedup {

// Computes the signature of a set in one pass. Each shingle falls into one of num_perm bins, and a
// bin keeps its minimum. Empty bins copy the value of a full one (one-permutation hashing with
// optimal densification, Shrivastava 2017). The estimate has no bias, and a variance close to J (1
// - J) / num_perm even for sets smaller than num_perm.
//
// Signatures are comparable if num_perm, seed, the shingles' options, kShingleVersion and
// kMinHashVersion are equal. Immutable. Threads may share it.
class MinHasher {
 public:
  // Throws std::invalid_argument for num_perm outside 1 to 4096.
  explicit MinHasher(unsigned num_perm = 128, std::uint64_t seed = 1);

  // Fills `signature`, which has num_perm values. A set without shingles has kEmpty everywhere.
  // O(set + num_perm), or num_perm² / set if the set is smaller than num_perm.
  void sign(std::span<const std::uint64_t> shingles, std::span<std::uint32_t> signature) const;

  [[nodiscard]] unsigned num_perm() const noexcept { return num_perm_; }

  static constexpr std::uint32_t kEmpty = UINT32_MAX;

 private:
  unsigned num_perm_;
  std::uint64_t seed_;
};

// The share of positions in which the signatures agree: an estimate of the Jaccard similarity. 0 if
// either set is empty. The signatures must have equal length.
[[nodiscard]] double estimate_jaccard(std::span<const std::uint32_t> left,
                                      std::span<const std::uint32_t> right) noexcept;

// Changes whenever the signature of some set changes.
inline constexpr std::uint32_t kMinHashVersion = 1;

}  // namespace saring::dedup
