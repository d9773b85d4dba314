// Tested in tests/cpp/dedup/story_test.cpp.
#include "saring/dedup/story.hpp"

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

#include "saring/dedup/story_candidates_internal.hpp"
#include "saring/dedup/story_groups_internal.hpp"
#include "saring/dedup/story_links_internal.hpp"
#include "saring/dedup/story_texts_internal.hpp"

namespace saring::dedup {
namespace {

// The positions of the kept texts.
std::vector<std::uint32_t> kept_texts(std::span<const std::uint32_t> representative) {
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < representative.size(); ++i) {
    const std::uint32_t r = representative[i];
    if (r >= representative.size() || representative[r] != r) {
      throw std::invalid_argument("the representative of text " + std::to_string(i) + ", " +
                                  std::to_string(r) + ", is no kept text");
    }
    if (r == i) kept.push_back(r);
  }
  return kept;
}

}  // namespace

std::vector<std::uint32_t> find_stories(std::span<const std::string_view> texts,
                                        std::span<const std::uint32_t> representative,
                                        std::span<const double> times,
                                        const StoryOptions& options) {
  if (texts.size() != representative.size()) {
    throw std::invalid_argument(std::to_string(texts.size()) + " texts and " +
                                std::to_string(representative.size()) + " representatives");
  }
  if (!times.empty() && times.size() != texts.size()) {
    throw std::invalid_argument(std::to_string(texts.size()) + " texts and " +
                                std::to_string(times.size()) + " times");
  }
  if (texts.size() > UINT32_MAX) throw std::length_error("more than 2^32 - 1 texts");
  const std::vector<std::uint32_t> kept = kept_texts(representative);
  const StoryTexts words(texts, kept, options.num_threads);
  const StoryCandidateFinder finder(words, {.evidence = options.rule.evidence,
                                            .frequency_limit = options.frequency_limit,
                                            .candidate_limit = options.candidate_limit,
                                            .stock_frequency = options.rule.stock_frequency,
                                            .num_threads = options.num_threads});
  std::vector<double> time_of;
  for (std::size_t i = 0; i < words.size() && !times.empty(); ++i) {
    time_of.push_back(times[kept[words.position(i)]]);
  }
  // Two rounds: f first counts texts, then the stories that the first round found.
  std::vector<std::uint32_t> group;
  for (int round = 0; round < 2; ++round) {
    std::vector<StoryCandidate> candidates = finder.find(group);
    std::erase_if(candidates, [&](const StoryCandidate& pair) {
      return !time_of.empty() &&
             std::abs(time_of[pair.left] - time_of[pair.right]) > options.rule.max_seconds;
    });
    const std::vector<StoryCandidate> links = story_links(
        words, candidates, finder.stock_grams(group), options.rule, options.num_threads);
    group = story_groups(words.size(), links, options.rule.majority);
  }

  constexpr std::uint32_t kNone = UINT32_MAX;
  std::vector<std::uint32_t> group_of(texts.size());  // of the kept texts
  for (std::size_t i = 0; i < words.size(); ++i) group_of[kept[words.position(i)]] = group[i];
  std::vector<std::uint32_t> number(words.size(), kNone);
  std::vector<std::uint32_t> story(texts.size());
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    std::uint32_t& of_group = number[group_of[representative[i]]];
    if (of_group == kNone) of_group = next++;
    story[i] = of_group;
  }
  return story;
}

StoryOverlap story_overlap(std::string_view left, std::string_view right, const StoryRule& rule) {
  const std::array<std::string_view, 2> texts{left, right};
  const std::array<std::uint32_t, 2> both{0, 1};
  const StoryTexts words(texts, both, 1);
  StoryComparer comparer(words, {}, rule.gap);
  comparer.start(0);
  ComparedPair pair = comparer.compare({.left = 0, .right = 1, .evidence = 0});
  pair.evidence = static_cast<std::uint32_t>(comparer.distinct_shared()) * evidence_of(2);
  const bool swapped = words.position(0) == 1;
  return {.evidence = pair.evidence / kEvidenceScale,
          .covered_left = (swapped ? pair.of_right : pair.of_left).share(),
          .covered_right = (swapped ? pair.of_left : pair.of_right).share(),
          .facts = pair.inner().facts,
          .linked = is_linked(pair, rule)};
}

}  // namespace saring::dedup
