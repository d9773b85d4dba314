#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Finds texts that report the same story in the same words: republished agency copy. Its headline
// and order may have changed, and up to half of it.
namespace saring::dedup {

// The conditions under which two texts are linked. Lengths are in words. A passage is a run of
// shared word 3-grams with gaps of up to `gap` words, so that edited copy is covered as a whole.
// The values were chosen on wire copy and checked on other articles and other operations. The
// result is not sensitive to any one value: docs/stories.md.
struct StoryRule {
  // The least sum of 1 / sqrt(f) over the shared rare 3-grams, where f is the number of stories
  // that have the 3-gram. The 3-grams of a template or a footer are in many stories, so they have
  // little weight.
  double evidence = 8;
  // 3-grams of more stories are stock phrases and make no passages.
  std::size_t stock_frequency = 8;
  std::size_t gap = 12;
  double contained = 0.75;  // least share of one text inside passages shared with the other
  double covered = 0.5;     // least such share of the other text, ...
  // ... or of this one, if the passages begin in the first `lead` of it. Then it is a copy that was
  // cut at the end; a round-up seldom begins with the story.
  double opening = 0.3;
  double lead = 0.12;
  // The least share of the contained text's names (words with a capital letter) and numbers that
  // occur anywhere in the other text. Each counts once. Other facts mean another story.
  double facts = 0.55;
  // Texts that are further apart in time are not linked. Less than a week, so that the parts of a
  // weekly series are different stories.
  double max_seconds = 5 * 86400.0;
  // Two groups of texts are merged if at least this share of the pairs between them is linked.
  double majority = 0.5;
};

struct StoryOptions {
  StoryRule rule = {};
  std::size_t frequency_limit = 256;  // a 3-gram that occurs in more texts is not rare
  // The most texts that a text is compared with, beginning with the best evidence.
  std::size_t candidate_limit = 256;
  unsigned num_threads = 0;  // 0: all cores; the result does not depend on it
};

// Returns the number of each text's story, from 0 in the order of the stories' first texts. `texts`
// is valid UTF-8. `representative` has for each text the position of the text that is kept for it
// (Duplicates). A text and its representative are one story, and only kept texts are compared.
// `times` has the time of each text in seconds from any fixed moment, NaN if unknown. It may be
// empty.
//
// Words are the words of Shingler with its default normalization. A word with a capital letter is a
// name. Stories are found in four steps:
// - Texts that share rare 3-grams are candidates.
// - StoryRule compares the two texts of each candidate pair.
// - A text that contains two other texts in different places is a round-up, if these two are not
//   linked. A round-up is linked to nothing that it contains.
// - Groups are merged, the most linked first, while at least `majority` of the pairs between two
//   groups is linked (average linkage; Sokal and Michener 1958). So one text between two stories
//   does not join them.
// All steps are done twice. The first time f counts texts, at most 16; the second time it counts
// the stories that were found.
//
// The result depends only on the texts, their representatives and times. It does not depend on
// threads, or on the order of the texts, unless two kept texts have the same words.
//
// Time is linear in the texts. Each text takes at most 64 steps per rare 3-gram and
// `candidate_limit` comparisons, which are linear in the words of both texts. Two texts are not
// compared if one has 32 times the words of the other. A story of more kept texts than
// `candidate_limit` may be divided.
//
// Memory besides the texts: 4 bytes per word of the kept texts and 4 per distinct word, twice that
// while they are read; 8 bytes per rare 3-gram of each text; for each thread, 4 bytes per text and
// one byte per word of all texts; 56 bytes per compared pair.
//
// Throws std::invalid_argument if the arguments differ in size or a representative is not its own
// representative, std::length_error beyond 2^32 - 1 texts or rare 3-grams of them.
[[nodiscard]] std::vector<std::uint32_t> find_stories(std::span<const std::string_view> texts,
                                                      std::span<const std::uint32_t> representative,
                                                      std::span<const double> times = {},
                                                      const StoryOptions& options = {});

// What two texts share of a story, as StoryRule computes it.
struct StoryOverlap {
  double evidence = 0;
  // The share of the left and of the right text inside shared passages, in [0, 1].
  double covered_left = 0;
  double covered_right = 0;
  double facts = 0;  // of the text of which the greater share is contained
  bool linked = false;
};

// The overlap of two texts alone: every shared 3-gram counts as occurring in two texts.
[[nodiscard]] StoryOverlap story_overlap(std::string_view left, std::string_view right,
                                         const StoryRule& rule = {});

}  // namespace saring::dedup
