// While texts arrive, shingles go to a store. Everything else happens in finish(): texts with equal
// sets become one set, the sets are clustered in the order of preference, and the result is mapped
// back to the texts. Tested in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/deduplicator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "saring/base/array_file.hpp"
#include "saring/base/hash.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/containment_internal.hpp"
#include "saring/dedup/distinct_sets_internal.hpp"
#include "saring/dedup/duplicates_internal.hpp"
#include "saring/dedup/kept_texts_internal.hpp"
#include "saring/dedup/minhash.hpp"
#include "saring/dedup/shingle_store_internal.hpp"
#include "saring/dedup/star_join_internal.hpp"

namespace saring::dedup {
namespace {

// Texts that are shingled before their sets move into the store. This limits how much is in memory
// twice.
constexpr std::size_t kSlice = 1024;
constexpr std::size_t kGrain = 16;
// If a text may be removed because others contain it, at most this many of the others are tried.
constexpr std::size_t kContainersTried = 64;
// Files that save() writes.
constexpr const char* kShingleFile = "/shingles";
constexpr const char* kTextFile = "/texts";
constexpr std::uint64_t kTextFileKind = std::uint64_t{0x7361726900000100} + kShingleVersion;
// See DedupOptions::contained.
constexpr double kShareOfCut = 0.8;

// The least containment that is searched for.
double least_searched(const DedupOptions& o) {
  return o.contained == Contained::kExcerpts ? std::min(o.containment, kShareOfCut) : o.containment;
}

void check(const DedupOptions& o) {
  if (!(o.threshold > 0 && o.threshold <= 1)) {
    throw std::invalid_argument("threshold must be in (0, 1], not " + std::to_string(o.threshold));
  }
  if (!(o.containment >= 0 && o.containment <= 1)) {
    throw std::invalid_argument("containment must be in (0, 1], or be 0 for none, not " +
                                std::to_string(o.containment));
  }
  if (o.contained != Contained::kKeep && o.containment == 0) {
    throw std::invalid_argument("to remove contained texts, containment must be in (0, 1]");
  }
  if (o.search == Search::kMinHash && o.measure != "jaccard") {
    throw std::invalid_argument("MinHash finds pairs by the measure jaccard, not " + o.measure);
  }
  (void)MinHasher(o.num_perm);
}

// The numbers of the texts, the most preferred first.
std::vector<std::uint32_t> order_of_preference(std::span<const std::uint64_t> bytes,
                                               std::span<const TextContent> contents, Keep keep,
                                               std::span<const double> rank_by,
                                               std::span<const std::uint32_t> id_order) {
  std::vector<std::uint32_t> order(bytes.size());
  std::iota(order.begin(), order.end(), 0U);
  if (keep == Keep::kFirst) return order;
  if (keep == Keep::kLast) {
    std::reverse(order.begin(), order.end());
    return order;
  }
  const auto value = [&](std::uint32_t i) {
    if (rank_by.empty() || std::isnan(rank_by[i])) return -HUGE_VAL;
    return rank_by[i];
  };
  cancellable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (value(a) != value(b)) return value(a) > value(b);
    if (bytes[a] != bytes[b]) return bytes[a] > bytes[b];
    if (!id_order.empty() && id_order[a] != id_order[b]) return id_order[a] < id_order[b];
    if (contents[a].stable != contents[b].stable) return contents[a].stable < contents[b].stable;
    return a < b;
  });
  return order;
}

}  // namespace

struct Deduplicator::Impl {
  explicit Impl(DedupOptions given)
      : options(std::move(given)),
        measure(&measure_named(options.measure)),
        store(options.memory_budget, options.temp_folder) {
    if (!options.key) options.key = random_key();
    const unsigned workers = resolve_threads(options.num_threads);
    for (unsigned i = 0; i < workers; ++i) shinglers.emplace_back(options.shingles, options.key);
  }

