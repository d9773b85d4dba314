// A self-join of sets by similarity that makes clusters at the same time.
//
// Sets come in the order of preference. Only representatives, and the first `pair_limit` texts of
// each cluster, are inserted into the lists in which later sets are looked up. So each of a million
// copies of one page is compared with its representative, not with all other copies.
//
// A set is looked up by its prefix, which misses nothing. If that takes more than the budget,
// because the set shares its rarest shingles with very many others, the set is looked up by bands
// of MinHash signatures instead. The lists for bands are made when they are first needed.
//
// Batches of fixed size are searched in parallel, and their sets are assigned to clusters one after
// another. So the result does not depend on the number of threads. Tested in
// tests/cpp/dedup/star_clusters_test.cpp against all pairs.
#include "saring/dedup/star_clusters_internal.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "saring/base/parallel.hpp"
#include "saring/dedup/band_finder_internal.hpp"
#include "saring/dedup/key_lists_internal.hpp"

namespace saring::dedup {
namespace {

// All sets of a batch are compared with each other before their clusters are known. The batch is
// small enough for this to cost little, and large enough to keep the threads busy.
constexpr std::uint32_t kBatch = 128;

// Lists of the prefixes, and the finder that looks up sets in them.
struct PrefixSearch {
  PrefixSearch(StoredSets sets, KeyParts keys, const StarOptions& options)
      : lists(sets, std::move(keys), KeyLists::Queries::kOwnSets, options.num_threads),
        finder(sets, lists, options.rule) {}

  KeyLists lists;
  CandidateFinder finder;
};

class StarClusterer {
 public:
  StarClusterer(StoredSets sets, const SetMembers& members, std::optional<KeyParts> prefixes,
                const StarOptions& options)
      : sets_(sets),
        members_(members),
        options_(options),
        shared_steps_(options.budget.of_search),
        scratch_(resolve_threads(options.num_threads)),
        cluster_texts_(sets.size(), 0),
        is_entered_(sets.size(), false),
        matches_(kBatch) {
    if (prefixes) {
      by_prefix_.emplace(sets, std::move(*prefixes), options);
    } else {
      make_bands();
    }
    result_.representative.resize(sets.size());
    result_.similarity.assign(sets.size(), 1.0);
  }

  StarClusters run() {
    const auto count = static_cast<std::uint32_t>(sets_.size());
    double recall = 0;
    for (std::uint32_t begin = 0; begin < count; begin += kBatch) {
      recall += cluster_batch(begin, std::min(count, begin + kBatch));
    }
    if (count > 0) result_.expected_recall = recall / count;
    for (const CandidateScratch& scratch : scratch_) {
      result_.num_candidates += scratch.num_candidates;
      result_.num_visits += scratch.num_visits;
    }
    return std::move(result_);
  }

 private:
  // How one set of the batch was looked up.
  struct Lookup {
    bool by_bands = false;
    unsigned num_bands = 0;
    std::uint64_t excess = 0;  // steps beyond the allowance of each set
  };

  void make_bands() {
    by_bands_.emplace(sets_, options_.rule, options_.num_perm, options_.num_threads);
  }

  void insert(std::uint32_t set) {
    if (by_prefix_) by_prefix_->lists.insert(set);
    if (by_bands_) by_bands_->insert(set);
  }

  void remove_last(std::uint32_t set) {
    if (by_prefix_) by_prefix_->lists.remove_last(set);
    if (by_bands_) by_bands_->remove_last(set);
  }

  // Calls search(set, scratch, matches, lookup) for the sets of a batch that are looked up by
  // bands, or for the other sets.
  template <typename Search>
  void search_batch(std::uint32_t begin, std::uint32_t end, bool by_bands, const Search& search) {
    const std::uint64_t part = shared_steps_.part(kBatch);
    parallel_for(end - begin, 4, static_cast<unsigned>(scratch_.size()),
                 [&](std::size_t first, std::size_t last, unsigned worker) {
                   for (std::size_t i = first; i < last; ++i) {
                     Lookup& lookup = lookups_[i];
                     if (lookup.by_bands != by_bands) continue;
                     const std::uint32_t set = begin + static_cast<std::uint32_t>(i);
                     CandidateScratch& scratch = scratch_[worker];
                     const std::uint64_t own = options_.budget.of_set(sets_.size_of(set));
                     scratch.steps.start(own + part);
                     search(set, scratch, matches_[i], lookup);
                     const std::uint64_t taken = scratch.steps.taken();
                     lookup.excess = taken - std::min(taken, own);
                   }
                 });
    for (std::uint32_t i = 0; i < end - begin; ++i) {
      if (lookups_[i].by_bands == by_bands) shared_steps_.take(lookups_[i].excess);
    }
  }

