// One-permutation hashing (Li, Owen, Zhang 2012) with optimal densification (Shrivastava 2017). The
// older densification by rotation correlates neighbouring bins, which increases the variance on
// short texts. k separate permutations cost k times as much and give no better estimate. Tested in
// tests/cpp/dedup/minhash_test.cpp.
#include "saring/dedup/minhash.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "saring/base/hash.hpp"

namespace saring::dedup {
namespace {

constexpr unsigned kMaxPerm = 4096;

// Maps 32 random bits to [0, n) without division (Lemire 2019).
constexpr unsigned scale(std::uint32_t random, unsigned n) noexcept {
  return static_cast<unsigned>((std::uint64_t{random} * n) >> 32);
}

// The bin that the bin `empty` copies at its `attempt`th try. It is the same for every set, which
// keeps the estimate unbiased.
unsigned donor(unsigned empty, std::uint32_t attempt, std::uint64_t seed, unsigned n) noexcept {
  const std::uint64_t h = mix64(seed ^ (std::uint64_t{attempt} << 32 | empty));
  return scale(static_cast<std::uint32_t>(h >> 32), n);
}

}  // namespace

MinHasher::MinHasher(unsigned num_perm, std::uint64_t seed)
    : num_perm_(num_perm), seed_(mix64(seed + 0x9e3779b97f4a7c15ULL)) {
  if (num_perm < 1 || num_perm > kMaxPerm) {
    throw std::invalid_argument("num_perm must be between 1 and " + std::to_string(kMaxPerm) +
                                ", not " + std::to_string(num_perm));
  }
}

void MinHasher::sign(std::span<const std::uint64_t> shingles,
                     std::span<std::uint32_t> signature) const {
  if (signature.size() != num_perm_) {
    throw std::invalid_argument("a signature has " + std::to_string(num_perm_) + " values, not " +
                                std::to_string(signature.size()));
  }
  std::fill(signature.begin(), signature.end(), kEmpty);
  if (shingles.empty()) return;
  for (const std::uint64_t shingle : shingles) {
    const std::uint64_t h = mix64(shingle ^ seed_);
    std::uint32_t& bin = signature[scale(static_cast<std::uint32_t>(h >> 32), num_perm_)];
    // No shingle gets the value kEmpty.
    bin = std::min(bin, std::min(static_cast<std::uint32_t>(h), kEmpty - 1));
  }
  // Donors must be bins that were filled by shingles, not by densification.
  std::vector<unsigned> empty;
  for (unsigned i = 0; i < num_perm_; ++i) {
    if (signature[i] == kEmpty) empty.push_back(i);
  }
  std::vector<std::uint32_t> borrowed(empty.size());
  for (std::size_t k = 0; k < empty.size(); ++k) {
    std::uint32_t attempt = 0;
    unsigned from = donor(empty[k], attempt, seed_, num_perm_);
    while (signature[from] == kEmpty) from = donor(empty[k], ++attempt, seed_, num_perm_);
    borrowed[k] = signature[from];
  }
  for (std::size_t k = 0; k < empty.size(); ++k) signature[empty[k]] = borrowed[k];
}

double estimate_jaccard(std::span<const std::uint32_t> left,
                        std::span<const std::uint32_t> right) noexcept {
  if (left.empty() || left.size() != right.size()) return 0;
  std::size_t same = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    same += left[i] == right[i] && left[i] != MinHasher::kEmpty ? 1 : 0;
  }
  return static_cast<double>(same) / static_cast<double>(left.size());
}

}  // namespace saring::dedup
