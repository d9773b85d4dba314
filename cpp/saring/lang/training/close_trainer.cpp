// Logistic regression on hashed words, pairs of words and n-grams, the approach that did best in
// the DSL shared tasks on similar languages (Zampieri et al. 2014-2017). Trained like the first
// stage (sgd.cpp), but each label has a weight for each feature. Tests:
// tests/cpp/lang/training/trainer_test.cpp.
#include "saring/lang/training/close_trainer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "saring/lang/features_internal.hpp"
#include "saring/lang/training/calibrate_internal.hpp"

namespace saring::lang {
namespace {

constexpr std::uint32_t kLongest = 60;
constexpr std::array<std::uint32_t, 8> kCuts = {1, 2, 3, 4, 6, 8, 12, 16};
constexpr double kWholeLines = 0.5;
constexpr std::size_t kSelectionLines = 20000;  // per label, that features are selected from
constexpr std::uint32_t kMinLines = 3;          // in which a feature must occur
constexpr float kStartSquare = 0.1F;
constexpr std::size_t kTickLines = 1024;
constexpr std::uint32_t kListWords = 12;   // at most, in a text drawn from a word list
constexpr double kListTexts = 1.0;         // such texts per line of the label
constexpr std::size_t kTrainedToKept = 4;  // features trained per feature in the model
constexpr double kWordShare = 0.4;         // whole words among the features in the model
constexpr double kOutlierLoss = 6.0;       // nats; a whole line with more is considered mislabelled

class CloseTrainer {
 public:
  CloseTrainer(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
               const CloseOptions& options);
  [[nodiscard]] CloseResult run(std::size_t number);

 private:
  using Types = std::span<const std::uint32_t>;
  // A training example: a line, or (null) words to be drawn from the label's word list.
  struct Example {
    const CorpusLine* line;
    std::uint32_t label;
  };

  void select();
  [[nodiscard]] std::vector<Example> draw_examples(Random& random) const;
  void train(std::uint64_t seed);
  void epoch(Random& random, bool skip_outliers);
  void learn(Types text, const Example& example, bool skip_outliers);
  void collect(Types text, std::vector<std::uint32_t>& out) const;
  void export_features();
  void export_words(std::vector<std::pair<double, std::uint64_t>>& ranked);
  void export_feature(std::uint64_t hash, const std::vector<float>& weights);
  void score_exported(Types text, std::vector<float>& scores) const;
  void evaluate(CloseResult& result) const;
  template <typename Emit>
  void for_each_feature(Types text, Emit&& emit) const;

