// Logistic regression on hashed words, pairs of words and n-grams, as does best on the pairs of the
// DSL shared tasks (Zampieri et al. 2014-2017); trained like the first classifier (sgd.cpp), every
// label with a weight for every feature. Tests: tests/cpp/lang/trainer_test.cpp.
#include "saring/lang/close_trainer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "saring/lang/calibrate_internal.hpp"
#include "saring/lang/features_internal.hpp"

namespace saring::lang {
namespace {

constexpr std::uint32_t kLongest = 60;
constexpr std::array<std::uint32_t, 8> kCuts = {1, 2, 3, 4, 6, 8, 12, 16};
constexpr double kWholeLines = 0.5;
constexpr std::size_t kSelectionLines = 20000;  // per label, that features are chosen from
constexpr std::uint32_t kLeastLines = 3;        // that a feature must occur in
constexpr float kStartSquare = 0.1F;
constexpr std::size_t kTickLines = 1024;
constexpr double kOutlierLoss = 6.0;  // nats; a whole line worse than this is taken for mislabelled

class CloseTrainer {
 public:
  CloseTrainer(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
               const CloseOptions& options);
  [[nodiscard]] CloseResult run(std::size_t number);

 private:
  void select();
  void epoch(Random& random, bool skip_outliers);
  void collect(const std::uint32_t* tokens, std::uint32_t count,
               std::vector<std::uint32_t>& out) const;
  void score(const std::vector<std::uint32_t>& features, std::vector<float>& scores) const;
  void evaluate(CloseResult& result) const;
  template <typename Emit>
  void for_each_feature(const std::uint32_t* tokens, std::uint32_t count, Emit&& emit) const;

  const GroupCorpus& corpus_;
  CloseOptions options_;
  std::vector<std::int32_t> local_;  // corpus label -> number here, or -1
  std::size_t label_count_;
  std::vector<std::vector<std::uint32_t>> lines_;  // per label: training lines
  std::vector<std::uint64_t> word_hash_;           // per type
  std::vector<std::uint64_t> hashes_;              // of the chosen features
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;
  std::vector<float> weights_;  // feature × label
  std::vector<float> squares_;
};

CloseTrainer::CloseTrainer(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
                           const CloseOptions& options)
    : corpus_(corpus),
      options_(options),
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
}

template <typename Emit>
void CloseTrainer::for_each_feature(const std::uint32_t* tokens, std::uint32_t count,
                                    Emit&& emit) const {
  const NgramRange range = ngram_range(corpus_.group());
  for (std::uint32_t i = 0; i < count; ++i) {
    emit(word_hash_[tokens[i]]);
    if (i > 0) emit(pair_feature(word_hash_[tokens[i - 1]], word_hash_[tokens[i]]));
    for_each_ngram(corpus_.type(tokens[i]), range, emit);
  }
}

// The features with the most mutual information with the label; every label counts the same.
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
      for_each_feature(corpus_.tokens(line), std::min(line.count, kLongest),
                       [&](std::uint64_t hash) {
                         Counts& counts = table[hash];
                         counts.share[label] += weight;
                         ++counts.lines;
                       });
    }
  }
  std::vector<std::pair<double, std::uint64_t>> ranked;
  for (const auto& [hash, counts] : table) {
    if (counts.lines < kLeastLines) continue;
    double mass = 0;
    double entropy = 0;
    const double discount = 2.0 / 20000;  // rare evidence is worth less than it seems
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
  if (ranked.size() > options_.features) ranked.resize(options_.features);
  for (const auto& [worth, hash] : ranked) {
    numbers_.emplace(hash, static_cast<std::uint32_t>(hashes_.size()));
    hashes_.push_back(hash);
  }
  weights_.assign(hashes_.size() * label_count_, 0.0F);
  squares_.assign(weights_.size(), kStartSquare);
}

void CloseTrainer::collect(const std::uint32_t* tokens, std::uint32_t count,
                           std::vector<std::uint32_t>& out) const {
  out.clear();
  for_each_feature(tokens, count, [&](std::uint64_t hash) {
    const auto it = numbers_.find(hash);
    if (it != numbers_.end()) out.push_back(it->second);
  });
}

