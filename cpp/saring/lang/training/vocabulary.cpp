// Feature selection by mutual information between a feature and the label, with equal weight for
// all labels. The initial weight of a (feature, label) pair is its log-odds against a common floor,
// so that absent pairs have weight 0 and need no space. Tests:
// tests/cpp/lang/training/trainer_test.cpp.
#include "saring/lang/training/vocabulary_internal.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "saring/lang/features_internal.hpp"

namespace saring::lang {
namespace {

struct Count {
  std::uint64_t feature;
  std::uint32_t label;
  std::uint32_t count;
};

// Counts hashes; a hash table with open addressing.
class Counter {
 public:
  Counter() : slots_(1U << 16) {}

  void add(std::uint64_t hash, std::uint32_t by) {
    if (used_ * 2 >= slots_.size()) grow();
    Slot& slot = find(hash);
    if (slot.count == 0) {
      slot.hash = hash;
      ++used_;
    }
    slot.count += by;
  }
  void drain(std::uint32_t label, std::uint32_t least, std::vector<Count>& out, double& total) {
    for (Slot& slot : slots_) {
      if (slot.count == 0) continue;
      total += slot.count;
      if (slot.count >= least) out.push_back({slot.hash, label, slot.count});
      slot = {};
    }
    used_ = 0;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t count = 0;
  };
  Slot& find(std::uint64_t hash) {
    std::size_t at = static_cast<std::size_t>(mix64(hash)) & (slots_.size() - 1);
    while (slots_[at].count != 0 && slots_[at].hash != hash) at = (at + 1) & (slots_.size() - 1);
    return slots_[at];
  }
  void grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.count != 0) find(slot.hash) = slot;
    }
  }
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

// The share of the word list in the token counts of a label that has one.
constexpr double kListShare = 0.3;
constexpr std::size_t kMinListCount = 1;  // of a listed word, however rare

// Per label: its types with their counts.
using TypeCounts = std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>>;

[[nodiscard]] TypeCounts count_types(const GroupCorpus& corpus) {
  TypeCounts counts(corpus.labels().size());
  std::vector<std::vector<std::uint32_t>> tokens(counts.size());
  for (const CorpusLine& line : corpus.training()) {
    const std::uint32_t* t = corpus.tokens(line);
    tokens[line.label].insert(tokens[line.label].end(), t, t + line.count);
  }
  for (std::size_t label = 0; label < counts.size(); ++label) {
    auto& list = tokens[label];
    const WordList& words = corpus.words(label);
    double mass = 0;
    for (const double frequency : words.frequencies) mass += frequency;
    const double scale = kListShare * static_cast<double>(list.size()) / mass;
    for (std::size_t i = 0; i < words.types.size(); ++i) {
      const auto count = static_cast<std::size_t>(std::lround(words.frequencies[i] * scale));
      list.insert(list.end(), std::max(count, kMinListCount), words.types[i]);
    }
    std::sort(list.begin(), list.end());
    for (const std::uint32_t type : list) {
      if (counts[label].empty() || counts[label].back().first != type)
        counts[label].push_back({type, 0});
      ++counts[label].back().second;
    }
    std::vector<std::uint32_t>().swap(list);
  }
  return counts;
}

struct Candidate {
  double value;
  std::size_t first, last;  // into the sorted counts
};

// Mutual information of the feature's presence and a uniformly drawn label (its positive part).
[[nodiscard]] double information(const std::vector<Count>& counts, std::size_t first,
                                 std::size_t last, const std::vector<double>& totals,
                                 std::size_t label_count) {
  double mass = 0;
  for (std::size_t i = first; i < last; ++i) mass += counts[i].count / totals[counts[i].label];
  double entropy = 0;
  for (std::size_t i = first; i < last; ++i) {
    const double share = counts[i].count / totals[counts[i].label] / mass;
    entropy -= share * std::log(share);
  }
  return mass * (std::log(static_cast<double>(label_count)) - entropy);
}

void sort_counts(std::vector<Count>& counts) {
  std::sort(counts.begin(), counts.end(), [](const Count& a, const Count& b) {
    return a.feature != b.feature ? a.feature < b.feature : a.label < b.label;
  });
}

[[nodiscard]] std::vector<Candidate> candidates(const std::vector<Count>& counts,
                                                std::uint32_t least,
                                                const std::vector<double>& totals,
                                                std::size_t limit) {
  std::vector<Candidate> all;
  for (std::size_t i = 0; i < counts.size();) {
    std::size_t j = i;
    std::uint64_t sum = 0;
    while (j < counts.size() && counts[j].feature == counts[i].feature) sum += counts[j++].count;
    if (sum >= least) all.push_back({information(counts, i, j, totals, totals.size()), i, j});
    i = j;
  }
  std::sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) {
    return a.value != b.value ? a.value > b.value : a.first < b.first;
  });
  if (all.size() > limit) all.resize(limit);
  return all;
}