  const GroupCorpus& corpus_;
  CloseOptions options_;
  std::vector<std::uint32_t> labels_;  // of the corpus
  std::vector<std::int32_t> local_;    // corpus label -> number here, or -1
  std::size_t label_count_;
  bool has_lists_ = false;                         // at least two labels have word lists
  std::vector<std::vector<std::uint32_t>> lines_;  // per label: training lines
  std::vector<std::uint64_t> word_hash_;           // per type
  std::vector<std::uint64_t> hashes_;              // of the selected features
  std::vector<std::uint32_t> line_counts_;         // lines in which each occurs
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<float> weights_;  // feature × label
  std::vector<float> squares_;
  std::vector<float> scores_;
  std::vector<std::uint32_t> features_;                                   // of the current example
  std::unordered_map<std::uint64_t, std::vector<std::int8_t>> exported_;  // steps for each label
};

CloseTrainer::CloseTrainer(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
                           const CloseOptions& options)
    : corpus_(corpus),
      options_(options),
      labels_(labels),
      local_(corpus.labels().size(), -1),
      label_count_(labels.size()),
      lines_(labels.size()) {
  for (std::size_t i = 0; i < labels.size(); ++i) local_[labels[i]] = static_cast<std::int32_t>(i);
  for (std::size_t i = 0; i < corpus.training().size(); ++i) {
    const std::int32_t label = local_[corpus.training()[i].label];
    if (label >= 0)
      lines_[static_cast<std::size_t>(label)].push_back(static_cast<std::uint32_t>(i));
  }
  for (std::size_t t = 0; t < corpus.type_count(); ++t)
    word_hash_.push_back(word_feature(corpus.type(t)));
  has_lists_ = std::count_if(labels.begin(), labels.end(), [&](std::uint32_t label) {
                 return !corpus.words(label).types.empty();
               }) > 1;
}

template <typename Emit>
void CloseTrainer::for_each_feature(Types text, Emit&& emit) const {
  const NgramRange range = ngram_range(corpus_.group());
  for (std::size_t i = 0; i < text.size(); ++i) {
    emit(word_hash_[text[i]]);
    if (i > 0) emit(pair_feature(word_hash_[text[i - 1]], word_hash_[text[i]]));
    for_each_ngram(corpus_.type(text[i]), range, emit);
  }
}

// Selects the features with the most mutual information with the label; labels have equal weight.
void CloseTrainer::select() {
  struct Counts {
    std::array<float, kMaxClose> share{};
    std::uint32_t lines = 0;
  };
  std::unordered_map<std::uint64_t, Counts> table;
  for (std::size_t label = 0; label < lines_.size(); ++label) {
    const float weight = 1.0F / static_cast<float>(std::clamp<std::size_t>(lines_[label].size(), 1,
                                                                           kSelectionLines));
    const std::size_t read = std::min(lines_[label].size(), kSelectionLines);
    for (std::size_t i = 0; i < read; ++i) {
      const CorpusLine& line = corpus_.training()[lines_[label][i]];
      for_each_feature({corpus_.tokens(line), std::min(line.count, kLongest)},
                       [&](std::uint64_t hash) {
                         Counts& counts = table[hash];
                         counts.share[label] += weight;
                         ++counts.lines;
                       });
    }
  }
  std::vector<std::pair<double, std::uint64_t>> ranked;
  for (const auto& [hash, counts] : table) {
    if (counts.lines < kMinLines) continue;
    double mass = 0;
    double entropy = 0;
    const double discount = 2.0 / 20000;  // smoothing: counts of rare features are unreliable
    for (std::size_t l = 0; l < label_count_; ++l)
      mass += static_cast<double>(counts.share[l]) + discount;
    for (std::size_t l = 0; l < label_count_; ++l) {
      const double p = (static_cast<double>(counts.share[l]) + discount) / mass;
      entropy -= p * std::log(p);
    }
    ranked.emplace_back(mass * (std::log(static_cast<double>(label_count_)) - entropy), hash);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  const std::size_t trained = options_.features * kTrainedToKept;
  if (ranked.size() > trained) ranked.resize(trained);
  for (const auto& [value, hash] : ranked) {
    numbers_.emplace(hash, static_cast<std::uint32_t>(hashes_.size()));
    hashes_.push_back(hash);
    line_counts_.push_back(table[hash].lines);
  }
  weights_.assign(hashes_.size() * label_count_, 0.0F);
  squares_.assign(weights_.size(), kStartSquare);
}

void CloseTrainer::collect(Types text, std::vector<std::uint32_t>& out) const {
  out.clear();
  for_each_feature(text, [&](std::uint64_t hash) {
    const auto it = numbers_.find(hash);
    if (it != numbers_.end()) out.push_back(it->second);
  });
}

std::vector<CloseTrainer::Example> CloseTrainer::draw_examples(Random& random) const {
  std::vector<Example> order;
  for (std::uint32_t label = 0; label < lines_.size(); ++label) {
    if (lines_[label].empty()) continue;
    const std::size_t wanted =
        std::clamp(lines_[label].size(), options_.epoch_lines / 4, options_.epoch_lines);
    for (std::size_t i = 0; i < wanted; ++i) {
      const auto size = static_cast<std::uint32_t>(lines_[label].size());
      order.push_back({&corpus_.training()[lines_[label][random.below(size)]], label});
    }
    if (!has_lists_ || corpus_.words(labels_[label]).types.empty()) continue;
    order.insert(order.end(), static_cast<std::size_t>(kListTexts * static_cast<double>(wanted)),
                 {nullptr, label});
  }
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

void CloseTrainer::learn(Types text, const Example& example, bool skip_outliers) {
  collect(text, features_);
  scores_.assign(label_count_, 0);
  for (const std::uint32_t f : features_) {
    for (std::size_t l = 0; l < label_count_; ++l) scores_[l] += weights_[f * label_count_ + l];
  }
  // A text from a word list is not evidence against labels without a list.
  for (std::size_t l = 0; l < label_count_ && example.line == nullptr; ++l) {
    if (corpus_.words(labels_[l]).types.empty()) scores_[l] = -1e9F;
  }
  const float top = *std::max_element(scores_.begin(), scores_.end());
  // Features overlap, so scores of long texts are too large; divide by the root of the length.
  const float scale = 1.0F / std::sqrt(static_cast<float>(text.size()));
  float sum = 0;
  for (float& s : scores_) sum += s = std::exp((s - top) * scale);
  for (float& s : scores_) s /= sum;
  const auto p = static_cast<double>(scores_[example.label]);
  if (skip_outliers && -std::log(std::max(p, 1e-30)) > kOutlierLoss) return;
  scores_[example.label] -= 1;
  const auto rate = static_cast<float>(options_.learning_rate);
  for (const std::uint32_t f : features_) {
    for (std::size_t l = 0; l < label_count_; ++l) {
      const float gradient = scores_[l] * scale;
      if (std::abs(gradient) < 1e-4F) continue;
      float& square = squares_[f * label_count_ + l];
      square += gradient * gradient;
      weights_[f * label_count_ + l] -= rate * gradient / std::sqrt(square);
    }
  }
}

void CloseTrainer::epoch(Random& random, bool skip_outliers) {
  std::vector<std::uint32_t> drawn;
  std::size_t read = 0;
  for (const Example& example : draw_examples(random)) {
    if (example.line == nullptr) {
      corpus_.words(labels_[example.label]).draw(1 + random.below(kListWords), random, drawn);
      learn(drawn, example, false);
      continue;
    }
    if (++read % kTickLines == 0 && options_.tick) options_.tick(kTickLines);
    const CorpusLine& line = *example.line;
    const bool whole = random.uniform() < kWholeLines;
    std::uint32_t count = std::min(line.count, kLongest);
    if (!whole)
      count = std::min(count, kCuts[random.below(static_cast<std::uint32_t>(kCuts.size()))]);
    const std::uint32_t first = random.below(line.count - count + 1);
    learn({corpus_.tokens(line) + first, count}, example, skip_outliers && whole);
  }
}

// Only differences between labels matter: the mean is subtracted, and small weights become zero.
void CloseTrainer::export_feature(std::uint64_t hash, const std::vector<float>& weights) {
  float mean = 0;
  for (const float w : weights) mean += w / static_cast<float>(label_count_);
  std::vector<std::int8_t> steps;
  for (const float w : weights) {
    steps.push_back(static_cast<std::int8_t>(
        std::clamp(std::lround((w - mean) / options_.weight_unit), -127L, 127L)));
  }
  exported_.emplace(hash, std::move(steps));
}

// The weights of a word and of its n-grams are added up in one feature, so that known words cost
// one look-up. Frequent words first; words left out are represented by their n-grams.
void CloseTrainer::export_words(std::vector<std::pair<double, std::uint64_t>>& ranked) {
  std::vector<double> frequency(corpus_.type_count(), 0);
  for (const auto& lines : lines_) {
    for (const std::uint32_t i : lines) {
      const CorpusLine& line = corpus_.training()[i];
      for (std::uint32_t t = 0; t < line.count; ++t)
        frequency[corpus_.tokens(line)[t]] += 1.0 / static_cast<double>(lines.size());
    }
  }
  std::vector<std::pair<double, std::uint32_t>> types;
  for (std::uint32_t t = 0; t < frequency.size(); ++t) {
    if (frequency[t] > 0) types.emplace_back(-frequency[t], t);
  }
  std::sort(types.begin(), types.end());
  const auto limit = static_cast<std::size_t>(kWordShare * static_cast<double>(options_.features));
  if (types.size() > limit) types.resize(limit);
  std::vector<std::uint32_t> features;
  std::vector<float> weights;
  for (const auto& [rank, type] : types) {
    collect({&type, 1}, features);
    weights.assign(label_count_, 0);
    for (const std::uint32_t f : features) {
      for (std::size_t l = 0; l < label_count_; ++l) weights[l] += weights_[f * label_count_ + l];
    }
    export_feature(word_hash_[type], weights);
  }
  // Other words are not exported as whole words.
  std::unordered_set<std::uint64_t> words(word_hash_.begin(), word_hash_.end());
  std::erase_if(ranked, [&](const auto& item) { return words.contains(item.second); });
}

void CloseTrainer::export_features() {
  std::vector<std::pair<double, std::uint64_t>> ranked;
  for (std::size_t f = 0; f < hashes_.size(); ++f) {
    const auto [low, high] =
        std::minmax_element(weights_.begin() + static_cast<std::ptrdiff_t>(f * label_count_),
                            weights_.begin() + static_cast<std::ptrdiff_t>((f + 1) * label_count_));
    const float range = *high - *low;
    if (range < options_.weight_unit) continue;
    ranked.emplace_back(-static_cast<double>(range) * std::sqrt(line_counts_[f] + 0.5), hashes_[f]);
  }
  export_words(ranked);
  std::sort(ranked.begin(), ranked.end());
  std::vector<float> weights;
  for (const auto& [rank, hash] : ranked) {
    if (exported_.size() >= options_.features) break;
    const float* first = weights_.data() + numbers_.at(hash) * label_count_;
    weights.assign(first, first + label_count_);
    export_feature(hash, weights);
  }
}

// Scores of the exported features, as the detector computes them.
void CloseTrainer::score_exported(Types text, std::vector<float>& scores) const {
  scores.assign(label_count_, 0);
  const auto add = [&](std::uint64_t hash) {
    const auto it = exported_.find(hash);
    if (it == exported_.end()) return false;
    for (std::size_t l = 0; l < label_count_; ++l)
      scores[l] += static_cast<float>(it->second[l]) * options_.weight_unit;
    return true;
  };
  const NgramRange range = ngram_range(corpus_.group());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!add(word_hash_[text[i]])) for_each_ngram(corpus_.type(text[i]), range, add);
    if (i > 0) add(pair_feature(word_hash_[text[i - 1]], word_hash_[text[i]]));
  }
}

void CloseTrainer::evaluate(CloseResult& result) const {
  std::size_t right = 0;
  std::size_t lines = 0;
  std::array<std::vector<ScoredText>, kLengthBuckets> texts;
  for (const CorpusLine& line : corpus_.held_out()) {
    const std::int32_t label = local_[line.label];
    if (label < 0) continue;
    for (std::size_t b = 0; b <= kLengthBuckets; ++b) {
      std::uint32_t count = b == kLengthBuckets ? line.count : (1U << b) + (1U << b) / 2;
      if (b == 0) count = 1;
      if (count > line.count) continue;
      ScoredText text{{}, static_cast<std::uint32_t>(label)};
      score_exported({corpus_.tokens(line) + (line.count - count) / 2, count}, text.scores);
      if (b == kLengthBuckets) {
        const auto best =
            std::max_element(text.scores.begin(), text.scores.end()) - text.scores.begin();
        right += best == label ? 1 : 0;
        ++lines;
      } else {
        texts[b].push_back(std::move(text));
      }
    }
  }
  result.accuracy = lines == 0 ? 0 : static_cast<double>(right) / static_cast<double>(lines);
  for (std::size_t b = 0; b < kLengthBuckets; ++b) {
    constexpr std::size_t kEnough = 100;
    result.inverse_temperature[b] = texts[b].size() < kEnough && b > 0
                                        ? result.inverse_temperature[b - 1] * 0.7F
                                        : fit_inverse_temperature(texts[b]);
  }
}

// The mean of the weights of several runs: what depends on the order of the examples cancels out
// (bagging, Breiman 1996), so that fewer texts in doubt change sides from training to training.
void CloseTrainer::train(std::uint64_t seed) {
  std::vector<float> mean(weights_.size(), 0.0F);
  for (unsigned run = 0; run < options_.runs; ++run) {
    std::fill(weights_.begin(), weights_.end(), 0.0F);
    std::fill(squares_.begin(), squares_.end(), kStartSquare);
    Random random(seed + (std::uint64_t{run} << 32U));
    for (unsigned e = 0; e < options_.epochs; ++e) epoch(random, e >= 2);
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += weights_[i] / static_cast<float>(options_.runs);
  }
  weights_ = std::move(mean);
}

CloseResult CloseTrainer::run(std::size_t number) {
  select();
  train(options_.seed + number);
  export_features();
  CloseResult result;
  for (const auto& [hash, steps] : exported_) {
    ModelFeature feature{close_feature(hash, number), {}};
    for (std::size_t l = 0; l < label_count_; ++l) {
      if (steps[l] != 0) feature.posting.emplace_back(static_cast<std::uint8_t>(l), steps[l]);
    }
    result.features.push_back(std::move(feature));
  }
  std::sort(result.features.begin(), result.features.end(),
            [](const ModelFeature& a, const ModelFeature& b) { return a.hash < b.hash; });
  evaluate(result);
  return result;
}

}  // namespace

CloseResult train_close(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
                        std::size_t number, const CloseOptions& options) {
  return CloseTrainer(corpus, labels, options).run(number);
}

}  // namespace saring::lang
