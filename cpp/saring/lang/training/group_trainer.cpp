// Selects features, trains, prunes, trains further, rounds and evaluates. Tests:
// tests/cpp/lang/training/trainer_test.cpp.
#include "saring/lang/training/group_trainer_internal.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include "saring/lang/language.hpp"
#include "saring/lang/training/calibrate_internal.hpp"
#include "saring/lang/training/sgd_internal.hpp"

namespace saring::lang {
namespace {

// Removes the entries of least importance, by their weight and the count of their feature, until
// the postings fit the budget, and features without entries.
void prune(FeatureSet& set, const std::vector<std::uint32_t>& counts, std::size_t budget_bytes) {
  std::vector<std::pair<float, std::uint32_t>> ranked;  // importance, entry
  std::vector<std::uint32_t> feature_of(set.entries.size());
  for (std::uint32_t f = 0; f < set.hashes.size(); ++f) {
    for (std::uint32_t i = set.entry_first[f]; i < set.entry_first[f + 1]; ++i) {
      feature_of[i] = f;
      const float weight = std::abs(set.entries[i].weight);
      const auto times = static_cast<float>(counts[f]) + 0.5F;
      ranked.emplace_back(weight < kWeightUnit / 2 ? 0 : weight * std::sqrt(times), i);
    }
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<bool> kept(set.entries.size(), false);
  std::vector<bool> has_entry(set.hashes.size(), false);
  std::size_t bytes = 0;
  for (const auto& [value, i] : ranked) {
    bytes += has_entry[feature_of[i]] ? 2 : 3;
    if (value == 0 || bytes > budget_bytes) break;
    has_entry[feature_of[i]] = kept[i] = true;
  }
  FeatureSet out;
  out.entry_first.push_back(0);
  for (std::uint32_t f = 0; f < set.hashes.size(); ++f) {
    if (!has_entry[f]) continue;
    for (std::uint32_t i = set.entry_first[f]; i < set.entry_first[f + 1]; ++i) {
      if (kept[i]) out.entries.push_back(set.entries[i]);
    }
    out.word_count += f < set.word_count ? 1 : 0;
    out.hashes.push_back(set.hashes[f]);
    out.entry_first.push_back(static_cast<std::uint32_t>(out.entries.size()));
  }
  set = std::move(out);
}

void round_weights(FeatureSet& set) {
  for (Entry& entry : set.entries) {
    const float steps = std::clamp(std::round(entry.weight / kWeightUnit), -127.0F, 127.0F);
    entry.weight = steps * kWeightUnit;
  }
}

[[nodiscard]] Tally held_out_tally(const GroupCorpus& corpus, const Sgd* sgd, std::size_t cut) {
  Tally tally(corpus.labels().size());
  std::vector<float> scores;
  for (const CorpusLine& line : corpus.held_out()) {
    std::size_t best = 0;
    if (sgd != nullptr) {
      const std::size_t count = cut == 0 ? line.count : std::min<std::size_t>(cut, line.count);
      const std::size_t first = (line.count - count) / 2;
      sgd->score({corpus.tokens(line) + first, count}, scores);
      best =
          static_cast<std::size_t>(std::max_element(scores.begin(), scores.end()) - scores.begin());
    }
    ++tally.confusion[line.label][best];
  }
  return tally;
}

[[nodiscard]] GroupCalibration calibrate(const GroupCorpus& corpus, const Sgd& sgd) {
  GroupCalibration calibration = kNeutral;
  float last = 1.0F;
  for (std::size_t b = 0; b < kLengthBuckets; ++b) {
    const std::uint32_t count = b == 0 ? 1 : (1U << b) + (1U << b) / 2;  // the middle of the bucket
    std::vector<ScoredText> texts;
    for (const Excerpt& excerpt : excerpts_of_length(corpus, count)) {
      ScoredText text{{}, excerpt.label};
      sgd.score({excerpt.types.data(), excerpt.types.size()}, text.scores);
      texts.push_back(std::move(text));
    }
    last = texts.size() < kMinExcerpts && b > 0 ? last * 0.7F : fit_inverse_temperature(texts);
    calibration.inverse_temperature[b] = last;
  }
  return calibration;
}

}  // namespace

GroupResult train_group(const GroupCorpus& corpus, const TrainOptions& options,
                        std::size_t share_of_1000, const Log& log, const Tick& tick) {
  GroupResult result;
  const std::string name(text::script_code(corpus.group()));
  if (corpus.labels().size() < 2) {
    for (const std::size_t cut : kScoredCuts) {
      result.tallies.push_back(held_out_tally(corpus, nullptr, cut));
    }
    return result;
  }
  VocabularyLimits limits;
  limits.words = options.word_limit * share_of_1000 / 1000;
  limits.ngrams = options.ngram_limit * share_of_1000 / 1000;
  SgdOptions sgd_options;
  sgd_options.learning_rate = options.learning_rate;
  sgd_options.epoch_lines = options.epoch_lines;
  sgd_options.epoch_min_lines = options.epoch_min_lines;
  sgd_options.tick = tick;
  std::map<std::string_view, std::uint32_t> close_groups;  // to their numbers, from 1
  for (const std::string& label : corpus.labels()) {
    const Language* known = LanguageTable::builtin().find(label);
    limits.label_weights.push_back(known == nullptr ? 1 : std::sqrt(known->weight));
    const bool is_close = known != nullptr && !known->close.empty();
    const auto next = static_cast<std::uint32_t>(close_groups.size() + 1);
    sgd_options.close.push_back(
        is_close ? close_groups.try_emplace(known->close, next).first->second : 0);
  }
  FeatureSet set = select_features(corpus, limits);
  if (log)
    log(name + ": " + std::to_string(corpus.labels().size()) + " labels, " +
        std::to_string(set.word_count) + " words, " +
        std::to_string(set.hashes.size() - set.word_count) + " n-grams, " +
        std::to_string(set.entries.size()) + " entries");
  Random random(options.seed);
  std::vector<std::uint32_t> counts;
  {
    Sgd sgd(corpus, set, sgd_options);
    for (unsigned e = 0; e < options.epochs; ++e) {
      const double loss = sgd.epoch(random);
      if (log) log(name + ": epoch " + std::to_string(e + 1) + ", loss " + std::to_string(loss));
    }
    counts = sgd.counts();
  }
  prune(set, counts, options.posting_bytes * share_of_1000 / 1000);
  link_types(corpus, set);
  Sgd refined(corpus, set, sgd_options);
  for (unsigned e = 0; e < options.refine_epochs; ++e) {
    const double loss = refined.epoch(random);
    if (log)
      log(name + ": refining epoch " + std::to_string(e + 1) + ", loss " + std::to_string(loss));
  }
  round_weights(set);
  for (const std::size_t cut : kScoredCuts) {
    result.tallies.push_back(held_out_tally(corpus, &refined, cut));
  }
  result.calibration = calibrate(corpus, refined);
  result.set = std::move(set);
  return result;
}

}  // namespace saring::lang