  void add_slice(std::span<const std::string_view> slice) {
    const std::size_t first = sets.size();
    sets.resize(first + slice.size());
    contents.resize(sets.size());
    bytes.resize(sets.size());
    if (options.contained == Contained::kExcerpts) edges.resize(sets.size());
    slice_sets.resize(std::max(slice_sets.size(), slice.size()));
    parallel_for(slice.size(), kGrain, static_cast<unsigned>(shinglers.size()),
                 [&](std::size_t begin, std::size_t end, unsigned worker) {
                   for (std::size_t i = begin; i < end; ++i) {
                     const TextDigest digest = shinglers[worker].shingle(slice[i], slice_sets[i]);
                     sets[first + i].hash = hash_set(slice_sets[i], digest.least_ngram);
                     contents[first + i] = {digest.content, digest.keyed_content};
                     bytes[first + i] = digest.bytes;
                     if (options.contained == Contained::kExcerpts) {
                       edges[first + i] = {digest.first_ngram, ends_in_ellipsis(slice[i])};
                     }
                   }
                 });
    for (std::size_t i = 0; i < slice.size(); ++i) {
      sets[first + i].set = store.append(slice_sets[i]);
      if (slice_sets[i].capacity() > kLargeSet) std::vector<std::uint64_t>().swap(slice_sets[i]);
    }
  }

  // The sets of texts that end in an ellipsis, if that matters.
  [[nodiscard]] std::vector<bool> cut_sets(const SetMembers& members) const {
    std::vector<bool> is_cut;
    if (edges.empty()) return is_cut;
    for (std::size_t set = 0; set + 1 < members.begin.size(); ++set) {
      is_cut.push_back(edges[members.texts[members.begin[set]]].is_cut);
    }
    return is_cut;
  }

  static constexpr std::size_t kLargeSet = 4096;  // its memory is freed between slices

  DedupOptions options;
  const Measure* measure;
  ShingleStore store;
  std::vector<Shingler> shinglers;
  std::vector<std::vector<std::uint64_t>> slice_sets;
  // Of each text.
  std::vector<TextSet> sets;
  std::vector<TextContent> contents;
  std::vector<std::uint64_t> bytes;
  std::vector<TextEdges> edges;  // for Contained::kExcerpts
  std::string kept_folder;       // empty: nothing is saved
};

Deduplicator::Deduplicator(DedupOptions options) {
  check(options);
  impl_ = std::make_unique<Impl>(std::move(options));
}

Deduplicator::~Deduplicator() = default;
Deduplicator::Deduplicator(Deduplicator&&) noexcept = default;
Deduplicator& Deduplicator::operator=(Deduplicator&&) noexcept = default;

void Deduplicator::add(std::span<const std::string_view> texts) {
  if (texts.size() >= UINT32_MAX - impl_->sets.size()) {
    throw std::length_error("more than 2^32 - 1 texts");
  }
  for (std::size_t at = 0; at < texts.size(); at += kSlice) {
    impl_->add_slice(texts.subspan(at, std::min(kSlice, texts.size() - at)));
  }
}

std::size_t Deduplicator::size() const noexcept { return impl_->sets.size(); }

std::uint64_t Deduplicator::num_shingles() const noexcept {
  std::uint64_t sum = 0;
  for (const TextSet& text : impl_->sets) sum += text.set.size;
  return sum;
}

void Deduplicator::set_memory_budget(std::size_t bytes) noexcept {
  impl_->options.memory_budget = bytes;
}

void Deduplicator::keep_in(const std::string& folder) {
  impl_->kept_folder = folder;
  impl_->store.keep_at(folder + kShingleFile);
}

void Deduplicator::save() {
  const Impl& d = *impl_;
  const std::array<std::uint64_t, 2> numbers = {impl_->store.flush(), *d.options.key};
  ArrayFileWriter file(d.kept_folder + kTextFile, kTextFileKind);
  file.write(std::span<const std::uint64_t>(numbers));
  file.write(std::span<const TextSet>(d.sets));
  file.write(std::span<const TextContent>(d.contents));
  file.write(std::span<const std::uint64_t>(d.bytes));
  file.write(std::span<const TextEdges>(d.edges));
  file.finish();
}