  // Returns the sum of the recall of the sets.
  double cluster_batch(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t set = begin; set < end; ++set) insert(set);
    lookups_.fill({});
    if (by_prefix_) {
      std::array<bool, kBatch> gave_up{};
      search_batch(begin, end, false, [&](std::uint32_t set, auto& scratch, auto& found, Lookup&) {
        gave_up[set - begin] = !by_prefix_->finder.find_before(set, scratch, found);
      });
      for (std::size_t i = 0; i < kBatch; ++i) lookups_[i].by_bands = gave_up[i];
    } else {
      for (Lookup& lookup : lookups_) lookup.by_bands = true;
    }
    const auto by_bands = [](const Lookup& lookup) { return lookup.by_bands; };
    if (std::any_of(lookups_.begin(), lookups_.end(), by_bands)) {
      if (!by_bands_) make_bands_of_entered(end);
      search_batch(begin, end, true,
                   [&](std::uint32_t set, auto& scratch, auto& found, Lookup& lookup) {
                     lookup.num_bands = by_bands_->find_before(set, scratch, found);
                   });
    }
    for (std::uint32_t set = end; set-- > begin;) remove_last(set);
    double recall = 0;
    for (std::uint32_t set = begin; set < end; ++set) {
      recall += recall_of(set, lookups_[set - begin]);
      if (assign_cluster(set, begin)) insert(set);
    }
    return recall;
  }

  void make_bands_of_entered(std::uint32_t batch_end) {
    make_bands();
    const std::uint32_t batch_begin = (batch_end - 1) / kBatch * kBatch;
    for (std::uint32_t set = 0; set < batch_end; ++set) {
      if (is_entered_[set] || set >= batch_begin) by_bands_->insert(set);
    }
  }

  double recall_of(std::uint32_t set, const Lookup& lookup) {
    if (!lookup.by_bands) return 1;
    ++result_.num_by_bands;
    for (const Match& match : matches_[set % kBatch]) {
      // The last band that was looked up may not have been finished.
      const double p =
          by_bands_->recall(jaccard({match.shared, sets_.size_of(set), sets_.size_of(match.set)}),
                            std::max(1U, lookup.num_bands));
      result_.expected_misses += (1 - p) / p;
    }
    return by_bands_->recall(lookup.num_bands);
  }

  // Returns true if later sets must be compared with this one.
  bool assign_cluster(std::uint32_t set, std::uint32_t batch_begin) {
    std::uint32_t representative = set;
    double best = 0;
    for (const Match& match : matches_[set - batch_begin]) {
      if (match.set >= batch_begin && !is_entered_[match.set]) continue;
      result_.pairs.push_back({match.set, set, match.shared});
      if (result_.representative[match.set] != match.set) continue;
      const double similarity = options_.rule.measure->similarity(
          {match.shared, sets_.size_of(set), sets_.size_of(match.set)});
      if (similarity > best) {
        best = similarity;
        representative = match.set;
      }
    }
    result_.representative[set] = representative;
    if (representative != set) result_.similarity[set] = best;
    std::uint32_t& texts = cluster_texts_[representative];
    const bool enters = representative == set || texts < options_.pair_limit;
    texts += static_cast<std::uint32_t>(members_.of(set).size());
    is_entered_[set] = enters;
    return enters;
  }

  StoredSets sets_;
  const SetMembers& members_;
  const StarOptions& options_;
  std::optional<PrefixSearch> by_prefix_;
  std::optional<BandFinder> by_bands_;
  SharedSteps shared_steps_;
  std::vector<CandidateScratch> scratch_;     // of each thread
  std::vector<std::uint32_t> cluster_texts_;  // by representative
  std::vector<bool> is_entered_;              // in the lists, after its batch
  std::vector<std::vector<Match>> matches_;   // of each set of the batch
  std::array<Lookup, kBatch> lookups_{};
  StarClusters result_;
};

}  // namespace

StarClusters find_star_clusters(StoredSets sets, const SetMembers& members,
                                std::optional<KeyParts> prefixes, const StarOptions& options) {
  return StarClusterer(sets, members, std::move(prefixes), options).run();
}

}  // namespace saring::dedup
