// Tests: tests/cpp/boilerplate/lines/line_training_test.cpp.
#include "saring/boilerplate/lines/line_training.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

#include "saring/base/cancel.hpp"
#include "saring/base/error.hpp"
#include "saring/base/parallel.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"
#include "saring/boilerplate/lines/oblivious_forest_internal.hpp"
#include "saring/boilerplate/lines/word_weights_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kGrain = 16;  // texts

// Calls body(text number, document, worker) for each text, in parallel.
template <typename Body>
void for_each_document(std::span<const std::string_view> texts, const WordWeights* weights,
                       unsigned workers, Body&& body) {
  const RuleMatcher matcher(built_in_rules());
  const PackSet packs = matcher.packs("");
  std::vector<DocumentLines> documents(workers);
  parallel_for(texts.size(), kGrain, workers,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 for (std::size_t i = begin; i < end; ++i) {
                   check_cancelled();
                   analyse_lines(texts[i], matcher, packs, weights, documents[worker]);
                   body(i, documents[worker], worker);
                 }
               });
}

WordWeights read_words(std::string_view bytes) {
  float scale = 0;
  if (bytes.size() != sizeof scale + WordWeights::kSlots) {
    throw Error("word weights of " + std::to_string(bytes.size()) + " bytes, expected " +
                std::to_string(sizeof scale + WordWeights::kSlots));
  }
  std::memcpy(&scale, bytes.data(), sizeof scale);
  std::vector<std::int8_t> weights(WordWeights::kSlots);
  std::memcpy(weights.data(), bytes.data() + sizeof scale, weights.size());
  return {weights, scale};
}

// Appends the values of each text, one after the other.
void join(const std::vector<std::vector<std::uint32_t>>& parts, std::vector<std::uint32_t>& out) {
  std::size_t size = 0;
  for (const auto& part : parts) size += part.size();
  out.reserve(size);
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
}

std::vector<float> rows_of(std::span<const std::string_view> texts,
                           std::span<const std::uint32_t> counts, std::string_view words,
                           std::optional<std::span<const float>> scores, unsigned num_threads) {
  const WordWeights weights = read_words(words);
  if (counts.size() != texts.size()) throw Error("not one count of units a text");
  std::vector<std::size_t> first(texts.size() + 1);
  for (std::size_t i = 0; i < texts.size(); ++i) first[i + 1] = first[i] + counts[i];
  if (scores && scores->size() != first.back()) throw Error("not one score a unit");
  const std::size_t width = scores ? kDocumentFeatures : kLineFeatures;
  std::vector<float> rows(first.back() * width);
  const unsigned workers = resolve_threads(num_threads);
  std::vector<DocumentFeatures> features(workers);
  for_each_document(texts, &weights, workers,
                    [&](std::size_t i, const DocumentLines& document, unsigned worker) {
                      const std::size_t n = document.lines.size();
                      if (n != counts[i])
                        throw Error("the counts of units are those of other texts");
                      if (n == 0) return;
                      float* const out = rows.data() + first[i] * width;
                      if (!scores) {
                        LineFeatures(document).write(0, n, out);
                        return;
                      }
                      features[worker].set_document(document);
                      features[worker].set_scores(scores->subspan(first[i], n));
                      for (std::size_t unit = 0; unit < n; ++unit)
                        features[worker].write(unit, out + unit * width);
                    });
  return rows;
}

}  // namespace

LineTrainingSizes line_training_sizes() noexcept {
  return {kLineFeatures, kDocumentFeatures, WordWeights::kSlots, ObliviousForest::kDepth};
}

TrainingUnits training_units(std::span<const std::string_view> texts, unsigned num_threads) {
  std::vector<std::vector<std::uint32_t>> lines(texts.size());
  std::vector<std::vector<std::uint32_t>> chars(texts.size());
  for_each_document(texts, nullptr, resolve_threads(num_threads),
                    [&](std::size_t i, const DocumentLines& document, unsigned) {
                      for (const LineInfo& info : document.lines) {
                        lines[i].push_back(info.index);
                        chars[i].push_back(info.shape.chars);
                      }
                    });
  TrainingUnits units;
  for (const auto& of_text : lines)
    units.counts.push_back(static_cast<std::uint32_t>(of_text.size()));
  join(lines, units.lines);
  join(chars, units.chars);
  return units;
}

TrainingWords training_words(std::span<const std::string_view> texts, unsigned num_threads) {
  std::vector<std::vector<std::uint32_t>> counts(texts.size());
  std::vector<std::vector<std::uint32_t>> slots(texts.size());
  for_each_document(texts, nullptr, resolve_threads(num_threads),
                    [&](std::size_t i, const DocumentLines& document, unsigned) {
                      for (const LineInfo& info : document.lines) {
                        std::uint32_t found[WordWeights::kMaxFeatures];
                        LineWords words;
                        scan_words(document.text.substr(info.start, info.end - info.start),
                                   LineWords::kMax, words);
                        const std::size_t count = WordWeights::features(words, info.shape, found);
                        counts[i].push_back(static_cast<std::uint32_t>(count));
                        slots[i].insert(slots[i].end(), found, found + count);
                      }
                    });
  TrainingWords out;
  join(counts, out.counts);
  join(slots, out.slots);
  return out;
}

std::vector<float> training_rows(std::span<const std::string_view> texts,
                                 std::span<const std::uint32_t> counts, std::string_view words,
                                 unsigned num_threads) {
  return rows_of(texts, counts, words, std::nullopt, num_threads);
}

std::vector<float> training_rows(std::span<const std::string_view> texts,
                                 std::span<const std::uint32_t> counts, std::string_view words,
                                 std::span<const float> scores, unsigned num_threads) {
  return rows_of(texts, counts, words, scores, num_threads);
}

}  // namespace saring::boilerplate
