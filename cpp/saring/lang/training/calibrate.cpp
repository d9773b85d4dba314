// Tests: tests/cpp/lang/training/calibrate_test.cpp.
#include "saring/lang/training/calibrate_internal.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace saring::lang {
namespace {

[[nodiscard]] double mean_loss(const std::vector<ScoredText>& texts, double inverse_temperature) {
  double loss = 0;
  for (const ScoredText& text : texts) {
    const float top = *std::max_element(text.scores.begin(), text.scores.end());
    double sum = 0;
    for (const float score : text.scores)
      sum += std::exp(inverse_temperature * static_cast<double>(score - top));
    loss +=
        std::log(sum) - inverse_temperature * static_cast<double>(text.scores[text.label] - top);
  }
  return loss / static_cast<double>(texts.size());
}

// One excerpt for each run of lines of one label that has `count` words or more.
[[nodiscard]] std::vector<Excerpt> join_lines(const GroupCorpus& corpus, std::uint32_t count) {
  std::vector<Excerpt> joined;
  Excerpt open{{}, 0};
  for (const CorpusLine& line : corpus.held_out()) {
    if (line.label != open.label) open = {{}, line.label};
    const std::uint32_t* types = corpus.tokens(line);
    open.types.insert(open.types.end(), types, types + line.count);
    if (open.types.size() < count) continue;
    open.types.resize(count);
    joined.push_back(std::move(open));
    open = {{}, line.label};
  }
  return joined;
}

template <typename T>
[[nodiscard]] std::vector<T> evenly(std::vector<T> all) {
  const std::size_t stride = (all.size() + kMaxExcerpts - 1) / kMaxExcerpts;
  if (stride < 2) return all;
  std::vector<T> some;
  for (std::size_t i = 0; i < all.size(); i += stride) some.push_back(std::move(all[i]));
  return some;
}

}  // namespace

std::vector<Excerpt> excerpts_of_length(const GroupCorpus& corpus, std::uint32_t count) {
  std::vector<CorpusLine> lines;
  for (const CorpusLine& line : corpus.held_out()) {
    if (line.count >= count) lines.push_back(line);
  }
  if (lines.size() < kMinExcerpts) return evenly(join_lines(corpus, count));
  std::vector<Excerpt> excerpts;
  for (const CorpusLine& line : evenly(std::move(lines))) {
    const std::uint32_t* first = corpus.tokens(line) + (line.count - count) / 2;
    excerpts.push_back({{first, first + count}, line.label});
  }
  return excerpts;
}

// The loss is convex in the inverse temperature: ternary search on a logarithmic scale.
float fit_inverse_temperature(const std::vector<ScoredText>& texts) {
  if (texts.empty()) return 1.0F;
  double low = std::log(0.02);
  double high = std::log(2.0);
  while (high - low > 0.01) {
    const double a = low + (high - low) / 3;
    const double b = high - (high - low) / 3;
    if (mean_loss(texts, std::exp(a)) < mean_loss(texts, std::exp(b))) {
      high = b;
    } else {
      low = a;
    }
  }
  return static_cast<float>(std::exp((low + high) / 2));
}

}  // namespace saring::lang