// Token totals of the labels divided by their weights: labels with a high weight need fewer tokens
// for a feature to be selected.
[[nodiscard]] std::vector<double> weighted_totals(const std::vector<double>& totals,
                                                  const std::vector<double>& weights) {
  std::vector<double> out = totals;
  for (std::size_t label = 0; label < weights.size(); ++label) out[label] /= weights[label];
  return out;
}

struct StartWeights {
  double floor;     // the probability that has weight 0
  double prior;     // tokens added to the total of each label, to discount rare features
  double strength;  // below 1 for n-grams, which overlap
};

void append_feature(const std::vector<Count>& counts, const Candidate& c,
                    const std::vector<double>& totals, const StartWeights& start,
                    std::size_t max_entries, FeatureSet& set) {
  std::vector<Entry> entries;
  for (std::size_t i = c.first; i < c.last; ++i) {
    const double p = counts[i].count / (totals[counts[i].label] + start.prior);
    const double weight = std::log(p / start.floor) * start.strength;
    if (weight > 0.02)
      entries.push_back({static_cast<std::uint8_t>(counts[i].label), static_cast<float>(weight)});
  }
  if (entries.size() > max_entries) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.weight > b.weight; });
    entries.resize(max_entries);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.label < b.label; });
  }
  set.hashes.push_back(counts[c.first].feature);
  set.entries.insert(set.entries.end(), entries.begin(), entries.end());
  set.entry_first.push_back(static_cast<std::uint32_t>(set.entries.size()));
}

void select_words(const GroupCorpus& corpus, const TypeCounts& types,
                  const VocabularyLimits& limits, FeatureSet& set) {
  std::vector<Count> counts;
  std::vector<double> totals(types.size(), 1);
  for (std::size_t label = 0; label < types.size(); ++label) {
    for (const auto& [type, count] : types[label]) {
      totals[label] += count;
      counts.push_back({word_feature(corpus.type(type)), static_cast<std::uint32_t>(label), count});
    }
  }
  sort_counts(counts);
  const StartWeights start{2e-6, 2e4, 1.0};
  for (const Candidate& c :
       candidates(counts, limits.min_word_count, weighted_totals(totals, limits.label_weights),
                  limits.words)) {
    append_feature(counts, c, totals, start, limits.max_word_entries, set);
  }
  set.word_count = set.hashes.size();
}

void select_ngrams(const GroupCorpus& corpus, const TypeCounts& types,
                   const VocabularyLimits& limits, FeatureSet& set) {
  std::vector<Count> counts;
  std::vector<double> totals(types.size(), 1);
  const NgramRange range = ngram_range(corpus.group());
  Counter counter;
  for (std::size_t label = 0; label < types.size(); ++label) {
    for (const auto& [type, count] : types[label]) {
      // N-grams represent rare words, so a frequent word counts only by its square root.
      const auto weight =
          static_cast<std::uint32_t>(std::lround(std::sqrt(static_cast<double>(count))));
      for_each_ngram(corpus.type(type), range,
                     [&](std::uint64_t hash) { counter.add(hash, weight); });
    }
    counter.drain(static_cast<std::uint32_t>(label), 2, counts, totals[label]);
  }
  sort_counts(counts);
  const StartWeights start{2e-6, 2e4, 0.2};
  for (const Candidate& c :
       candidates(counts, limits.min_ngram_count, weighted_totals(totals, limits.label_weights),
                  limits.ngrams)) {
    append_feature(counts, c, totals, start, limits.max_ngram_entries, set);
  }
}

}  // namespace

void link_types(const GroupCorpus& corpus, FeatureSet& set) {
  std::unordered_map<std::uint64_t, std::uint32_t> number;
  number.reserve(set.hashes.size() * 2);
  for (std::size_t i = 0; i < set.hashes.size(); ++i) {
    number.emplace(set.hashes[i], static_cast<std::uint32_t>(i));
  }
  const auto find = [&](std::uint64_t hash) {
    const auto it = number.find(hash);
    return it == number.end() ? kNoFeature : it->second;
  };
  const NgramRange range = ngram_range(corpus.group());
  set.word_of_type.clear();
  set.ngrams.clear();
  set.ngram_first.assign(1, 0);
  for (std::size_t type = 0; type < corpus.type_count(); ++type) {
    set.word_of_type.push_back(find(word_feature(corpus.type(type))));
    for_each_ngram(corpus.type(type), range, [&](std::uint64_t hash) {
      const std::uint32_t feature = find(hash);
      if (feature != kNoFeature) set.ngrams.push_back(feature);
    });
    set.ngram_first.push_back(set.ngrams.size());
  }
}

FeatureSet select_features(const GroupCorpus& corpus, const VocabularyLimits& limits) {
  FeatureSet set;
  set.entry_first.push_back(0);
  const TypeCounts types = count_types(corpus);
  select_words(corpus, types, limits, set);
  select_ngrams(corpus, types, limits, set);
  link_types(corpus, set);
  return set;
}

}  // namespace saring::lang
