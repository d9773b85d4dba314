// Sets that cannot have a similar set are removed first: in most texts, too many shingles occur in
// no other text. The rest is counted again without them, until few more are removed.
//
// The keys of the remaining sets link them into components. Components are clustered one by one,
// because a set is only compared with sets of its component. So memory holds one batch of
// components, and its sets are read in the order of storage.
//
// The whole search may take some steps beyond the allowance of each set. These are divided over
// components by the squares of their sizes. So the result does not depend on how components are put
// into batches. Tested in tests/cpp/dedup/star_join_test.cpp against one search of all sets.
#include "saring/dedup/star_join_internal.hpp"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include "saring/base/parallel.hpp"
#include "saring/base/system_memory.hpp"
#include "saring/dedup/band_finder_internal.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/linked_keys_internal.hpp"
#include "saring/dedup/lsh.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/unshared_values_internal.hpp"

namespace saring::dedup {
namespace {

// With less, sets would be read more often than necessary.
constexpr std::size_t kLeastFilterMemory = std::size_t{16} << 20;
// All threads work together on a component of this many sets. Smaller ones are done by one thread
// each.
constexpr std::size_t kLargeComponent = 2048;

// The sets of a batch, ascending, if the store is on disk.
struct LoadedSets {
  ShingleStore store{SIZE_MAX, {}};
  std::vector<std::uint32_t> sets;
  std::vector<StoredSet> places;
};

class StarJoin {
 public:
  StarJoin(StoredSets sets, const SetMembers& members, const JoinOptions& options)
      : sets_(sets),
        members_(members),
        options_(options),
        share_(options.stars.rule.measure->least_share(options.stars.rule.threshold)),
        // A quarter is for waiting keys and a quarter for the keys that are being divided; later
        // half is for the search, besides waiting keys. The rest is overhead of the allocator.
        keys_(sets, options.memory / 2, options.temp_folder) {
    result_.representative.resize(sets.size());
    std::iota(result_.representative.begin(), result_.representative.end(), 0U);
    result_.similarity.assign(sets.size(), 1.0);
  }

  StarClusters run() {
    find_keys();
    keys_.link(options_.memory / 2, options_.stars.num_threads);
    for (std::size_t batch = 0; batch < keys_.num_batches(); ++batch) {
      search_batch(batch);
      return_free_memory();
    }
    cancellable_sort(result_.pairs.begin(), result_.pairs.end(),
                     [](const SetPair& a, const SetPair& b) {
                       return a.right != b.right ? a.right < b.right : a.left < b.left;
                     });
    sum_recall();
    return std::move(result_);
  }

 private:
  // The keys of the sets of one component.
  using Component = std::span<const SetKey>;

  // The expected hits and misses of a search by bands.
  struct Expected {
    std::uint32_t component;
    std::uint32_t num_sets;
    double recall;  // mean over the sets
    double misses;
  };

  void find_keys() {
    const KeySink sink = [this](std::span<const SetKey> keys) { keys_.add(keys); };
    const StarOptions& o = options_.stars;
    if (options_.search == Search::kMinHash) {
      find_band_keys(sets_, sets_.in_order_of_storage(), o.num_perm,
                     choose_bands(o.num_perm, share_), o.num_threads, sink);
      return;
    }
    const std::vector<std::uint32_t> searched = sets_to_search();
    const ShingleOrder order = order_by_frequency(sets_, searched, o.num_threads);
    find_prefix_keys(sets_, searched, order, share_, o.num_threads, sink);
  }

  // The sets that may have a similar set, in the order of storage.
  std::vector<std::uint32_t> sets_to_search() {
    std::vector<std::uint32_t> left = sets_.in_order_of_storage();
    while (!left.empty()) {
      const std::size_t before = left.size();
      left = sets_with_partners(sets_, left, left, share_,
                                std::max(options_.memory, kLeastFilterMemory),
                                options_.stars.num_threads);
      if (!result_.with_partners) result_.with_partners = left;
      if (left.size() > before / 2) break;
    }
    return left;
  }

