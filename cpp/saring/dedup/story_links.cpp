// Tested through story_test.cpp.
#include "saring/dedup/story_links_internal.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

constexpr std::size_t kGrain = 16;
constexpr std::size_t kNowhere = SIZE_MAX;
constexpr std::uint32_t kNone = UINT32_MAX;

// Adds up the passages of a text from its shared n-grams, in text order.
class Passages {
 public:
  explicit Passages(std::size_t gap) : gap_(gap) {}

  void add(std::size_t at) noexcept {
    const std::size_t end = at + kStoryGram;
    const std::size_t begin = end_ != 0 && at < end_ + gap_ ? end_ : at;
    covered_ += end - begin;
    position_sum_ += static_cast<double>(begin + end) * static_cast<double>(end - begin) / 2;
    end_ = end;
  }

  void write(StorySide& side) const noexcept {
    side.covered = static_cast<std::uint32_t>(covered_);
    if (covered_ > 0) {
      side.centre = static_cast<float>(position_sum_ / static_cast<double>(covered_));
    }
  }

 private:
  std::size_t gap_;
  std::size_t covered_ = 0;
  double position_sum_ = 0;
  std::size_t end_ = 0;
};

// How many names and numbers of a text occur in another text.
struct Facts {
  std::size_t all = 0;
  std::size_t shared = 0;

  void add(StoryWord word, bool is_shared) noexcept {
    if ((word & (kHasCapital | kHasDigit)) == 0) return;
    ++all;
    if (is_shared) ++shared;
  }

  // The 1 makes a small number of facts count less. No facts count as agreement.
  [[nodiscard]] float share() const noexcept {
    return static_cast<float>(shared + 1) / static_cast<float>(all + 1);
  }
};

void compare_facts(std::span<const StoryWord> left, std::span<const StoryWord> right,
                   ComparedPair& pair) {
  Facts of_left;
  Facts of_right;
  for (std::size_t i = 0, j = 0; i < left.size() || j < right.size();) {
    const bool take_left =
        j == right.size() || (i < left.size() && (left[i] & kWordHash) <= (right[j] & kWordHash));
    const bool take_right =
        i == left.size() || (j < right.size() && (right[j] & kWordHash) <= (left[i] & kWordHash));
    if (take_left) of_left.add(left[i++], take_right);
    if (take_right) of_right.add(right[j++], take_left);
  }
  pair.of_left.facts = of_left.share();
  pair.of_right.facts = of_right.share();
}

// A text that a given text contains (by StoryRule), and its place in it.
struct ContainedPart {
  std::uint32_t outer = 0;
  std::uint32_t inner = 0;
  double begin = 0;
  double end = 0;
};

bool is_pair_linked(std::span<const StoryCandidate> links, std::uint32_t a, std::uint32_t b) {
  const std::pair<std::uint32_t, std::uint32_t> pair = std::minmax(a, b);
  const auto at = std::lower_bound(links.begin(), links.end(), pair,
                                   [](const StoryCandidate& link, const auto& wanted) {
                                     return std::pair(link.left, link.right) < wanted;
                                   });
  return at != links.end() && at->left == pair.first && at->right == pair.second;
}

// True if two parts at different places of a text belong to texts that are not linked.
bool is_round_up(std::span<const ContainedPart> parts, std::span<const StoryCandidate> links) {
  constexpr std::size_t kLooked = 64;  // parts that are compared with each other
  parts = parts.first(std::min(parts.size(), kLooked));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t j = i + 1; j < parts.size(); ++j) {
      const ContainedPart& a = parts[i];
      const ContainedPart& b = parts[j];
      const double common = std::min(a.end, b.end) - std::max(a.begin, b.begin);
      const bool apart = common < std::min(a.end - a.begin, b.end - b.begin) / 2;
      if (apart && !is_pair_linked(links, a.inner, b.inner)) return true;
    }
  }
  return false;
}

}  // namespace

bool is_contained(const ComparedPair& pair, const StoryRule& rule) noexcept {
  return pair.evidence >= rule.evidence * kEvidenceScale &&
         pair.inner().share() >= rule.contained && pair.inner().facts >= rule.facts;
}

bool is_linked(const ComparedPair& pair, const StoryRule& rule) noexcept {
  if (!is_contained(pair, rule)) return false;
  const StorySide& outer = pair.outer();
  return outer.share() >= rule.covered ||
         (outer.share() >= rule.opening && outer.begin() <= rule.lead * outer.words);
}

std::size_t StoryComparer::find(std::uint64_t gram) const noexcept {
  if (slots_.empty()) return kNowhere;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = gram & mask;; slot = (slot + 1) & mask) {
    if (slots_[slot] == 0) return kNowhere;
    if (grams_[slots_[slot] - 1] == gram) return slots_[slot] - 1;
  }
}

