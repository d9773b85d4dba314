#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Which texts report the same story in the same words: republished agency copy, whatever happened
// to its headline, its order and up to half of it.
namespace saring::dedup {

// When two texts are linked. Lengths are in words. A passage is a run of shared word 3-grams, with
// gaps of up to `gap` words, so that edited copy is covered as a whole. Chosen on wire copy,
// checked on other articles and other operations, and not sensitive to any one value:
// docs/stories.md.
struct StoryRule {
  // Least sum of 1 / sqrt(f) over the shared rare 3-grams, f the number of stories that have one.
  // What a template or a footer shares is in many stories, and weighs little.
  double evidence = 8;
  std::size_t stock_frequency = 8;  // 3-grams of more stories are stock phrases: no passages
  std::size_t gap = 12;
  double contained = 0.75;  // least share of one text that is in passages shared with the other
  double covered = 0.5;     // least such share of the other text...
  double opening = 0.3;     // ...or this one, where the passages begin in the first `lead` of it: a
  double lead = 0.12;       // copy cut from the end; a round-up seldom begins with the story
  // Least share of the contained text's names (words with a capital letter) and numbers that are
  // anywhere in the other text: other facts are another story. Each once.
  double facts = 0.55;
  // Texts that are further apart in time are not linked: less than a week, so that a weekly series
  // stays apart.
  double max_seconds = 5 * 86400.0;
  // Two groups of texts become one where at least this share of the pairs between them is linked.
  double majority = 0.5;
};

struct StoryOptions {
  StoryRule rule = {};
  std::size_t frequency_limit = 256;  // a 3-gram of more texts is not rare
  std::size_t candidate_limit = 256;  // texts that a text is compared with, best evidence first
  unsigned num_threads = 0;           // 0: all cores; the result does not depend on it
};

// The number of each text's story, from 0 in the order of their first text. `texts` is valid UTF-8;
// `representative` has for each text the position of the one that is kept for it (Duplicates): both
// are of one story, and only kept texts are compared. `times` has the seconds of each text since
// any moment, NaN where unknown; it may be empty.
//
// Words are those of Shingler, with the normalization that it has by default; a word with a capital
// letter is a name. Stories are found in four steps:
// - candidates are texts that share rare 3-grams;
// - the two texts of each are compared by StoryRule;
// - a text that contains two others, not linked to each other, in different places is a round-up:
//   it is linked to nothing that it contains;
// - groups merge, most links first, while `majority` of the pairs between two of them is linked
//   (average linkage; Sokal and Michener 1958), so that one text between two stories does not
//   join them.
// All is done twice: at first f counts texts, at most 16, then the stories that were found.
//
// The result depends on the texts, their representatives and times alone: not on threads, and not
// on the order of the texts, unless two kept ones have the same words. Time is linear in the texts:
// each takes at most 64 steps for each of its rare 3-grams and `candidate_limit` comparisons,
// linear in the words of both texts; texts of which one has 32 times the words of the other are not
// compared. A story of more kept texts than `candidate_limit` may be divided. Memory in addition to
// the texts: 4 bytes for each word of the kept texts and 4 for each distinct one, twice that while
// they are read, 8 for each rare 3-gram of each text, 4 bytes a text and one byte a word of all
// texts for each thread, 56 for each pair that is compared.
//
// Throws std::invalid_argument where the arguments differ in size or a representative is not one
// itself, std::length_error beyond 2^32 - 1 texts or rare 3-grams of them.
[[nodiscard]] std::vector<std::uint32_t> find_stories(std::span<const std::string_view> texts,
                                                      std::span<const std::uint32_t> representative,
                                                      std::span<const double> times = {},
                                                      const StoryOptions& options = {});

// How two texts share a story, as StoryRule sees it.
struct StoryOverlap {
  double evidence = 0;
  // Share of the left and of the right text that is in shared passages, in [0, 1].
  double covered_left = 0;
  double covered_right = 0;
  double facts = 0;  // of the text that is contained more
  bool linked = false;
};

// Of two texts by themselves: every 3-gram that both have is in two texts.
[[nodiscard]] StoryOverlap story_overlap(std::string_view left, std::string_view right,
                                         const StoryRule& rule = {});

}  // namespace saring::dedup
