// Containment search: every pair in which the larger set has a given share of the smaller set's
// shingles. The prefix of the smaller set is its rarest shingles, all but ceil(share · size) - 1.
// The larger set has at least one of them. So looking up every shingle of every set in a table of
// those prefixes misses no pair. Tested in tests/cpp/dedup/containment_test.cpp against all pairs.
#include "saring/dedup/containment_internal.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/id_set_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/unshared_values_internal.hpp"

namespace saring::dedup {
namespace {

// Maps a hash to sets: one array sorted by hash, and the start of each group of leading bits.
class PrefixTable {
 public:
  explicit PrefixTable(KeyParts parts) {
    for (auto& part : parts) {
      keys_.insert(keys_.end(), part.begin(), part.end());
      std::vector<SetKey>().swap(part);
    }
    cancellable_sort(keys_.begin(), keys_.end(), [](const SetKey& a, const SetKey& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.set < b.set;
    });
    shift_ = 64 - std::clamp(static_cast<unsigned>(std::bit_width(keys_.size())), 1U, 28U);
    count_groups();
  }

  [[nodiscard]] bool empty() const noexcept { return keys_.empty(); }

  // Drops the sets for which drop(set) is true.
  template <typename Drop>
  void erase(const Drop& drop) {
    std::erase_if(keys_, [&](const SetKey& key) { return drop(key.set); });
    count_groups();
  }

  // The keys of the sets with the hash in their prefix.
  [[nodiscard]] std::span<const SetKey> find(std::uint64_t hash) const {
    const std::size_t group = hash >> shift_;
    const SetKey* first = keys_.data() + begin_[group];
    const SetKey* const end = keys_.data() + begin_[group + 1];
    while (first != end && first->hash < hash) ++first;
    if (first == end || first->hash != hash) return {};
    const SetKey* last = first + 1;
    if (last != end && last->hash == hash) {
      last = std::partition_point(last, end, [&](const SetKey& key) { return key.hash == hash; });
    }
    return {first, last};
  }

 private:
  void count_groups() {
    begin_.assign((std::size_t{1} << (64 - shift_)) + 1, 0);
    for (const SetKey& key : keys_) ++begin_[(key.hash >> shift_) + 1];
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
  }

  std::vector<SetKey> keys_;
  std::vector<std::size_t> begin_;
  unsigned shift_ = 63;
};

double share_of(const ContainmentOptions& options, std::uint32_t set) {
  return !options.is_cut.empty() && options.is_cut[set] ? options.share_of_cut : options.share;
}

// The keys of the prefixes of whole sets and cut sets.
PrefixTable table_of(StoredSets sets, std::vector<std::uint32_t> searched,
                     const ShingleOrder& order, const ContainmentOptions& options) {
  const auto cut = std::stable_partition(searched.begin(), searched.end(), [&](std::uint32_t set) {
    return share_of(options, set) == options.share;
  });
  KeyParts keys = prefix_keys(sets, std::span(searched.begin(), cut), order, options.share,
                              options.num_threads);
  KeyParts of_cut = prefix_keys(sets, std::span(cut, searched.end()), order, options.share_of_cut,
                                options.num_threads);
  std::move(of_cut.begin(), of_cut.end(), std::back_inserter(keys));
  return PrefixTable(std::move(keys));
}

// The prefixes of the sets that may be the smaller one.
PrefixTable prefix_table(StoredSets sets, std::span<const std::uint32_t> reading_order,
                         std::vector<std::uint32_t> searched, const ContainmentOptions& options) {
  std::erase_if(searched, [&](std::uint32_t set) { return sets.size_of(set) < options.min_size; });
  std::uint64_t values = 0;
  for (const std::uint32_t set : reading_order) values += sets.size_of(set);
  if (searched.empty()) return PrefixTable(KeyParts());
  if (values <= FrequencySketch::kMaxCells) {
    // The sketch of the order already shows which shingles no other set has.
    const ShingleOrder order = order_by_frequency(sets, reading_order, options.num_threads);
    return table_of(sets, std::move(searched), order, options);
  }
  searched = sets_with_partners(sets, reading_order, searched,
                                std::min(options.share, options.share_of_cut), options.memory,
                                options.num_threads);
  const ShingleOrder order = order_by_frequency(sets, searched, options.num_threads).of_some();
  return table_of(sets, std::move(searched), order, options);
}

// The sets of `in_order` that are in `among`, in the same order.
std::vector<std::uint32_t> only_among(std::vector<std::uint32_t> in_order,
                                      std::span<const std::uint32_t> among, std::size_t num_sets) {
  std::vector<bool> is_among(num_sets, false);
  for (const std::uint32_t set : among) is_among[set] = true;
  std::erase_if(in_order, [&](std::uint32_t set) { return !is_among[set]; });
  return in_order;
}

// The number of larger sets that are searched before the limit is applied. It is fixed, so that the
// result does not depend on the number of threads.
constexpr std::size_t kBatch = 512;

class ContainmentSearch {
 public:
  ContainmentSearch(StoredSets sets, std::span<const std::uint32_t> among,
                    const ContainmentOptions& options)
      : sets_(sets),
        among_(among),
        options_(options),
        table_(make_table()),
        shared_steps_(options.budget.of_search),
        workers_(resolve_threads(options.num_threads)),
        listed_(sets.size(), 0),
        remaining_(among.size()) {}

