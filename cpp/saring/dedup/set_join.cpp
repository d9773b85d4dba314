// A self-join of sets by similarity. Candidates share a key (of a prefix or of a signature), pass
// the length filter and, where positions are known, the positional filter of PPJoin (Xiao et al.
// 2008), and are then verified on the whole sets. PPJoin+'s suffix filter is not used: verification
// of two sorted arrays costs less than it does (docs/deduplication_designs.md).
//
// Sets come in the order of preference, and only those that are kept, and the first `pair_limit`
// texts of each cluster, are entered into the lists that later sets look into. A million copies of
// one page therefore cost each a look at its kept copy rather than at one another.
//
// Batches of fixed size are probed in parallel and settled one after the other, so that the result
// does not depend on the number of threads. Tested in tests/cpp/dedup/set_join_test.cpp against all
// pairs.
#include <algorithm>
#include <cmath>

#include "saring/base/thread_pool.hpp"
#include "saring/dedup/key_lists_internal.hpp"
#include "saring/dedup/prefix_filter_internal.hpp"
#include "saring/dedup/set_join_internal.hpp"

namespace saring::dedup {
namespace {

// All of a batch are compared with one another before it is known which are kept: small enough for
// that to cost little, large enough to feed the threads.
constexpr std::uint32_t kBatch = 128;

struct Neighbour {
  std::uint32_t set;
  std::uint32_t shared;
};

class Joiner {
 public:
  Joiner(const ShingleStore& store, std::span<const JoinSet> sets,
         std::vector<std::vector<JoinKey>> keys, const JoinOptions& options)
      : store_(store),
        sets_(sets),
        options_(options),
        lists_(sets, std::move(keys), options.num_threads),
        workers_(resolve_threads(options.num_threads)),
        cluster_texts_(sets.size(), 0),
        neighbours_(kBatch) {
    for (Worker& worker : workers_) worker.seen.assign(sets.size(), UINT32_MAX);
    result_.leader.resize(sets.size());
    result_.similarity.assign(sets.size(), 1.0);
  }

  JoinResult run() {
    const auto count = static_cast<std::uint32_t>(sets_.size());
    for (std::uint32_t begin = 0; begin < count; begin += kBatch) {
      join_batch(begin, std::min(count, begin + kBatch));
    }
    for (const Worker& worker : workers_) {
      result_.candidates += worker.candidates;
      result_.visits += worker.visits;
    }
    return std::move(result_);
  }

 private:
  struct Worker {
    std::vector<std::uint32_t> seen;  // the last set that met this one as a candidate
    std::vector<std::uint32_t> candidates_of_set;
    std::vector<std::uint64_t> left_buffer;
    std::vector<std::uint64_t> right_buffer;
    std::uint64_t candidates = 0;
    std::uint64_t visits = 0;
  };

  void join_batch(std::uint32_t begin, std::uint32_t end) {
    for (std::uint32_t set = begin; set < end; ++set) lists_.insert(set);
    parallel_for(end - begin, 4, options_.num_threads,
                 [&](std::size_t first, std::size_t last, unsigned worker) {
                   for (std::size_t i = first; i < last; ++i) {
                     probe(begin + static_cast<std::uint32_t>(i), workers_[worker], neighbours_[i]);
                   }
                 });
    for (std::uint32_t set = end; set-- > begin;) lists_.remove_last(set);
    for (std::uint32_t set = begin; set < end; ++set) {
      if (settle(set, begin, neighbours_[set - begin])) lists_.insert(set);
    }
  }

  // Finds the earlier sets in the lists that are similar to this one.
  void probe(std::uint32_t set, Worker& worker, std::vector<Neighbour>& found) const {
    found.clear();
    collect_candidates(set, worker);
    if (worker.candidates_of_set.empty()) return;
    const StoredSet own = sets_[set].stored;
    const auto left = store_.load(own, worker.left_buffer);
    for (const std::uint32_t other : worker.candidates_of_set) {
      const auto right = store_.load(sets_[other].stored, worker.right_buffer);
      const std::size_t need = needed(own.size, sets_[other].stored.size);
      const std::size_t shared = count_shared(left, right, need);
      const Overlap overlap{shared, left.size(), right.size()};
      if (options_.measure->similarity(overlap) >= options_.threshold) {
        found.push_back({other, static_cast<std::uint32_t>(shared)});
      }
    }
    worker.candidates += worker.candidates_of_set.size();
  }

  void collect_candidates(std::uint32_t set, Worker& worker) const {
    worker.candidates_of_set.clear();
    const std::uint32_t size = sets_[set].stored.size;
    for (const KeyLists::Key& key : lists_.keys_of(set)) {
      const auto groups = lists_.groups(key);
      worker.visits += groups.size();
      for (const KeyLists::Group& group : groups) {
        if (group.count == 0) continue;
        // What two sets can share from here on. Earlier common keys would have met them before.
        const std::size_t reach = std::min(size - key.position, group.size - group.position);
        if (reach < needed(size, group.size)) continue;
        worker.visits += group.count;
        for (const std::uint32_t other : lists_.entries(group)) {
          if (other >= set) break;  // later ones of the same batch
          if (worker.seen[other] == set) continue;
          worker.seen[other] = set;
          worker.candidates_of_set.push_back(other);
        }
      }
    }
  }

  // A lower bound of the shared shingles of two similar sets of these sizes.
  [[nodiscard]] std::size_t needed(std::size_t left, std::size_t right) const noexcept {
    return at_least(options_.measure->least_shared(options_.threshold, static_cast<double>(left),
                                                   static_cast<double>(right)));
  }

  // Decides what becomes of a set; true where later sets shall look at it.
  bool settle(std::uint32_t set, std::uint32_t batch_begin, std::vector<Neighbour>& found) {
    std::uint32_t leader = set;
    double best = 0;
    std::sort(found.begin(), found.end(),
              [](const Neighbour& a, const Neighbour& b) { return a.set < b.set; });
    for (const Neighbour& n : found) {
      if (n.set >= batch_begin && !entered_[n.set - batch_begin]) continue;
      result_.pairs.push_back({n.set, set, n.shared});
      if (result_.leader[n.set] != n.set) continue;
      const double similarity = options_.measure->similarity(
          {n.shared, sets_[set].stored.size, sets_[n.set].stored.size});
      if (similarity > best) {
        best = similarity;
        leader = n.set;
      }
    }
    result_.leader[set] = leader;
    if (leader != set) result_.similarity[set] = best;
    std::uint64_t& texts = cluster_texts_[leader];
    const bool enters = leader == set || texts < options_.pair_limit;
    texts += sets_[set].texts;
    return entered_[set - batch_begin] = enters;
  }

  const ShingleStore& store_;
  std::span<const JoinSet> sets_;
  const JoinOptions& options_;
  KeyLists lists_;
  std::vector<Worker> workers_;
  std::vector<std::uint64_t> cluster_texts_;
  std::vector<std::vector<Neighbour>> neighbours_;  // of each set of the batch
  bool entered_[kBatch] = {};
  JoinResult result_;
};

}  // namespace

JoinResult join_sets(const ShingleStore& store, std::span<const JoinSet> sets,
                     std::vector<std::vector<JoinKey>> keys, const JoinOptions& options) {
  return Joiner(store, sets, std::move(keys), options).run();
}

}  // namespace saring::dedup
