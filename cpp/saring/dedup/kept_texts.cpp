// Tested in tests/cpp/dedup/kept_texts_test.cpp.
#include "saring/dedup/kept_texts_internal.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "saring/dedup/similarity.hpp"

namespace saring::dedup {
namespace {

// Words after an ellipsis, such as "Read more", have at most this many bytes.
constexpr std::size_t kTailBytes = 80;
// The other text may lack this many shingles of a cut text.
constexpr std::uint32_t kMostAfterCut = 16;

class ContainedRemoval {
 public:
  ContainedRemoval(StoredSets sets, const SetMembers& members, const StarClusters& clusters,
                   std::span<const SetPair> contained, std::span<const TextEdges> edges,
                   const ContainedRule& rule)
      : sets_(sets),
        members_(members),
        edges_(edges),
        rule_(rule),
        in_(contained.begin(), contained.end()) {
    out_.representative = clusters.representative;
    out_.similarity = clusters.similarity;
    out_.relation.assign(sets.size(), Relation::kNear);
  }

  KeptSets run() {
    if (rule_.policy == Contained::kKeep || in_.empty()) return std::move(out_);
    find_round_ups();
    list_clusters();
    // Larger texts first, so that the texts they are compared with are already decided. Each is
    // tried first with the text that contains most of it.
    std::sort(in_.begin(), in_.end(), [&](const SetPair& a, const SetPair& b) {
      if (a.left != b.left) {
        const std::uint32_t size_a = sets_.size_of(a.left);
        const std::uint32_t size_b = sets_.size_of(b.left);
        return size_a != size_b ? size_a > size_b : a.left < b.left;
      }
      return a.shared != b.shared ? a.shared > b.shared : a.right < b.right;
    });
    for (const SetPair& pair : in_) {
      if (!is_kept(pair.left) || !is_kept(pair.right) || !is_removable(pair)) continue;
      remove(pair.left, pair.right);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool is_kept(std::uint32_t set) const { return out_.representative[set] == set; }

  [[nodiscard]] const TextEdges& edges_of(std::uint32_t set) const {
    return edges_[members_.of(set).front()];
  }

  [[nodiscard]] double share_of(const SetPair& pair) const {
    return containment({pair.shared, sets_.size_of(pair.left), sets_.size_of(pair.right)});
  }

  [[nodiscard]] bool is_beginning(const SetPair& pair) const {
    return edges_of(pair.left).first_ngram == edges_of(pair.right).first_ngram;
  }

  [[nodiscard]] bool is_removable(const SetPair& pair) const {
    if (rule_.policy == Contained::kAll) return share_of(pair) >= rule_.share;
    if (is_round_up_[pair.right] || !is_beginning(pair)) return false;
    if (share_of(pair) >= rule_.share) return true;
    // Shingles of the cut text alone: its last word, and "Read more".
    return edges_of(pair.left).is_cut && share_of(pair) >= rule_.share_of_cut &&
           sets_.size_of(pair.left) - pair.shared <= kMostAfterCut;
  }

  // Finds texts that contain others elsewhere than at their beginning.
  void find_round_ups() {
    is_round_up_.assign(sets_.size(), false);
    if (rule_.policy != Contained::kExcerpts) return;
    for (const SetPair& pair : in_) {
      if (share_of(pair) >= rule_.share && !is_beginning(pair)) is_round_up_[pair.right] = true;
    }
  }

  // Only for sets that may be removed: most sets may not.
  void list_clusters() {
    std::vector<bool> is_asked(sets_.size(), false);
    for (const SetPair& pair : in_) is_asked[pair.left] = true;
    for (std::uint32_t set = 0; set < sets_.size(); ++set) {
      const std::uint32_t kept = out_.representative[set];
      if (kept != set && is_asked[kept]) others_.emplace_back(kept, set);
    }
    std::sort(others_.begin(), others_.end());
  }

  // If `large` contains `small` and all other sets of its cluster, moves them under `large`.
  void remove(std::uint32_t small, std::uint32_t large) {
    std::vector<std::uint32_t> cluster = {small};
    for (auto other = std::lower_bound(others_.begin(), others_.end(), std::pair(small, 0U));
         other != others_.end() && other->first == small; ++other) {
      cluster.push_back(other->second);
    }
    std::vector<double> similarity;
    const auto whole = sets_.load(large, large_buffer_);
    for (const std::uint32_t set : cluster) {
      const auto part = sets_.load(set, small_buffer_);
      const Overlap overlap{count_shared(part, whole), part.size(), whole.size()};
      if (containment(overlap) < rule_.share_of_cut) return;
      similarity.push_back(rule_.measure->similarity(overlap));
    }
    for (std::size_t i = 0; i < cluster.size(); ++i) {
      out_.representative[cluster[i]] = large;
      out_.similarity[cluster[i]] = similarity[i];
      out_.relation[cluster[i]] = Relation::kContainedIn;
    }
  }

  StoredSets sets_;
  const SetMembers& members_;
  std::span<const TextEdges> edges_;
  ContainedRule rule_;
  std::vector<SetPair> in_;
  std::vector<bool> is_round_up_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> others_;  // kept set, set of its cluster
  std::vector<std::uint64_t> small_buffer_;
  std::vector<std::uint64_t> large_buffer_;
  KeptSets out_;
};

}  // namespace

bool ends_in_ellipsis(std::string_view text) noexcept {
  const std::size_t first = text.size() - std::min(text.size(), kTailBytes);
  const std::string_view tail = text.substr(first);
  constexpr std::string_view kDots = "...";
  constexpr std::string_view kEllipsis = "\u2026";
  const std::size_t at = std::min(tail.rfind(kDots), tail.rfind(kEllipsis));
  if (at == std::string_view::npos) return false;
  // At most one sentence may follow.
  const std::string_view rest = tail.substr(at + kDots.size());
  const std::size_t stop = rest.find_first_of(".!?");
  return stop == std::string_view::npos || stop + 1 == rest.size();
}

KeptSets kept_sets(StoredSets sets, const SetMembers& members, const StarClusters& clusters,
                   std::span<const SetPair> contained, std::span<const TextEdges> edges,
                   const ContainedRule& rule) {
  return ContainedRemoval(sets, members, clusters, contained, edges, rule).run();
}

}  // namespace saring::dedup
