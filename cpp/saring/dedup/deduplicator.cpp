// Shingles go to a store while texts arrive; everything else happens in finish(): texts with equal
// sets become one set, the sets are joined in the order of preference, and the outcome is spread
// over the texts again. Tested in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/deduplicator.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "saring/base/hash.hpp"
#include "saring/base/thread_pool.hpp"
#include "saring/dedup/expand_internal.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/minhash.hpp"
#include "saring/dedup/set_join_internal.hpp"
#include "saring/dedup/shingle_store_internal.hpp"

namespace saring::dedup {
namespace {

// Texts that are shingled before their sets move into the store: bounds what is held twice.
constexpr std::size_t kSlice = 1024;
constexpr std::size_t kGrain = 16;

// 128 bits that stand for a whole set of shingles: two sets collide with probability 2^-128.
struct SetHash {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const SetHash&) const = default;
};

SetHash hash_set(std::span<const std::uint64_t> set) {
  const std::string_view bytes(reinterpret_cast<const char*>(set.data()), set.size_bytes());
  return {hash64(bytes, 1), hash64(bytes, 2)};
}

struct TextState {
  StoredSet set;
  SetHash set_hash;
  std::uint64_t content = 0;
  std::uint64_t bytes = 0;
};

void check(const DedupOptions& o) {
  if (!(o.threshold > 0 && o.threshold <= 1)) {
    throw std::invalid_argument("threshold must lie in (0, 1], not " + std::to_string(o.threshold));
  }
  if (!(o.containment >= 0 && o.containment <= 1)) {
    throw std::invalid_argument("containment must lie in (0, 1], or be 0 for none, not " +
                                std::to_string(o.containment));
  }
  if (o.search == Search::kMinHash && o.measure != "jaccard") {
    throw std::invalid_argument("MinHash finds pairs by the measure jaccard, not " + o.measure);
  }
  (void)MinHasher(o.num_perm);
}

// Numbers of the texts in the order in which they are preferred.
std::vector<std::uint32_t> order_of_preference(std::span<const TextState> texts, Keep keep,
                                               std::span<const double> rank_by) {
  std::vector<std::uint32_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0U);
  if (keep == Keep::kFirst) return order;
  const auto value = [&](std::uint32_t i) {
    if (rank_by.empty() || std::isnan(rank_by[i])) return -HUGE_VAL;
    return rank_by[i];
  };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (value(a) != value(b)) return value(a) > value(b);
    const TextState& x = texts[a];
    const TextState& y = texts[b];
    if (x.bytes != y.bytes) return x.bytes > y.bytes;
    if (x.content != y.content) return x.content < y.content;
    return a < b;
  });
  return order;
}

struct DistinctSets {
  std::vector<JoinSet> sets;
  SetMembers members;
};

// Texts with equal sets in one, in the order of the most preferred text of each.
DistinctSets group_equal_sets(std::span<const TextState> texts,
                              std::span<const std::uint32_t> preference) {
  std::vector<std::uint32_t> rank(texts.size());
  std::vector<std::uint32_t> by_hash;
  for (std::uint32_t i = 0; i < preference.size(); ++i) {
    rank[preference[i]] = i;
    if (texts[preference[i]].set.size > 0) by_hash.push_back(preference[i]);
  }
  std::sort(by_hash.begin(), by_hash.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (texts[a].set_hash != texts[b].set_hash) return texts[a].set_hash < texts[b].set_hash;
    return rank[a] < rank[b];
  });
  struct Group {
    std::uint32_t first;  // index into by_hash
    std::uint32_t size;
  };
  std::vector<Group> groups;
  for (std::uint32_t i = 0; i < by_hash.size(); ++i) {
    if (i == 0 || texts[by_hash[i]].set_hash != texts[by_hash[i - 1]].set_hash) {
      groups.push_back({i, 0});
    }
    ++groups.back().size;
  }
  std::sort(groups.begin(), groups.end(), [&](const Group& a, const Group& b) {
    return rank[by_hash[a.first]] < rank[by_hash[b.first]];
  });
  DistinctSets out;
  out.members.begin.push_back(0);
  for (const Group& group : groups) {
    out.sets.push_back({texts[by_hash[group.first]].set, group.size});
    const auto begin = by_hash.begin() + group.first;
    out.members.texts.insert(out.members.texts.end(), begin, begin + group.size);
    out.members.begin.push_back(out.members.texts.size());
  }
  return out;
}

// Bands of the sets' signatures in place of prefixes.
std::vector<std::vector<JoinKey>> signature_keys(const ShingleStore& store,
                                                 std::span<const JoinSet> sets,
                                                 const DedupOptions& options) {
  const MinHasher hasher(options.num_perm);
  const LshBands bands = choose_bands(options.num_perm, options.threshold);
  std::vector<std::vector<JoinKey>> keys(sets.size());
  parallel_for(sets.size(), 64, options.num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 std::vector<std::uint64_t> buffer;
                 std::vector<std::uint64_t> hashes;
                 std::vector<std::uint32_t> signature(options.num_perm);
                 for (std::size_t i = begin; i < end; ++i) {
                   hasher.sign(store.load(sets[i].stored, buffer), signature);
                   band_keys(signature, bands, hashes);
                   for (const std::uint64_t hash : hashes) {
                     keys[i].push_back({hash, static_cast<std::uint32_t>(i), 0});
                   }
                 }
               });
  std::vector<std::vector<JoinKey>> parts(kKeyParts);
  for (auto& of_set : keys) {
    for (const JoinKey& key : of_set) parts[key_part(key.hash)].push_back(key);
    std::vector<JoinKey>().swap(of_set);
  }
  return parts;
}

}  // namespace