  ContainmentResult run() {
    if (table_.empty()) return std::move(result_);
    for (std::size_t begin = 0; begin < among_.size(); begin += kBatch) {
      const std::size_t count = std::min(kBatch, among_.size() - begin);
      const std::uint64_t part = shared_steps_.part(kBatch);
      parallel_for(count, 16, static_cast<unsigned>(workers_.size()),
                   [&](std::size_t first, std::size_t last, unsigned worker) {
                     for (std::size_t i = first; i < last; ++i) {
                       search(among_[begin + i], part, workers_[worker]);
                     }
                   });
      take_over();
    }
    return std::move(result_);
  }

 private:
  struct Worker {
    IdSet candidates;
    StepCount steps;
    std::vector<std::span<const SetKey>> lists;
    std::vector<std::uint64_t> small_buffer;
    std::vector<std::uint64_t> large_buffer;
    // Results since the last batch.
    std::vector<SetPair> pairs;
    std::uint64_t excess = 0;  // steps beyond the allowance of each set
    std::uint64_t num_candidates = 0;
    std::uint64_t num_visits = 0;
    bool gave_up = false;
  };

  PrefixTable make_table() {
    const std::vector<std::uint32_t> reading_order =
        only_among(sets_.in_order_of_storage(), among_, sets_.size());
    const std::vector<std::uint32_t> searched =
        options_.may_be_contained ? only_among(*options_.may_be_contained, among_, sets_.size())
                                  : reading_order;
    PrefixTable table = prefix_table(sets_, reading_order, searched, options_);
    // If the store is on disk, read the sets once forwards, so that few are read in the order of
    // preference.
    if (sets_.store().on_disk() && !table.empty()) find_containers(reading_order, table);
    return table;
  }

  void find_containers(std::span<const std::uint32_t> reading_order, const PrefixTable& table) {
    std::vector<std::uint8_t> is_container(reading_order.size(), 0);
    parallel_for(reading_order.size(), 256, options_.num_threads,
                 [&](std::size_t begin, std::size_t end, unsigned) {
                   std::vector<std::uint64_t> buffer;
                   for (std::size_t i = begin; i < end; ++i) {
                     const std::uint32_t set = reading_order[i];
                     for (const std::uint64_t value : sets_.load(set, buffer)) {
                       const auto keys = table.find(value);
                       if (keys.size() < 2 && (keys.empty() || keys[0].set == set)) continue;
                       is_container[i] = 1;
                       break;
                     }
                   }
                 });
    is_passed_over_.assign(sets_.size(), true);
    for (std::size_t i = 0; i < reading_order.size(); ++i) {
      if (is_container[i] != 0) is_passed_over_[reading_order[i]] = false;
    }
  }

  void search(std::uint32_t large, std::uint64_t shared_steps, Worker& w) const {
    if (!is_passed_over_.empty() && is_passed_over_[large]) return;
    const auto values = sets_.load(large, w.large_buffer);
    const std::uint64_t own = options_.budget.of_set(values.size());
    w.steps.start(own + shared_steps);
    w.candidates.clear();
    list_prefixes(values, w);
    for (const auto& list : w.lists) {
      if (visit(list, large, values, w)) continue;
      w.gave_up = true;
      break;
    }
    w.excess += w.steps.taken() - std::min(w.steps.taken(), own);
  }

