// Tested in tests/cpp/dedup/repeated_hashes_test.cpp.
#include "saring/dedup/repeated_hashes_internal.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

// Keeps one copy of each hash that occurs at least `min_count` times, in ascending order.
void keep_repeated(std::vector<std::uint64_t>& hashes, std::uint64_t min_count) {
  cancellable_sort(hashes.begin(), hashes.end(), std::less<>());
  auto kept = hashes.begin();
  for (auto run = hashes.begin(); run != hashes.end();) {
    const std::uint64_t hash = *run;
    const auto end = std::find_if(run, hashes.end(), [&](std::uint64_t x) { return x != hash; });
    if (static_cast<std::uint64_t>(end - run) >= min_count) *kept++ = hash;
    run = end;
  }
  hashes.erase(kept, hashes.end());
  hashes.shrink_to_fit();
}

}  // namespace

HashIndex::HashIndex(std::vector<std::uint64_t> ascending) : hashes_(std::move(ascending)) {
  shift_ = 64 - std::clamp(static_cast<unsigned>(std::bit_width(hashes_.size())), 1U, 32U);
  begin_.assign((std::size_t{1} << (64 - shift_)) + 1, 0);
  for (const std::uint64_t hash : hashes_) ++begin_[(hash >> shift_) + 1];
  for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
}

std::size_t HashIndex::find(std::uint64_t hash) const noexcept {
  if (hashes_.empty()) return kNone;
  const std::size_t group = hash >> shift_;
  const auto end = hashes_.begin() + static_cast<std::ptrdiff_t>(begin_[group + 1]);
  const auto at =
      std::lower_bound(hashes_.begin() + static_cast<std::ptrdiff_t>(begin_[group]), end, hash);
  return at != end && *at == hash ? static_cast<std::size_t>(at - hashes_.begin()) : kNone;
}

RepeatedHashes::RepeatedHashes(std::size_t memory_budget, std::string temp_folder)
    : parts_(kParts, memory_budget, std::move(temp_folder)) {}

void RepeatedHashes::add(std::span<const std::uint64_t> hashes) {
  for (const std::uint64_t hash : hashes) parts_.add(hash >> 56, hash);
}

HashIndex RepeatedHashes::finish(std::uint64_t min_count, unsigned num_threads) {
  std::vector<std::vector<std::uint64_t>> repeated(kParts);
  parallel_for(kParts, 1, num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
    for (std::size_t i = begin; i < end; ++i) {
      repeated[i] = parts_.take(i);
      keep_repeated(repeated[i], min_count);
    }
  });
  std::vector<std::uint64_t> all;
  std::size_t count = 0;
  for (const auto& part : repeated) count += part.size();
  all.reserve(count);
  for (auto& part : repeated) {
    all.insert(all.end(), part.begin(), part.end());
    std::vector<std::uint64_t>().swap(part);
  }
  return HashIndex(std::move(all));
}

}  // namespace saring::dedup
