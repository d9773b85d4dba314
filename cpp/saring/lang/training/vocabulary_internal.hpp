#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saring/lang/training/corpus_internal.hpp"

// Selects the words and n-grams of a corpus that become features, and their initial weights.
namespace saring::lang {

inline constexpr std::uint32_t kNoFeature = 0xffffffff;

// One (feature, label) pair that carries a weight.
struct Entry {
  std::uint8_t label;
  float weight;
};

struct FeatureSet {
  std::vector<std::uint64_t> hashes;  // words first, then n-grams
  std::size_t word_count = 0;
  std::vector<std::uint32_t>
      entry_first;             // entries of feature f: [entry_first[f], entry_first[f + 1])
  std::vector<Entry> entries;  // of a feature in the order of labels

  // The features of each type of the corpus.
  std::vector<std::uint32_t> word_of_type;  // feature or kNoFeature
  std::vector<std::uint64_t>
      ngram_first;  // n-grams of type t: [ngram_first[t], ngram_first[t + 1])
  std::vector<std::uint32_t> ngrams;

  [[nodiscard]] std::span<Entry> of(std::uint32_t feature) noexcept {
    return {entries.data() + entry_first[feature], entry_first[feature + 1] - entry_first[feature]};
  }
  [[nodiscard]] std::span<const Entry> of(std::uint32_t feature) const noexcept {
    return {entries.data() + entry_first[feature], entry_first[feature + 1] - entry_first[feature]};
  }
  [[nodiscard]] std::span<const std::uint32_t> ngrams_of(std::uint32_t type) const noexcept {
    return {ngrams.data() + ngram_first[type],
            static_cast<std::size_t>(ngram_first[type + 1] - ngram_first[type])};
  }
};

struct VocabularyLimits {
  std::size_t words = 0;
  std::size_t ngrams = 0;
  std::size_t max_word_entries = 30;   // per feature
  std::size_t max_ngram_entries = 24;  // per feature
  std::uint32_t min_word_count = 3;
  std::uint32_t min_ngram_count = 3;
  std::vector<double> label_weights;  // relative value of a feature, by label; empty: equal
};

[[nodiscard]] FeatureSet select_features(const GroupCorpus& corpus, const VocabularyLimits& limits);

// Fills word_of_type, ngram_first and ngrams again after `hashes` has changed.
void link_types(const GroupCorpus& corpus, FeatureSet& set);

}  // namespace saring::lang