void StoryComparer::start(std::uint32_t text) {
  const std::span<const StoryWord> words = texts_->words(text);
  const std::size_t count = words.size() < kStoryGram ? 0 : words.size() - kStoryGram + 1;
  grams_.resize(count);
  first_with_.resize(count);
  seen_.assign(count, 0);
  slots_.assign(count == 0 ? 0 : std::bit_ceil(2 * count), 0);
  comparison_ = 0;
  for (std::size_t at = 0; at < count; ++at) {
    grams_[at] = story_gram(&words[at]);
    first_with_[at] = kNone;
    if (std::binary_search(stock_.begin(), stock_.end(), grams_[at])) continue;
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = grams_[at] & mask;
    while (slots_[slot] != 0 && grams_[slots_[slot] - 1] != grams_[at]) slot = (slot + 1) & mask;
    if (slots_[slot] == 0) slots_[slot] = static_cast<std::uint32_t>(at + 1);
    first_with_[at] = slots_[slot] - 1;
  }
}

ComparedPair StoryComparer::compare(const StoryCandidate& candidate) {
  ComparedPair pair{.left = candidate.left,
                    .right = candidate.right,
                    .evidence = candidate.evidence,
                    .of_left = {},
                    .of_right = {}};
  const std::span<const StoryWord> words = texts_->words(candidate.right);
  ++comparison_;
  shared_ = 0;
  Passages in_right(gap_);
  for (std::size_t at = 0; at + kStoryGram <= words.size(); ++at) {
    const std::size_t found = find(story_gram(&words[at]));
    if (found == kNowhere) continue;
    in_right.add(at);
    if (seen_[found] != comparison_) ++shared_;
    seen_[found] = comparison_;
  }
  Passages in_left(gap_);
  for (std::size_t at = 0; at < grams_.size(); ++at) {
    if (first_with_[at] != kNone && seen_[first_with_[at]] == comparison_) in_left.add(at);
  }
  pair.of_left.words = static_cast<std::uint32_t>(texts_->words(candidate.left).size());
  pair.of_right.words = static_cast<std::uint32_t>(words.size());
  in_left.write(pair.of_left);
  in_right.write(pair.of_right);
  compare_facts(texts_->vocabulary(candidate.left), texts_->vocabulary(candidate.right), pair);
  return pair;
}

std::vector<StoryCandidate> story_links(const StoryTexts& texts,
                                        std::span<const StoryCandidate> candidates,
                                        std::span<const std::uint64_t> stock, const StoryRule& rule,
                                        unsigned num_threads) {
  // All pairs of one left text are compared together. `first_of` has the start of each such run.
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i == 0 || candidates[i].left != candidates[i - 1].left) runs.push_back(i);
  }
  runs.push_back(candidates.size());
  std::vector<ComparedPair> pairs(candidates.size());
  parallel_for(runs.size() - 1, kGrain, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned) {
                 StoryComparer comparer(texts, stock, rule.gap);
                 for (std::size_t run = begin; run < end; ++run) {
                   comparer.start(candidates[runs[run]].left);
                   for (std::size_t i = runs[run]; i < runs[run + 1]; ++i) {
                     check_cancelled();
                     pairs[i] = comparer.compare(candidates[i]);
                   }
                 }
               });

  std::vector<StoryCandidate> links;
  std::vector<ContainedPart> parts;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (is_linked(pairs[i], rule)) links.push_back(candidates[i]);
    if (!is_contained(pairs[i], rule)) continue;
    const ComparedPair& pair = pairs[i];
    const bool left = pair.left_is_inner();
    parts.push_back({left ? pair.right : pair.left, left ? pair.left : pair.right,
                     pair.outer().begin(), pair.outer().end()});
  }
  cancellable_sort(parts.begin(), parts.end(), [](const ContainedPart& a, const ContainedPart& b) {
    return a.outer != b.outer ? a.outer < b.outer : a.inner < b.inner;
  });
  std::vector<bool> round_up(texts.size(), false);
  for (std::size_t begin = 0; begin < parts.size();) {
    std::size_t end = begin + 1;
    while (end < parts.size() && parts[end].outer == parts[begin].outer) ++end;
    round_up[parts[begin].outer] = is_round_up(std::span(parts).subspan(begin, end - begin), links);
    begin = end;
  }
  std::vector<StoryCandidate> kept;
  for (const ComparedPair& pair : pairs) {
    const std::uint32_t outer = pair.left_is_inner() ? pair.right : pair.left;
    // Two copies of one round-up cover each other.
    const bool contains = round_up[outer] && pair.outer().share() < rule.contained;
    if (!contains && is_linked(pair, rule)) kept.push_back({pair.left, pair.right, pair.evidence});
  }
  return kept;
}

}  // namespace saring::dedup