  void search_batch(std::size_t batch) {
    std::vector<SetKey> keys = keys_.take_batch(batch);
    std::vector<Component> small;
    std::vector<Component> large;
    std::vector<std::uint32_t> in_batch;
    for (std::size_t at = 0; at < keys.size();) {
      const std::size_t first = at;
      const std::size_t first_set = in_batch.size();
      const std::uint32_t component = keys_.component(keys[at].set);
      for (; at < keys.size() && keys_.component(keys[at].set) == component; ++at) {
        if (at == first || keys[at].set != keys[at - 1].set) in_batch.push_back(keys[at].set);
      }
      const bool is_large = in_batch.size() - first_set >= kLargeComponent;
      (is_large ? large : small).push_back(std::span(keys).subspan(first, at - first));
    }
    load_sets(std::move(in_batch));
    if (large.size() == 1 && small.empty()) {
      // It may be most of the collection, so its keys are not stored twice.
      LocalSets local = local_sets(large.front());
      std::vector<SetKey>().swap(keys);
      search(std::move(local), options_.stars.num_threads);
      return;
    }
    for (const Component& component : large) {
      search(local_sets(component), options_.stars.num_threads);
    }
    parallel_for(small.size(), 16, options_.stars.num_threads,
                 [&](std::size_t begin, std::size_t end, unsigned) {
                   for (std::size_t i = begin; i < end; ++i) search(local_sets(small[i]), 1);
                 });
  }

  // Reads the sets of a batch forwards into memory, if they fit.
  void load_sets(std::vector<std::uint32_t> in_batch) {
    loaded_.reset();
    std::uint64_t bytes = 0;
    for (const std::uint32_t set : in_batch) bytes += sets_.size_of(set) * sizeof(std::uint64_t);
    if (!sets_.store().on_disk() || bytes > options_.memory) return;
    loaded_.emplace();
    std::sort(in_batch.begin(), in_batch.end());
    std::vector<std::uint32_t> order(in_batch.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return sets_.place_of(in_batch[a]).begin < sets_.place_of(in_batch[b]).begin;
    });
    loaded_->places.resize(in_batch.size());
    std::vector<std::uint64_t> buffer;
    for (const std::uint32_t i : order) {
      loaded_->places[i] = loaded_->store.append(sets_.load(in_batch[i], buffer));
    }
    loaded_->sets = std::move(in_batch);
  }

  // The present place of a set of the batch.
  [[nodiscard]] StoredSet place_of(std::uint32_t set) const {
    if (!loaded_) return sets_.place_of(set);
    const auto at = std::lower_bound(loaded_->sets.begin(), loaded_->sets.end(), set);
    return loaded_->places[static_cast<std::size_t>(at - loaded_->sets.begin())];
  }

  // The sets of one component, numbered from 0.
  struct LocalSets {
    std::vector<std::uint32_t> sets;
    std::vector<StoredSet> places;
    SetMembers members;
    KeyParts keys;
  };

  [[nodiscard]] LocalSets local_sets(Component component) const {
    LocalSets local;
    local.members.begin.push_back(0);
    local.keys.resize(component.size() < kKeyParts * kKeyParts ? 1 : kKeyParts);
    for (const SetKey& key : component) {
      if (local.sets.empty() || local.sets.back() != key.set) {
        local.sets.push_back(key.set);
        local.places.push_back(place_of(key.set));
        const auto texts = members_.of(key.set);
        local.members.texts.insert(local.members.texts.end(), texts.begin(), texts.end());
        local.members.begin.push_back(static_cast<std::uint32_t>(local.members.texts.size()));
      }
      const auto set = static_cast<std::uint32_t>(local.sets.size() - 1);
      local.keys[local.keys.size() == 1 ? 0 : part_of(key)].push_back(
          {key.hash, set, key.position});
    }
    return local;
  }

