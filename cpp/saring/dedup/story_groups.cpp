// Average linkage over a sparse graph, with a heap of candidate merges. Stale entries of the heap
// are skipped. The group with fewer neighbours is added to the other. Tested in
// tests/cpp/dedup/story_groups_test.cpp.
#include "saring/dedup/story_groups_internal.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <unordered_map>

#include "saring/base/cancel.hpp"

namespace saring::dedup {
namespace {

// Two groups that may merge. A greater share of linked pairs is better.
struct Merge {
  double share = 0;
  std::uint32_t a = 0;  // a < b
  std::uint32_t b = 0;
  bool operator<(const Merge& other) const noexcept {
    if (share != other.share) return share < other.share;
    return a != other.a ? a > other.a : b > other.b;
  }
};

class Groups {
 public:
  Groups(std::size_t n, double majority) : majority_(majority), size_(n, 1), links_(n), root_(n) {
    std::iota(root_.begin(), root_.end(), 0U);
  }

  void link(std::uint32_t a, std::uint32_t b) {
    links_[a][b] = 1;
    links_[b][a] = 1;
    push(a, b);
  }

  void merge_all() {
    CancelCheck check;
    while (!merges_.empty()) {
      check();
      const Merge best = merges_.top();
      merges_.pop();
      if (root_[best.a] != best.a || root_[best.b] != best.b) continue;
      if (share(best.a, best.b) != best.share) continue;
      merge(best.a, best.b);
    }
  }

  [[nodiscard]] std::vector<std::uint32_t> names() {
    for (std::uint32_t& root : root_) {
      while (root_[root] != root) root = root_[root];
    }
    return std::move(root_);
  }

 private:
  [[nodiscard]] double share(std::uint32_t a, std::uint32_t b) const {
    return static_cast<double>(links_[a].at(b)) / static_cast<double>(size_[a] * size_[b]);
  }

  void push(std::uint32_t a, std::uint32_t b) {
    const double linked = share(a, b);
    if (linked >= majority_) merges_.push({linked, std::min(a, b), std::max(a, b)});
  }

  void merge(std::uint32_t a, std::uint32_t b) {
    if (links_[a].size() < links_[b].size()) std::swap(a, b);
    root_[b] = a;
    size_[a] += size_[b];
    links_[a].erase(b);
    for (const auto& [other, count] : links_[b]) {
      if (other == a) continue;
      links_[other].erase(b);
      links_[other][a] += count;
      links_[a][other] += count;
    }
    std::unordered_map<std::uint32_t, std::uint64_t>().swap(links_[b]);
    for (const auto& [other, count] : links_[a]) push(a, other);
  }

  double majority_;
  std::vector<std::uint64_t> size_;
  std::vector<std::unordered_map<std::uint32_t, std::uint64_t>> links_;  // to other groups
  std::vector<std::uint32_t> root_;
  std::priority_queue<Merge> merges_;
};

}  // namespace

std::vector<std::uint32_t> story_groups(std::size_t n, std::span<const StoryCandidate> links,
                                        double majority) {
  Groups groups(n, majority);
  for (const StoryCandidate& link : links) groups.link(link.left, link.right);
  groups.merge_all();
  return groups.names();
}

}  // namespace saring::dedup
