// Tested in tests/cpp/dedup/deduplicator_test.cpp.
#include "saring/dedup/duplicates.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "saring/dedup/cancellable_sort_internal.hpp"
#include "saring/dedup/duplicates_internal.hpp"

namespace saring::dedup {
namespace {

// Maps clusters and pairs of sets to the texts that have these sets.
class TextResults {
 public:
  explicit TextResults(const SetResults& results)
      : in_(results), cluster_texts_(results.sets.size(), 0) {
    for (std::uint32_t set = 0; set < in_.sets.size(); ++set) {
      cluster_texts_[in_.clusters.representative[set]] +=
          static_cast<std::uint32_t>(in_.members.of(set).size());
    }
  }

  Duplicates run() {
    assign_representatives();
    number_clusters();
    for (std::uint32_t set = 0; set < in_.sets.size(); ++set) list_equal(set);
    for (const SetPair& pair : in_.clusters.pairs) list_similar(pair);
    for (const SetPair& pair : in_.contained.pairs) list_contained(pair);
    cancellable_sort(out_.pairs.begin(), out_.pairs.end(),
                     [](const DuplicatePair& a, const DuplicatePair& b) {
                       return a.left != b.left ? a.left < b.left : a.right < b.right;
                     });
    return std::move(out_);
  }

 private:
  void assign_representatives() {
    out_.representative.resize(in_.contents.size());
    std::iota(out_.representative.begin(), out_.representative.end(), 0U);
    out_.similarity.assign(in_.contents.size(), 1.0);
    out_.relation.assign(in_.contents.size(), Relation::kExact);
    out_.candidates = in_.clusters.num_candidates + in_.contained.num_candidates;
    out_.visits = in_.clusters.num_visits + in_.contained.num_visits;
    out_.search = in_.clusters.num_by_bands > 0 ? Search::kMinHash : in_.search;
    out_.expected_recall = in_.clusters.expected_recall;
    out_.expected_misses = in_.clusters.expected_misses;
    out_.all_pairs = in_.contained.all;
    for (std::uint32_t set = 0; set < in_.sets.size(); ++set) {
      const std::uint32_t representative = in_.members.of(in_.kept.representative[set]).front();
      for (const std::uint32_t text : in_.members.of(set)) {
        out_.representative[text] = representative;
        out_.similarity[text] = in_.kept.similarity[set];
        const bool is_exact = in_.contents[text] == in_.contents[representative];
        out_.relation[text] = is_exact ? Relation::kExact : in_.kept.relation[set];
      }
    }
  }

  void number_clusters() {
    std::vector<std::uint32_t> number(out_.representative.size(), UINT32_MAX);
    std::uint32_t next = 0;
    out_.cluster.reserve(out_.representative.size());
    for (const std::uint32_t text : out_.representative) {
      if (number[text] == UINT32_MAX) number[text] = next++;
      out_.cluster.push_back(number[text]);
    }
    std::vector<std::uint32_t> texts(next, 0);
    for (const std::uint32_t cluster : out_.cluster) ++texts[cluster];
    out_.cluster_size.reserve(out_.cluster.size());
    for (const std::uint32_t cluster : out_.cluster) out_.cluster_size.push_back(texts[cluster]);
  }

  // True if a cluster has too many texts to list all their pairs.
  [[nodiscard]] bool is_large(std::uint32_t set) const {
    return cluster_texts_[in_.clusters.representative[set]] > in_.pair_limit;
  }

  // Lists pairs of texts with the same set.
  void list_equal(std::uint32_t set) {
    const auto texts = in_.members.of(set);
    if (texts.size() < 2) return;
    if (!is_large(set)) {
      for (std::size_t i = 0; i < texts.size(); ++i) {
        for (std::size_t j = i + 1; j < texts.size(); ++j) push(texts[i], texts[j], whole(set));
      }
    } else {
      out_.all_pairs = false;
      const std::uint32_t representative = in_.clusters.representative[set];
      if (representative != set) return;  // list_similar lists it with the representative
      for (const std::uint32_t text : texts.subspan(1)) push(texts[0], text, whole(set));
    }
  }

  void list_similar(const SetPair& pair) {
    const auto left = in_.members.of(pair.left);
    const auto right = in_.members.of(pair.right);
    const Overlap overlap{pair.shared, in_.sets.size_of(pair.left), in_.sets.size_of(pair.right)};
    if (!is_large(pair.left) && !is_large(pair.right)) {
      for (const std::uint32_t a : left) {
        for (const std::uint32_t b : right) push(a, b, overlap);
      }
      return;
    }
    out_.all_pairs = false;
    if (in_.clusters.representative[pair.right] != pair.left) return;
    for (const std::uint32_t b : right) push(left[0], b, overlap);
  }

  // Only between the first texts of the sets: the others are copies of these.
  void list_contained(const SetPair& pair) {
    if (already_similar(pair)) return;
    const Overlap overlap{pair.shared, in_.sets.size_of(pair.left), in_.sets.size_of(pair.right)};
    if (containment(overlap) < in_.listed_share) return;
    const std::uint32_t small = in_.members.of(pair.left)[0];
    const std::uint32_t large = in_.members.of(pair.right)[0];
    push(small, large, overlap, Relation::kContainedIn);
  }

  [[nodiscard]] bool already_similar(const SetPair& pair) const {
    const std::uint32_t a = std::min(pair.left, pair.right);
    const std::uint32_t b = std::max(pair.left, pair.right);
    const auto less = [](const SetPair& x, const SetPair& y) {
      return x.right != y.right ? x.right < y.right : x.left < y.left;
    };
    return std::binary_search(in_.clusters.pairs.begin(), in_.clusters.pairs.end(),
                              SetPair{a, b, 0}, less);
  }

  [[nodiscard]] Overlap whole(std::uint32_t set) const {
    const std::size_t size = in_.sets.size_of(set);
    return {size, size, size};
  }

  void push(std::uint32_t left, std::uint32_t right, Overlap overlap,
            Relation relation = Relation::kNear) {
    if (!in_.lists_pairs) return;
    if (in_.contents[left] == in_.contents[right]) relation = Relation::kExact;
    if (left > right) {
      std::swap(left, right);
      std::swap(overlap.left, overlap.right);
      if (relation == Relation::kContainedIn) relation = Relation::kContains;
    }
    out_.pairs.push_back({left, right, relation, in_.measure.similarity(overlap),
                          containment(overlap),
                          containment({overlap.shared, overlap.right, overlap.left})});
  }

  const SetResults& in_;
  std::vector<std::uint32_t> cluster_texts_;  // by representative
  Duplicates out_;
};

}  // namespace

Duplicates duplicates_of_texts(const SetResults& results) { return TextResults(results).run(); }

std::size_t Duplicates::num_removed() const noexcept {
  std::size_t removed = 0;
  for (std::size_t i = 0; i < size(); ++i) removed += is_kept(i) ? 0 : 1;
  return removed;
}

}  // namespace saring::dedup