void CloseTrainer::score(const std::vector<std::uint32_t>& features,
                         std::vector<float>& scores) const {
  scores.assign(label_count_, 0);
  for (const std::uint32_t f : features) {
    for (std::size_t l = 0; l < label_count_; ++l) scores[l] += weights_[f * label_count_ + l];
  }
}

void CloseTrainer::epoch(Random& random, bool skip_outliers) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> order;  // line, label
  for (std::uint32_t label = 0; label < lines_.size(); ++label) {
    if (lines_[label].empty()) continue;
    const std::size_t wanted =
        std::clamp(lines_[label].size(), options_.epoch_lines / 4, options_.epoch_lines);
    for (std::size_t i = 0; i < wanted; ++i) {
      const auto size = static_cast<std::uint32_t>(lines_[label].size());
      order.emplace_back(lines_[label][random.below(size)], label);
    }
  }
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[random.below(static_cast<std::uint32_t>(i))]);
  }
  std::vector<std::uint32_t> features;
  std::vector<float> scores;
  std::size_t read = 0;
  for (const auto& [index, label] : order) {
    if (++read % kTickLines == 0 && options_.tick) options_.tick(kTickLines);
    const CorpusLine& line = corpus_.training()[index];
    const bool whole = random.uniform() < kWholeLines;
    std::uint32_t count = std::min(line.count, kLongest);
    if (!whole)
      count = std::min(count, kCuts[random.below(static_cast<std::uint32_t>(kCuts.size()))]);
    collect(corpus_.tokens(line) + random.below(line.count - count + 1), count, features);
    score(features, scores);
    const float top = *std::max_element(scores.begin(), scores.end());
    // Scores of long texts are sums of overlapping evidence; the root keeps them in reach.
    const float scale = 1.0F / std::sqrt(static_cast<float>(count));
    float sum = 0;
    for (float& s : scores) sum += s = std::exp((s - top) * scale);
    for (float& s : scores) s /= sum;
    if (skip_outliers && whole &&
        -std::log(std::max(static_cast<double>(scores[label]), 1e-30)) > kOutlierLoss)
      continue;
    scores[label] -= 1;
    const auto rate = static_cast<float>(options_.learning_rate);
    for (const std::uint32_t f : features) {
      for (std::size_t l = 0; l < label_count_; ++l) {
        const float gradient = scores[l] * scale;
        if (std::abs(gradient) < 1e-4F) continue;
        float& square = squares_[f * label_count_ + l];
        square += gradient * gradient;
        weights_[f * label_count_ + l] -= rate * gradient / std::sqrt(square);
      }
    }
  }
}

void CloseTrainer::evaluate(CloseResult& result) const {
  std::vector<std::uint32_t> features;
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
      collect(corpus_.tokens(line) + (line.count - count) / 2, count, features);
      score(features, text.scores);
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
    result.sharpness[b] = texts[b].size() < kEnough && b > 0 ? result.sharpness[b - 1] * 0.7F
                                                             : fit_sharpness(texts[b]);
  }
}

CloseResult CloseTrainer::run(std::size_t number) {
  CloseResult result;
  select();
  Random random(options_.seed + number);
  for (unsigned e = 0; e < options_.epochs; ++e) epoch(random, e >= 2);
  for (std::size_t f = 0; f < hashes_.size(); ++f) {
    // Only differences count: the mean becomes zero, and weights near it need no space.
    float* weights = weights_.data() + f * label_count_;
    float mean = 0;
    for (std::size_t l = 0; l < label_count_; ++l)
      mean += weights[l] / static_cast<float>(label_count_);
    ModelFeature feature{close_feature(hashes_[f], number), {}};
    for (std::size_t l = 0; l < label_count_; ++l) {
      const auto steps =
          std::clamp(std::lround((weights[l] - mean) / options_.weight_unit), -127L, 127L);
      weights[l] = static_cast<float>(steps) * options_.weight_unit;
      if (steps != 0)
        feature.posting.emplace_back(static_cast<std::uint8_t>(l), static_cast<std::int8_t>(steps));
    }
    if (!feature.posting.empty()) result.features.push_back(std::move(feature));
  }
  evaluate(result);
  return result;
}

}  // namespace

CloseResult train_close(const GroupCorpus& corpus, const std::vector<std::uint32_t>& labels,
                        std::size_t number, const CloseOptions& options) {
  return CloseTrainer(corpus, labels, options).run(number);
}

}  // namespace saring::lang
