// Tested in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/distinct_sets_internal.hpp"

#include <algorithm>
#include <string_view>

#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

// A text in the order of hashes. The other half of the hash is the one of the text with this rank.
struct RankedHash {
  std::uint64_t high;
  std::uint32_t rank;  // in the order of preference
};

// One thread at a time works on the hashes that begin with the same value of these bits.
constexpr unsigned kBucketBits = 8;

// The texts with shingles, by bucket and rank, and the start of each bucket.
struct Buckets {
  std::vector<RankedHash> hashes;
  std::vector<std::size_t> begin;
};

Buckets bucket_hashes(std::span<const TextSet> texts, std::span<const std::uint32_t> preference) {
  const auto bucket_of = [](std::uint64_t high) { return high >> (64 - kBucketBits); };
  Buckets out;
  out.begin.assign((std::size_t{1} << kBucketBits) + 1, 0);
  for (const TextSet& text : texts) {
    if (text.set.size > 0) ++out.begin[bucket_of(text.hash.high) + 1];
  }
  for (std::size_t i = 1; i < out.begin.size(); ++i) out.begin[i] += out.begin[i - 1];
  out.hashes.resize(out.begin.back());
  std::vector<std::size_t> next(out.begin.begin(), out.begin.end() - 1);
  for (std::uint32_t rank = 0; rank < preference.size(); ++rank) {
    const TextSet& text = texts[preference[rank]];
    if (text.set.size == 0) continue;
    out.hashes[next[bucket_of(text.hash.high)]++] = {text.hash.high, rank};
  }
  return out;
}

}  // namespace

SetHash hash_set(std::span<const std::uint64_t> set, std::uint64_t least_ngram) {
  const std::string_view bytes(reinterpret_cast<const char*>(set.data()), set.size_bytes());
  return {hash64(bytes, 1), hash64(bytes, 2) ^ least_ngram};
}

DistinctSets group_equal_sets(std::span<const TextSet> texts,
                              std::span<const std::uint32_t> preference, unsigned num_threads) {
  Buckets buckets = bucket_hashes(texts, preference);
  std::vector<RankedHash>& hashes = buckets.hashes;
  const auto low = [&](const RankedHash& text) { return texts[preference[text.rank]].hash.low; };
  const auto is_same = [&](const RankedHash& a, const RankedHash& b) {
    return a.high == b.high && low(a) == low(b);
  };
  const auto is_less = [&](const RankedHash& a, const RankedHash& b) {
    if (a.high != b.high) return a.high < b.high;
    const std::uint64_t low_a = low(a);
    const std::uint64_t low_b = low(b);
    return low_a != low_b ? low_a < low_b : a.rank < b.rank;
  };
  // For each rank that is the first of its group: the start of the group.
  constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<std::uint32_t> group_of_first(preference.size(), kNone);
  parallel_for(
      buckets.begin.size() - 1, 1, num_threads, [&](std::size_t bucket, std::size_t, unsigned) {
        const auto begin = hashes.begin() + static_cast<std::ptrdiff_t>(buckets.begin[bucket]);
        const auto end = hashes.begin() + static_cast<std::ptrdiff_t>(buckets.begin[bucket + 1]);
        cancellable_sort(begin, end, is_less);
        for (auto at = begin; at != end; ++at) {
          if (at != begin && is_same(*at, at[-1])) continue;
          group_of_first[at->rank] = static_cast<std::uint32_t>(at - hashes.begin());
        }
      });
  DistinctSets out;
  const auto num_sets =
      group_of_first.size() -
      static_cast<std::size_t>(std::count(group_of_first.begin(), group_of_first.end(), kNone));
  out.sets.reserve(num_sets);
  out.members.begin.reserve(num_sets + 1);
  out.members.texts.reserve(hashes.size());
  out.members.begin.push_back(0);
  for (const std::uint32_t group : group_of_first) {
    if (group == kNone) continue;
    out.sets.push_back(texts[preference[hashes[group].rank]].set);
    std::size_t at = group;
    do {
      out.members.texts.push_back(preference[hashes[at].rank]);
    } while (++at < hashes.size() && is_same(hashes[at], hashes[group]));
    out.members.begin.push_back(static_cast<std::uint32_t>(out.members.texts.size()));
  }
  return out;
}

}  // namespace saring::dedup