  // Clusters one component, and stores the result.
  void search(LocalSets local, unsigned num_threads) {
    StarOptions options = options_.stars;
    options.num_threads = num_threads;
    options.budget.of_search = steps_of(local.sets.size());
    std::optional<KeyParts> prefixes;
    if (options_.search == Search::kExact) {
      prefixes = std::move(local.keys);
    } else {
      KeyParts().swap(local.keys);
    }
    const ShingleStore& store = loaded_ ? loaded_->store : sets_.store();
    take_over(local.sets, find_star_clusters({store, local.places}, local.members,
                                             std::move(prefixes), options));
  }

  // The component's share of the steps of the search.
  [[nodiscard]] std::uint64_t steps_of(std::size_t num_sets) const {
    const auto size = static_cast<double>(num_sets);
    const double share = size * size / keys_.sum_of_squares();
    if (share >= 1) return options_.stars.budget.of_search;
    return static_cast<std::uint64_t>(share * static_cast<double>(options_.stars.budget.of_search));
  }

  void take_over(std::span<const std::uint32_t> sets, const StarClusters& found) {
    for (std::size_t i = 0; i < sets.size(); ++i) {
      result_.representative[sets[i]] = sets[found.representative[i]];
      result_.similarity[sets[i]] = found.similarity[i];
    }
    const std::lock_guard guard(lock_);
    for (const SetPair& pair : found.pairs) {
      result_.pairs.push_back({sets[pair.left], sets[pair.right], pair.shared});
    }
    result_.num_candidates += found.num_candidates;
    result_.num_visits += found.num_visits;
    result_.num_by_bands += found.num_by_bands;
    if (found.num_by_bands > 0) {
      expected_.push_back({sets.front(), static_cast<std::uint32_t>(sets.size()),
                           found.expected_recall, found.expected_misses});
    }
  }

  // In an order that does not depend on threads, because rounding depends on the order.
  void sum_recall() {
    if (options_.search == Search::kMinHash) expect_of_unlinked();
    std::sort(expected_.begin(), expected_.end(),
              [](const Expected& a, const Expected& b) { return a.component < b.component; });
    double lost = 0;
    for (const Expected& some : expected_) {
      lost += (1 - some.recall) * some.num_sets;
      result_.expected_misses += some.misses;
    }
    if (sets_.size() > 0) result_.expected_recall = 1 - lost / static_cast<double>(sets_.size());
  }

  // A set that agrees with no other set on a band was searched by bands as well.
  void expect_of_unlinked() {
    std::vector<bool> is_linked(sets_.size(), false);
    for (std::uint32_t set = 0; set < sets_.size(); ++set) {
      const std::uint32_t component = keys_.component(set);
      if (component != set) is_linked[set] = is_linked[component] = true;
    }
    const StarOptions& o = options_.stars;
    const double recall = choose_bands(o.num_perm, share_).recall(share_);
    for (std::uint32_t set = 0; set < sets_.size(); ++set) {
      if (is_linked[set]) continue;
      const std::size_t size = sets_.size_of(set);
      const bool is_searched = suffices_for_equal(o.budget.of_set(size), size);
      expected_.push_back({set, 1, is_searched ? recall : 0, 0});
      ++result_.num_by_bands;
    }
  }

  StoredSets sets_;
  const SetMembers& members_;
  const JoinOptions& options_;
  double share_;  // of two similar sets, the least share of each one's shingles that the other has
  LinkedKeys keys_;
  std::optional<LoadedSets> loaded_;
  std::mutex lock_;  // guards the following members
  std::vector<Expected> expected_;
  StarClusters result_;
};

}  // namespace

StarClusters join_similar_sets(StoredSets sets, const SetMembers& members,
                               const JoinOptions& options) {
  return StarJoin(sets, members, options).run();
}

}  // namespace saring::dedup
