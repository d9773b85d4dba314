// The lists of the texts of every rare n-gram are made in slices of the range of hashes. Then each
// text adds up the evidence in the lists of its n-grams. Tested through story_test.cpp.
#include "saring/dedup/story_candidates_internal.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include "saring/base/cancel.hpp"
#include "saring/base/parallel.hpp"
#include "saring/dedup/cancellable_sort_internal.hpp"

namespace saring::dedup {
namespace {

constexpr unsigned kSliceBits = 4;
constexpr std::size_t kSlices = std::size_t{1} << kSliceBits;
constexpr std::size_t kGrain = 16;
// A text may look at this many list entries per list. The rarest n-grams come first.
constexpr std::uint64_t kStepsPerList = 64;

// The lists of one slice.
struct Slice {
  std::vector<std::uint32_t> members;
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint64_t> grams;
  std::vector<std::uint64_t> too_frequent;
};

Slice slice_of(const StoryTexts& texts, std::size_t number, std::size_t limit) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> entries;
  entries.reserve(texts.num_words() / kSlices * 5 / 4);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    check_cancelled();
    const std::span<const StoryWord> words = texts.words(i);
    for (std::size_t at = 0; at + kStoryGram <= words.size(); ++at) {
      const std::uint64_t gram = story_gram(&words[at]);
      if (gram >> (64 - kSliceBits) == number) entries.emplace_back(gram, i);
    }
  }
  cancellable_sort(entries.begin(), entries.end(), std::less<>());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  Slice out;
  for (std::size_t begin = 0; begin < entries.size();) {
    std::size_t end = begin + 1;
    while (end < entries.size() && entries[end].first == entries[begin].first) ++end;
    if (end - begin > limit) {
      out.too_frequent.push_back(entries[begin].first);
    } else if (end - begin >= 2) {
      out.grams.push_back(entries[begin].first);
      for (std::size_t i = begin; i < end; ++i) out.members.push_back(entries[i].second);
      out.sizes.push_back(static_cast<std::uint32_t>(end - begin));
    }
    begin = end;
  }
  return out;
}

// A text that is this many times as long cannot be covered. Without this limit, each part of one
// long text would be compared with the whole text.
constexpr std::size_t kLongest = 32;

// While no stories are known, the texts with an n-gram may be copies of one another. So a greater
// number of texts counts as this number.
constexpr std::size_t kMostTexts = 16;

}  // namespace

// Adds up the evidence of one text after another.
class CandidateSearch {
 public:
  CandidateSearch(const StoryTexts& texts, const StoryCandidateFinder& grams,
                  std::span<const std::uint16_t> weights)
      : texts_(&texts), grams_(&grams), weights_(weights), evidence_(texts.size(), 0) {}

  void search(std::uint32_t text, std::uint32_t least, std::size_t limit,
              std::vector<StoryCandidate>& out) {
    const std::span<const std::uint32_t> lists = grams_->lists(text);
    std::uint64_t steps = kStepsPerList * lists.size();
    for (const std::uint32_t list : lists) {
      const std::span<const std::uint32_t> members = grams_->members(list);
      if (members.size() > steps) break;
      steps -= members.size();
      for (const std::uint32_t other : members) {
        if (evidence_[other] == 0) touched_.push_back(other);
        evidence_[other] += weights_[list];
      }
    }
    found_.clear();
    for (const std::uint32_t other : touched_) {
      if (other != text && evidence_[other] >= least && are_comparable(text, other)) {
        found_.emplace_back(evidence_[other], other);
      }
      evidence_[other] = 0;
    }
    touched_.clear();
    if (found_.size() > limit) {
      std::nth_element(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(limit),
                       found_.end(), [](const auto& a, const auto& b) {
                         return a.first != b.first ? a.first > b.first : a.second < b.second;
                       });
      found_.resize(limit);
    }
    for (const auto& [evidence, other] : found_) {
      out.push_back({std::min(text, other), std::max(text, other), evidence});
    }
  }

 private:
  [[nodiscard]] bool are_comparable(std::size_t a, std::size_t b) const noexcept {
    const std::size_t left = texts_->words(a).size();
    const std::size_t right = texts_->words(b).size();
    return left <= kLongest * right && right <= kLongest * left;
  }

  const StoryTexts* texts_;
  const StoryCandidateFinder* grams_;
  std::span<const std::uint16_t> weights_;  // of the lists
  std::vector<std::uint32_t> evidence_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found_;
};

std::uint32_t evidence_of(std::size_t frequency) {
  return static_cast<std::uint32_t>(
      std::lround(kEvidenceScale / std::sqrt(static_cast<double>(frequency))));
}