  // Replaces the lists by the lists of the prefixes that have one of the values. The order does not
  // matter if all can be searched; otherwise the shortest come first, then the order of
  // ShingleOrder decides.
  void list_prefixes(std::span<const std::uint64_t> values, Worker& w) const {
    w.lists.clear();
    std::size_t entries = 0;
    for (const std::uint64_t value : values) {
      const auto list = table_.find(value);
      if (list.empty()) continue;
      w.lists.push_back(list);
      entries += list.size();
    }
    const std::uint64_t most = 1 + steps_to_compare(values.size(), values.size());
    if (entries <= w.steps.left() / most) return;
    std::sort(w.lists.begin(), w.lists.end(), [](const auto& a, const auto& b) {
      if (a.size() != b.size()) return a.size() < b.size();
      return in_order(a[0].hash) < in_order(b[0].hash);
    });
  }

  // Returns false if the search has no steps left.
  bool visit(std::span<const SetKey> list, std::uint32_t large,
             std::span<const std::uint64_t> values, Worker& w) const {
    for (const SetKey& key : list) {
      ++w.num_visits;
      if (!w.steps.take(1)) return false;
      const std::uint32_t small = key.set;
      const std::uint32_t size = sets_.size_of(small);
      const bool is_smaller = size < values.size() || (size == values.size() && small < large);
      if (!is_smaller || is_retired(small) || !w.candidates.insert(small)) continue;
      if (!verify(small, large, values, w)) return false;
    }
    return true;
  }

  bool verify(std::uint32_t small, std::uint32_t large, std::span<const std::uint64_t> values,
              Worker& w) const {
    const auto other = sets_.load(small, w.small_buffer);
    const double share = share_of(options_, small);
    const std::size_t shared =
        count_shared(other, values, at_least(share * static_cast<double>(other.size())));
    ++w.num_candidates;
    if (containment({shared, other.size(), values.size()}) < share) {
      return w.steps.take(steps_to_compare(other.size(), values.size()));
    }
    w.pairs.push_back({small, large, static_cast<std::uint32_t>(shared)});
    return true;
  }

  // Moves the pairs of a batch to the result, up to the limit per smaller set.
  void take_over() {
    std::vector<SetPair> found;
    for (Worker& w : workers_) {
      found.insert(found.end(), w.pairs.begin(), w.pairs.end());
      w.pairs.clear();
      shared_steps_.take(std::exchange(w.excess, 0));
      result_.num_candidates += std::exchange(w.num_candidates, 0);
      result_.num_visits += std::exchange(w.num_visits, 0);
      if (std::exchange(w.gave_up, false)) result_.all = false;
    }
    std::sort(found.begin(), found.end(), [](const SetPair& a, const SetPair& b) {
      return a.right != b.right ? a.right < b.right : a.left < b.left;
    });
    for (const SetPair& pair : found) {
      std::size_t& listed = listed_[pair.left];
      if (listed < options_.limit) {
        result_.pairs.push_back(pair);
      } else {
        result_.all = false;
      }
      if (listed == options_.limit) ++retired_;
      listed = std::min(listed + 1, options_.limit + 1);
    }
    // Sets over the limit are no longer searched for. Otherwise every larger set would find and
    // skip them.
    if (retired_ * 8 > remaining_) {
      table_.erase([&](std::uint32_t set) { return is_retired(set); });
      remaining_ -= retired_;
      retired_ = 0;
    }
  }

  [[nodiscard]] bool is_retired(std::uint32_t set) const { return listed_[set] > options_.limit; }

  StoredSets sets_;
  std::span<const std::uint32_t> among_;
  const ContainmentOptions& options_;
  std::vector<bool> is_passed_over_;  // sets that contain no other set; empty if this is not known
  PrefixTable table_;
  SharedSteps shared_steps_;
  std::vector<Worker> workers_;
  std::vector<std::size_t> listed_;  // pairs listed for each smaller set, up to one over the limit
  std::size_t retired_ = 0;          // still in the table
  std::size_t remaining_;
  ContainmentResult result_;
};

}  // namespace

ContainmentResult find_contained(StoredSets sets, std::span<const std::uint32_t> among,
                                 const ContainmentOptions& options) {
  return ContainmentSearch(sets, among, options).run();
}

}  // namespace saring::dedup
