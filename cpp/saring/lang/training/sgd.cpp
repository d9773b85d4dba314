// AdaGrad (Duchi et al. 2011) on texts of all lengths: whole lines, and excerpts of 1 to 12 words.
// Tests: tests/cpp/lang/training/sgd_test.cpp.
#include "saring/lang/training/sgd_internal.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace saring::lang {
namespace {

constexpr std::uint32_t kLongest = 60;  // words of a line that are trained on
constexpr double kWholeLines = 0.4;
constexpr std::uint32_t kListWords = 8;  // at most, in a text drawn from a list
constexpr double kListTexts = 0.3;       // texts drawn from a label's word list, per line of it
constexpr std::array<std::uint32_t, 8> kCuts = {1, 2, 3, 4, 5, 6, 8, 12};
constexpr float kStartSquare = 0.05F;
constexpr float kMinGradient = 1e-4F;
constexpr float kImpossible = -1e9F;
constexpr std::size_t kTickLines = 1024;

void softmax(std::vector<float>& scores) {
  const float top = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& s : scores) sum += s = std::exp(s - top);
  for (float& s : scores) s /= sum;
}

template <typename T>
void shuffle(std::vector<T>& items, Random& random) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
  }
}

}  // namespace

Sgd::Sgd(const GroupCorpus& corpus, FeatureSet& set, const SgdOptions& options)
    : corpus_(corpus),
      set_(set),
      options_(options),
      lines_(corpus.labels().size()),
      next_(corpus.labels().size(), 0),
      squares_(set.entries.size(), kStartSquare),
      counts_(set.hashes.size(), 0),
      scores_(corpus.labels().size()) {
  options_.close.resize(corpus.labels().size(), 0);
  for (std::size_t i = 0; i < corpus.training().size(); ++i) {
    lines_[corpus.training()[i].label].push_back(static_cast<std::uint32_t>(i));
  }
}

void Sgd::score(std::span<const std::uint32_t> types, std::vector<float>& scores) const {
  scores.assign(corpus_.labels().size(), 0);
  const auto add = [&](std::uint32_t feature) {
    for (const Entry& entry : set_.of(feature)) scores[entry.label] += entry.weight;
  };
  for (const std::uint32_t type : types) {
    if (set_.word_of_type[type] != kNoFeature) {
      add(set_.word_of_type[type]);
    } else {
      for (const std::uint32_t feature : set_.ngrams_of(type)) add(feature);
    }
  }
}

void Sgd::collect(std::span<const std::uint32_t> types, Random& random) {
  features_.clear();
  for (const std::uint32_t type : types) {
    const std::uint32_t word = set_.word_of_type[type];
    if (word != kNoFeature && random.uniform() >= options_.word_dropout) {
      features_.push_back(word);
    } else {
      const auto ngrams = set_.ngrams_of(type);
      features_.insert(features_.end(), ngrams.begin(), ngrams.end());
    }
  }
}

double Sgd::step(std::uint32_t label, std::span<const std::uint32_t> types, bool is_of_list,
                 Random& random) {
  collect(types, random);
  std::fill(scores_.begin(), scores_.end(), 0.0F);
  for (const std::uint32_t feature : features_) {
    ++counts_[feature];
    for (const Entry& entry : set_.of(feature)) scores_[entry.label] += entry.weight;
  }
  // A text from a word list is not evidence against a close language without a list.
  for (std::size_t l = 0; l < scores_.size() && is_of_list; ++l) {
    const bool is_close =
        l != label && options_.close[l] != 0 && options_.close[l] == options_.close[label];
    if (is_close && corpus_.words(l).types.empty()) scores_[l] = kImpossible;
  }
  softmax(scores_);
  const double loss = -std::log(std::max(static_cast<double>(scores_[label]), 1e-30));
  scores_[label] -= 1;
  const auto rate = static_cast<float>(options_.learning_rate);
  for (const std::uint32_t feature : features_) {
    const std::uint32_t first = set_.entry_first[feature];
    const std::uint32_t last = set_.entry_first[feature + 1];
    for (std::uint32_t i = first; i < last; ++i) {
      const float gradient = scores_[set_.entries[i].label];
      if (std::abs(gradient) < kMinGradient) continue;
      squares_[i] += gradient * gradient;
      set_.entries[i].weight -= rate * gradient / std::sqrt(squares_[i]);
    }
  }
  return loss;
}

double Sgd::epoch(Random& random) {
  std::vector<std::uint32_t>
      order;  // numbers of lines; above them labels, for a text from their list
  const auto line_count = static_cast<std::uint32_t>(corpus_.training().size());
  for (std::uint32_t label = 0; label < lines_.size(); ++label) {
    auto& lines = lines_[label];
    if (lines.empty()) continue;
    const std::size_t wanted =
        std::clamp(lines.size(), options_.epoch_min_lines, options_.epoch_lines);
    for (std::size_t i = 0; i < wanted; ++i) {
      if (next_[label] % lines.size() == 0) shuffle(lines, random);
      order.push_back(lines[next_[label]++ % lines.size()]);
    }
    if (corpus_.words(label).types.empty()) continue;
    order.insert(order.end(), static_cast<std::size_t>(kListTexts * static_cast<double>(wanted)),
                 line_count + label);
  }
  shuffle(order, random);
  std::fill(counts_.begin(), counts_.end(), 0U);
  double loss = 0;
  std::size_t read = 0;
  std::vector<std::uint32_t> drawn;
  for (const std::uint32_t index : order) {
    if (index >= line_count) {
      const std::uint32_t label = index - line_count;
      corpus_.words(label).draw(1 + random.below(kListWords), random, drawn);
      loss += step(label, drawn, true, random);
      continue;
    }
    if (++read % kTickLines == 0 && options_.tick) options_.tick(kTickLines);
    const CorpusLine& line = corpus_.training()[index];
    std::uint32_t count = std::min(line.count, kLongest);
    if (random.uniform() >= kWholeLines) {
      count = std::min(count, kCuts[random.below(static_cast<std::uint32_t>(kCuts.size()))]);
    }
    const std::uint32_t first = random.below(line.count - count + 1);
    loss += step(line.label, {corpus_.tokens(line) + first, count}, false, random);
  }
  return order.empty() ? 0 : loss / static_cast<double>(order.size());
}

}  // namespace saring::lang