StoryCandidateFinder::StoryCandidateFinder(const StoryTexts& texts,
                                           const StoryCandidateOptions& options)
    : texts_(&texts), options_(options) {
  std::array<Slice, kSlices> slices;
  parallel_for(kSlices, 1, options.num_threads, [&](std::size_t begin, std::size_t end, unsigned) {
    for (std::size_t i = begin; i < end; ++i)
      slices[i] = slice_of(texts, i, options.frequency_limit);
  });
  std::size_t num_lists = 0;
  for (const Slice& slice : slices) num_lists += slice.sizes.size();
  if (num_lists > UINT32_MAX) throw std::length_error("more than 2^32 - 1 rare 3-grams");
  list_begin_.reserve(num_lists + 1);
  for (Slice& slice : slices) {
    members_.insert(members_.end(), slice.members.begin(), slice.members.end());
    for (const std::uint32_t size : slice.sizes) list_begin_.push_back(list_begin_.back() + size);
    list_gram_.insert(list_gram_.end(), slice.grams.begin(), slice.grams.end());
    too_frequent_.insert(too_frequent_.end(), slice.too_frequent.begin(), slice.too_frequent.end());
    slice = {};
  }
  enter_lists();
}

void StoryCandidateFinder::enter_lists() {
  std::vector<std::uint64_t> of_size(options_.frequency_limit + 2, 0);
  for (std::size_t list = 0; list < num_lists(); ++list) ++of_size[members(list).size() + 1];
  for (std::size_t size = 1; size < of_size.size(); ++size) of_size[size] += of_size[size - 1];
  std::vector<std::uint32_t> order(num_lists());
  for (std::size_t list = 0; list < num_lists(); ++list) {
    order[of_size[members(list).size()]++] = static_cast<std::uint32_t>(list);
  }
  text_begin_.assign(texts_->size() + 1, 0);
  for (const std::uint32_t text : members_) ++text_begin_[text + 1];
  for (std::size_t i = 0; i < texts_->size(); ++i) text_begin_[i + 1] += text_begin_[i];
  std::vector<std::uint64_t> next(text_begin_.begin(), text_begin_.end() - 1);
  lists_.resize(members_.size());
  for (const std::uint32_t list : order) {
    for (const std::uint32_t text : members(list)) lists_[next[text]++] = list;
  }
}

std::size_t StoryCandidateFinder::frequency(std::size_t list, std::span<const std::uint32_t> group,
                                            std::vector<std::uint32_t>& scratch) const {
  const std::span<const std::uint32_t> texts = members(list);
  if (group.empty()) return texts.size();
  scratch.clear();
  for (const std::uint32_t text : texts) scratch.push_back(group[text]);
  std::sort(scratch.begin(), scratch.end());
  return static_cast<std::size_t>(std::unique(scratch.begin(), scratch.end()) - scratch.begin());
}

std::vector<std::uint16_t> StoryCandidateFinder::weights(
    std::span<const std::uint32_t> group) const {
  std::vector<std::uint16_t> of_frequency(options_.frequency_limit + 1, 0);
  for (std::size_t f = 1; f < of_frequency.size(); ++f) {
    of_frequency[f] = static_cast<std::uint16_t>(evidence_of(f));
  }
  std::vector<std::uint16_t> out(num_lists());
  std::vector<std::uint32_t> scratch;
  for (std::size_t list = 0; list < out.size(); ++list) {
    const std::size_t f = frequency(list, group, scratch);
    out[list] = of_frequency[group.empty() ? std::min(f, kMostTexts) : f];
  }
  return out;
}

std::vector<std::uint64_t> StoryCandidateFinder::stock_grams(
    std::span<const std::uint32_t> group) const {
  std::vector<std::uint64_t> out = too_frequent_;
  std::vector<std::uint32_t> scratch;
  for (std::size_t list = 0; list < num_lists() && !group.empty(); ++list) {
    if (frequency(list, group, scratch) > options_.stock_frequency) out.push_back(list_gram_[list]);
  }
  cancellable_sort(out.begin(), out.end(), std::less<>());
  return out;
}

std::vector<StoryCandidate> StoryCandidateFinder::find(std::span<const std::uint32_t> group) const {
  const std::vector<std::uint16_t> weights_of_lists = weights(group);
  const auto least = static_cast<std::uint32_t>(std::ceil(options_.evidence * kEvidenceScale));
  const unsigned workers = resolve_threads(options_.num_threads);
  std::vector<CandidateSearch> searches(workers, {*texts_, *this, weights_of_lists});
  std::vector<std::vector<StoryCandidate>> parts((texts_->size() + kGrain - 1) / kGrain);
  parallel_for(texts_->size(), kGrain, workers,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 for (std::size_t i = begin; i < end; ++i) {
                   check_cancelled();
                   searches[worker].search(static_cast<std::uint32_t>(i), least,
                                           options_.candidate_limit, parts[begin / kGrain]);
                 }
               });
  std::vector<StoryCandidate> out;
  for (std::vector<StoryCandidate>& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
    std::vector<StoryCandidate>().swap(part);
  }
  // Most pairs are found from both sides. If the budget was used up, they have different evidence.
  cancellable_sort(out.begin(), out.end(), [](const StoryCandidate& a, const StoryCandidate& b) {
    if (a.left != b.left) return a.left < b.left;
    return a.right != b.right ? a.right < b.right : a.evidence > b.evidence;
  });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const StoryCandidate& a, const StoryCandidate& b) {
                          return a.left == b.left && a.right == b.right;
                        }),
            out.end());
  return out;
}

}  // namespace saring::dedup
