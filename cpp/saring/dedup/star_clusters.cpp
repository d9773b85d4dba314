// A self-join of sets by similarity that clusters as it goes.
//
// Sets come in the order of preference, and only representatives, and the first `pair_limit` texts
// of each cluster, are entered into the lists that later sets are looked up in. So each of a
// million copies of one page is compared with its representative rather than with the others.
//
// Batches of fixed size are searched in parallel and assigned to clusters one set after the other,
// so that the result does not depend on the number of threads. Tested in
// tests/cpp/dedup/star_clusters_test.cpp against all pairs.
#include "saring/dedup/star_clusters_internal.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "saring/base/parallel.hpp"
#include "saring/dedup/key_lists_internal.hpp"

namespace saring::dedup {
namespace {

// All of a batch are compared with one another before their clusters are known: small enough for
// that to cost little, large enough to keep the threads busy.
constexpr std::uint32_t kBatch = 128;

class StarClusterer {
 public:
  StarClusterer(StoredSets sets, const SetMembers& members, KeyParts keys,
                const StarOptions& options)
      : sets_(sets),
        members_(members),
        options_(options),
        lists_(sets, std::move(keys), KeyLists::Queries::kOwnSets, options.num_threads),
        finder_(sets, lists_, options.rule),
        scratch_(resolve_threads(options.num_threads)),
        cluster_texts_(sets.size(), 0),
        matches_(kBatch) {
    result_.representative.resize(sets.size());
    result_.similarity.assign(sets.size(), 1.0);
  }

  StarClusters run() {
    const auto count = static_cast<std::uint32_t>(sets_.size());
    for (std::uint32_t begin = 0; begin < count; begin += kBatch) {
      cluster_batch(begin, std::min(count, begin + kBatch));
    }
    for (const CandidateScratch& scratch : scratch_) {
      result_.num_candidates += scratch.num_candidates;
      result_.num_visits += scratch.num_visits;
    }
    return std::move(result_);
  }

 private:
  void cluster_batch(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t set = begin; set < end; ++set) lists_.insert(set);
    parallel_for(end - begin, 4, static_cast<unsigned>(scratch_.size()),
                 [&](std::size_t first, std::size_t last, unsigned worker) {
                   for (std::size_t i = first; i < last; ++i) {
                     const std::uint32_t set = begin + static_cast<std::uint32_t>(i);
                     finder_.find_before(set, scratch_[worker], matches_[i]);
                   }
                 });
    for (std::uint32_t set = end; set-- > begin;) lists_.remove_last(set);
    for (std::uint32_t set = begin; set < end; ++set) {
      if (assign_cluster(set, begin)) lists_.insert(set);
    }
  }

  // True where later sets are to be compared with this one.
  bool assign_cluster(std::uint32_t set, std::uint32_t batch_begin) {
    std::uint32_t representative = set;
    double best = 0;
    for (const Match& match : matches_[set - batch_begin]) {
      if (match.set >= batch_begin && !entered_[match.set - batch_begin]) continue;
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
    return entered_[set - batch_begin] = enters;
  }

  StoredSets sets_;
  const SetMembers& members_;
  const StarOptions& options_;
  KeyLists lists_;
  CandidateFinder finder_;
  std::vector<CandidateScratch> scratch_;     // of each thread
  std::vector<std::uint32_t> cluster_texts_;  // by representative
  std::vector<std::vector<Match>> matches_;   // of each set of the batch
  std::array<bool, kBatch> entered_{};
  StarClusters result_;
};

}  // namespace

StarClusters find_star_clusters(StoredSets sets, const SetMembers& members, KeyParts keys,
                                const StarOptions& options) {
  return StarClusterer(sets, members, std::move(keys), options).run();
}

}  // namespace saring::dedup