struct Deduplicator::Impl {
  explicit Impl(DedupOptions given)
      : options(std::move(given)),
        measure(&measure_named(options.measure)),
        store(options.memory_budget, options.temp_folder) {
    const unsigned workers = resolve_threads(options.num_threads);
    for (unsigned i = 0; i < workers; ++i) shinglers.emplace_back(options.shingles);
  }

  void add_slice(std::span<const std::string_view> slice) {
    slice_sets.resize(std::max(slice_sets.size(), slice.size()));
    slice_states.assign(slice.size(), {});
    parallel_for(slice.size(), kGrain, static_cast<unsigned>(shinglers.size()),
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   for (std::size_t i = begin; i < end; ++i) {
                     const TextDigest digest = shinglers[worker].shingle(slice[i], slice_sets[i]);
                     TextState& state = slice_states[i];
                     state.set_hash = hash_set(slice_sets[i]);
                     state.content = digest.content;
                     state.bytes = slice[i].size();
                   }
                 });
    for (std::size_t i = 0; i < slice.size(); ++i) {
      slice_states[i].set = store.append(slice_sets[i]);
      texts.push_back(slice_states[i]);
      if (slice_sets[i].capacity() > kLargeSet) std::vector<std::uint64_t>().swap(slice_sets[i]);
    }
  }

  static constexpr std::size_t kLargeSet = 4096;  // its memory is given back between slices

  DedupOptions options;
  const Measure* measure;
  ShingleStore store;
  std::vector<Shingler> shinglers;
  std::vector<std::vector<std::uint64_t>> slice_sets;
  std::vector<TextState> slice_states;
  std::vector<TextState> texts;
};

Deduplicator::Deduplicator(DedupOptions options) {
  check(options);
  impl_ = std::make_unique<Impl>(std::move(options));
}

Deduplicator::~Deduplicator() = default;
Deduplicator::Deduplicator(Deduplicator&&) noexcept = default;
Deduplicator& Deduplicator::operator=(Deduplicator&&) noexcept = default;

void Deduplicator::add(std::span<const std::string_view> texts) {
  if (texts.size() >= UINT32_MAX - impl_->texts.size()) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  for (std::size_t at = 0; at < texts.size(); at += kSlice) {
    impl_->add_slice(texts.subspan(at, std::min(kSlice, texts.size() - at)));
  }
}

std::size_t Deduplicator::size() const noexcept { return impl_->texts.size(); }

Duplicates Deduplicator::finish(Keep keep, std::span<const double> rank_by) const {
  const Impl& d = *impl_;
  const DedupOptions& o = d.options;
  const std::size_t wanted = keep == Keep::kNewest || keep == Keep::kBest ? d.texts.size() : 0;
  if (rank_by.size() != wanted) {
    throw std::invalid_argument("the values to choose copies by must be " + std::to_string(wanted) +
                                ", not " + std::to_string(rank_by.size()));
  }
  const DistinctSets distinct =
      group_equal_sets(d.texts, order_of_preference(d.texts, keep, rank_by));
  auto keys =
      o.search == Search::kMinHash
          ? signature_keys(d.store, distinct.sets, o)
          : prefix_keys(d.store, distinct.sets, d.measure->least_share(o.threshold), o.num_threads);
  const JoinResult joined = join_sets(d.store, distinct.sets, std::move(keys),
                                      {.measure = d.measure,
                                       .threshold = o.threshold,
                                       .pair_limit = o.pair_limit,
                                       .num_threads = o.num_threads});
  ContainmentResult contained;
  if (o.containment > 0) {
    std::vector<std::uint32_t> kept;
    for (std::uint32_t set = 0; set < distinct.sets.size(); ++set) {
      if (joined.leader[set] == set) kept.push_back(set);
    }
    contained = contained_sets(d.store, distinct.sets, kept,
                               {.share = o.containment,
                                .min_size = o.containment_min_shingles,
                                .limit = o.pair_limit,
                                .num_threads = o.num_threads});
  }
  std::vector<std::uint64_t> contents;
  contents.reserve(d.texts.size());
  for (const TextState& text : d.texts) contents.push_back(text.content);
  return expand({.sets = distinct.sets,
                 .members = distinct.members,
                 .joined = joined,
                 .contained = contained,
                 .contents = contents,
                 .measure = *d.measure,
                 .pair_limit = o.pair_limit});
}

std::size_t Duplicates::num_removed() const noexcept {
  std::size_t removed = 0;
  for (std::size_t i = 0; i < kept.size(); ++i) removed += keeps(i) ? 0 : 1;
  return removed;
}

Duplicates near_duplicates(std::span<const std::string_view> texts, const DedupOptions& options,
                           Keep keep, std::span<const double> rank_by) {
  Deduplicator deduplicator(options);
  deduplicator.add(texts);
  return deduplicator.finish(keep, rank_by);
}

}  // namespace saring::dedup
