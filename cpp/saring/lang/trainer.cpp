// The stages of training, group by group, and the report. Tests: tests/cpp/lang/trainer_test.cpp.
#include "saring/lang/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "saring/lang/corpus_internal.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/lang/model_internal.hpp"
#include "saring/lang/sgd_internal.hpp"
#include "saring/lang/vocabulary_internal.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxLabels = 256;
constexpr float kWeightUnit = 10.0F / 127.0F;
constexpr std::size_t kScoredCuts[] = {0, 1, 2, 4, 8, 16};

// "Hans", "Jpan" and the like are not scripts of characters; the group that they are written in.
[[nodiscard]] text::Script group_of_label(std::string_view label) {
  const std::size_t bar = label.find('_');
  const std::string_view code = bar == std::string_view::npos ? "" : label.substr(bar + 1);
  if (code == "Hans" || code == "Hant" || code == "Jpan" || code == "Hani")
    return text::Script::kHan;
  if (code == "Kore" || code == "Hang") return text::Script::kHangul;
  const auto script = bar < 2 ? std::nullopt : text::script_from_code(code);
  if (!script) {
    throw std::invalid_argument("language label '" + std::string(label) +
                                "': wanted ISO 639-3 and ISO 15924, e.g. 'ind_Latn'");
  }
  return script_group(*script);
}