void Deduplicator::restore(const std::string& folder) {
  Impl& d = *impl_;
  ArrayFileReader file(folder + kTextFile, kTextFileKind);
  const auto numbers = file.read<std::uint64_t>();
  d.sets = file.read<TextSet>();
  d.contents = file.read<TextContent>();
  d.bytes = file.read<std::uint64_t>();
  d.edges = file.read<TextEdges>();
  d.options.key = numbers.at(1);
  d.store.restore(folder + kShingleFile, numbers.at(0));
}

Duplicates Deduplicator::finish(Keep keep, std::span<const double> rank_by,
                                std::span<const std::uint32_t> id_order) const {
  const Impl& d = *impl_;
  const DedupOptions& o = d.options;
  const std::size_t wanted = keep == Keep::kNewest || keep == Keep::kBest ? d.sets.size() : 0;
  if (rank_by.size() != wanted) {
    throw std::invalid_argument("the values to choose copies by must be " + std::to_string(wanted) +
                                ", not " + std::to_string(rank_by.size()));
  }
  if (!id_order.empty() && id_order.size() != d.sets.size()) {
    throw std::invalid_argument("ids must be " + std::to_string(d.sets.size()) + ", not " +
                                std::to_string(id_order.size()));
  }
  const DistinctSets distinct = group_equal_sets(
      d.sets, order_of_preference(d.bytes, d.contents, keep, rank_by, id_order), o.num_threads);
  const StoredSets sets(d.store, distinct.sets);
  const SimilarityRule rule{.measure = d.measure, .threshold = o.threshold};
  StarClusters clusters = join_similar_sets(sets, distinct.members,
                                            {.stars = {.rule = rule,
                                                       .pair_limit = o.pair_limit,
                                                       .num_perm = o.num_perm,
                                                       .budget = o.budget,
                                                       .num_threads = o.num_threads},
                                             .search = o.search,
                                             .memory = o.memory_budget,
                                             .temp_folder = o.temp_folder});
  ContainmentResult contained;
  // A set that shares too little with any other set to be similar is not contained either.
  if (least_searched(o) < d.measure->least_share(o.threshold)) clusters.with_partners.reset();
  if (o.containment > 0) {
    std::vector<std::uint32_t> kept;
    for (std::uint32_t set = 0; set < sets.size(); ++set) {
      if (clusters.representative[set] == set) kept.push_back(set);
    }
    contained = find_contained(
        sets, kept,
        {.share = o.containment,
         .share_of_cut = least_searched(o),
         .is_cut = d.cut_sets(distinct.members),
         .min_size = o.containment_min_shingles,
         .may_be_contained = std::move(clusters.with_partners),
         .limit = o.contained == Contained::kKeep ? o.pair_limit
                                                  : std::max(o.pair_limit, kContainersTried),
         .budget = o.budget,
         .memory = o.memory_budget,
         .num_threads = o.num_threads});
  }
  const KeptSets kept = kept_sets(sets, distinct.members, clusters, contained.pairs, d.edges,
                                  {.policy = o.contained,
                                   .share = o.containment,
                                   .share_of_cut = least_searched(o),
                                   .measure = d.measure});
  Duplicates found = duplicates_of_texts({.search = o.search,
                                          .sets = sets,
                                          .members = distinct.members,
                                          .clusters = clusters,
                                          .contained = contained,
                                          .kept = kept,
                                          .contents = d.contents,
                                          .measure = *d.measure,
                                          .pair_limit = o.pair_limit,
                                          .lists_pairs = o.lists_pairs,
                                          .listed_share = o.containment});
  found.drops_copied = keep == Keep::kNone;
  return found;
}

Duplicates near_duplicates(std::span<const std::string_view> texts, const DedupOptions& options,
                           Keep keep, std::span<const double> rank_by,
                           std::span<const std::uint32_t> id_order) {
  Deduplicator deduplicator(options);
  deduplicator.add(texts);
  return deduplicator.finish(keep, rank_by, id_order);
}

}  // namespace saring::dedup