// Entries worth least, by weight and by how often their feature was met, are dropped until the
// postings fit the budget; a feature without entries goes too.
void prune(FeatureSet& set, const std::vector<std::uint32_t>& met, std::size_t budget_bytes) {
  std::vector<std::pair<float, std::uint32_t>> worth;  // entry
  std::vector<std::uint32_t> feature_of(set.entries.size());
  for (std::uint32_t f = 0; f < set.hashes.size(); ++f) {
    for (std::uint32_t i = set.entry_first[f]; i < set.entry_first[f + 1]; ++i) {
      feature_of[i] = f;
      const float weight = std::abs(set.entries[i].weight);
      const auto times = static_cast<float>(met[f]) + 0.5F;
      worth.emplace_back(weight < kWeightUnit / 2 ? 0 : weight * std::sqrt(times), i);
    }
  }
  std::sort(worth.begin(), worth.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<bool> kept(set.entries.size(), false);
  std::vector<bool> has_entry(set.hashes.size(), false);
  std::size_t bytes = 0;
  for (const auto& [value, i] : worth) {
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

struct Tally {
  explicit Tally(std::size_t labels) : confusion(labels, std::vector<std::size_t>(labels, 0)) {}
  std::vector<std::vector<std::size_t>> confusion;  // gold × predicted
};

[[nodiscard]] double f1(const Tally& tally, std::size_t label) {
  double gold = 0;
  double predicted = 0;
  for (std::size_t i = 0; i < tally.confusion.size(); ++i) {
    gold += static_cast<double>(tally.confusion[label][i]);
    predicted += static_cast<double>(tally.confusion[i][label]);
  }
  return gold + predicted == 0
             ? 0
             : 2 * static_cast<double>(tally.confusion[label][label]) / (gold + predicted);
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

}  // namespace

struct Trainer::Impl {
  TrainOptions options;
  std::map<text::Script, GroupCorpus> groups;
  std::map<std::string, std::pair<GroupCorpus*, std::uint32_t>, std::less<>> labels;
  std::vector<std::vector<Tally>> tallies;  // per cut, per group
  TrainReport report;
  ModelParts parts;

  void add(std::string_view label, std::string_view line);
  void train_group(const GroupCorpus& corpus, std::size_t share_of_1000,
                   const std::function<void(const std::string&)>& log);
  void emit_features(const FeatureSet& set);
  void finish_report();
};

void Trainer::Impl::add(std::string_view label, std::string_view line) {
  auto it = labels.find(label);
  if (it == labels.end()) {
    const text::Script group = group_of_label(label);
    GroupCorpus& corpus = groups.try_emplace(group, group).first->second;
    if (corpus.labels().size() == kMaxLabels) {
      throw std::invalid_argument("more than 256 languages of one script: " + std::string(label));
    }
    it = labels.emplace(std::string(label), std::pair{&corpus, corpus.label_number(label)}).first;
  }
  auto& [corpus, number] = it->second;
  if (corpus->label_lines()[number] < options.max_lines) corpus->add(number, line);
}

void Trainer::Impl::emit_features(const FeatureSet& set) {
  for (std::uint32_t f = 0; f < set.hashes.size(); ++f) {
    ModelFeature feature{set.hashes[f], {}};
    for (const Entry& entry : set.of(f)) {
      const auto steps = static_cast<std::int8_t>(std::lround(entry.weight / kWeightUnit));
      if (steps != 0) feature.posting.emplace_back(entry.label, steps);
    }
    if (feature.posting.empty()) continue;
    ++(f < set.word_count ? report.words : report.ngrams);
    report.entries += feature.posting.size();
    parts.features.push_back(std::move(feature));
  }
}

// `share_of_1000` of the size of the model is for this group.
void Trainer::Impl::train_group(const GroupCorpus& corpus, std::size_t share_of_1000,
                                const std::function<void(const std::string&)>& log) {
  const std::string name(text::script_code(corpus.group()));
  if (corpus.labels().size() < 2) {
    for (std::size_t c = 0; c < std::size(kScoredCuts); ++c) {
      tallies[c].push_back(held_out_tally(corpus, nullptr, kScoredCuts[c]));
    }
    return;
  }
  VocabularyLimits limits;
  limits.words = options.word_limit * share_of_1000 / 1000;
  limits.ngrams = options.ngram_limit * share_of_1000 / 1000;
  FeatureSet set = select_features(corpus, limits);
  if (log)
    log(name + ": " + std::to_string(corpus.labels().size()) + " labels, " +
        std::to_string(set.word_count) + " words, " +
        std::to_string(set.hashes.size() - set.word_count) + " n-grams, " +
        std::to_string(set.entries.size()) + " entries");
  const SgdOptions sgd_options{options.learning_rate, options.epoch_lines, options.epoch_min_lines,
                               0.1};
  Random random(options.seed);
  std::vector<std::uint32_t> met;
  {
    Sgd sgd(corpus, set, sgd_options);
    for (unsigned e = 0; e < options.epochs; ++e) {
      const double loss = sgd.epoch(random);
      if (log) log(name + ": epoch " + std::to_string(e + 1) + ", loss " + std::to_string(loss));
    }
    met = sgd.met();
  }
  prune(set, met, options.posting_bytes * share_of_1000 / 1000);
  link_types(corpus, set);
  Sgd refined(corpus, set, sgd_options);
  for (unsigned e = 0; e < options.refine_epochs; ++e) {
    const double loss = refined.epoch(random);
    if (log)
      log(name + ": refining epoch " + std::to_string(e + 1) + ", loss " + std::to_string(loss));
  }
  round_weights(set);
  for (std::size_t c = 0; c < std::size(kScoredCuts); ++c) {
    tallies[c].push_back(held_out_tally(corpus, &refined, kScoredCuts[c]));
  }
  emit_features(set);
}

void Trainer::Impl::finish_report() {
  std::vector<const GroupCorpus*> order;
  for (const auto& [script, corpus] : groups) order.push_back(&corpus);
  for (std::size_t c = 0; c < std::size(kScoredCuts); ++c) {
    TrainScore score{kScoredCuts[c], 0, 0, 0};
    std::size_t right = 0;
    double sum_f1 = 0;
    std::size_t label_count = 0;
    for (const Tally& tally : tallies[c]) {
      for (std::size_t l = 0; l < tally.confusion.size(); ++l, ++label_count) {
        sum_f1 += f1(tally, l);
        right += tally.confusion[l][l];
        for (const std::size_t n : tally.confusion[l]) score.lines += n;
      }
    }
    score.accuracy =
        score.lines == 0 ? 0 : static_cast<double>(right) / static_cast<double>(score.lines);
    score.macro_f1 = label_count == 0 ? 0 : sum_f1 / static_cast<double>(label_count);
    report.scores.push_back(score);
  }
  for (std::size_t g = 0; g < order.size(); ++g) {
    const auto& names = order[g]->labels();
    const Tally& tally = tallies[0][g];
    for (std::size_t l = 0; l < names.size(); ++l) {
      LabelScore score{names[l], order[g]->label_lines()[l], f1(tally, l), {}};
      for (std::size_t p = 0; p < names.size(); ++p) {
        if (p != l && tally.confusion[l][p] > 0)
          score.confused_with.emplace_back(names[p], tally.confusion[l][p]);
      }
      std::stable_sort(score.confused_with.begin(), score.confused_with.end(),
                       [](const auto& a, const auto& b) { return a.second > b.second; });
      report.labels.push_back(std::move(score));
    }
  }
}

Trainer::Trainer(TrainOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
}
Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

void Trainer::add(std::string_view label, std::string_view line) { impl_->add(label, line); }

const TrainReport& Trainer::report() const noexcept { return impl_->report; }

std::string Trainer::train(const std::function<void(const std::string&)>& log) {
  impl_->tallies.resize(std::size(kScoredCuts));
  double all = 0;
  const auto share = [](const GroupCorpus& corpus) {
    const auto n = static_cast<double>(corpus.labels().size());
    return corpus.labels().size() < 2 ? 0.0 : std::pow(n, 0.8);
  };
  for (const auto& [script, corpus] : impl_->groups) all += share(corpus);
  impl_->parts.weight_unit = kWeightUnit;
  for (const auto& [script, corpus] : impl_->groups) {
    for (std::size_t l = 0; l < corpus.labels().size(); ++l) {
      impl_->parts.labels.push_back(
          {corpus.labels()[l], script, corpus.label_lines()[l], corpus.label_bytes()[l]});
    }
    impl_->train_group(corpus, static_cast<std::size_t>(1000 * share(corpus) / std::max(all, 1.0)),
                       log);
  }
  impl_->finish_report();
  return serialise(impl_->parts);
}

}  // namespace saring::lang
