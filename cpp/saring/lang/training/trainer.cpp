// The stages of training, group by group, and the report. Tests:
// tests/cpp/lang/training/trainer_test.cpp.
#include "saring/lang/training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <tuple>

#include "saring/base/parallel.hpp"
#include "saring/lang/features_internal.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/training/close_trainer_internal.hpp"
#include "saring/lang/training/corpus_internal.hpp"
#include "saring/lang/training/group_trainer_internal.hpp"
#include "saring/lang/training/known_share_trainer_internal.hpp"
#include "saring/lang/training/model_writer_internal.hpp"
#include "saring/lang/training/rejection_trainer_internal.hpp"
#include "saring/text/words.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kMaxLabels = 256;
// Lines of a label that are held out at most: so many more than those that are trained on.
constexpr std::size_t kMoreHeldOut = 1000;

// The group of scripts of a label. "Hans", "Jpan" and the like are not scripts of characters.
[[nodiscard]] text::Script group_of_label(std::string_view label) {
  const std::size_t bar = label.find('_');
  const std::string_view code = bar == std::string_view::npos ? "" : label.substr(bar + 1);
  if (code == "Hans" || code == "Hant" || code == "Jpan" || code == "Hani")
    return text::Script::kHan;
  if (code == "Kore" || code == "Hang") return text::Script::kHangul;
  const auto script = bar < 2 ? std::nullopt : text::script_from_code(code);
  if (!script) {
    throw std::invalid_argument("language label '" + std::string(label) +
                                "': expected ISO 639-3 and ISO 15924, e.g. 'ind_Latn'");
  }
  return script_group(*script);
}

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

}  // namespace

namespace {

struct CloseTask {
  std::string name;
  const GroupCorpus* corpus;
  std::vector<std::uint32_t> labels;  // of the corpus
  CloseRecord record;
  CloseOptions options;
};

// The number of lines that all epochs of a task read.
[[nodiscard]] std::size_t lines_to_train(const GroupCorpus& corpus, const TrainOptions& options) {
  if (corpus.labels().size() < 2) return 0;
  std::size_t out = 0;
  for (const std::uint64_t lines : corpus.label_lines()) {
    if (lines > 0) out += std::clamp(lines, options.epoch_min_lines, options.epoch_lines);
  }
  return out * (options.epochs + options.refine_epochs);
}

[[nodiscard]] std::size_t lines_to_train(const CloseTask& task) {
  const CloseOptions& o = task.options;
  std::size_t out = 0;
  for (const std::uint32_t label : task.labels) {
    const std::uint64_t lines = task.corpus->label_lines()[label];
    if (lines > 0) out += std::clamp(lines, o.epoch_lines / 4, o.epoch_lines);
  }
  return out * o.epochs * o.runs;
}

// The middle of a text with `count` words with letters, or the whole text if it has fewer.
[[nodiscard]] std::string_view middle_of(std::string_view text, std::size_t count) {
  std::vector<std::pair<std::size_t, std::size_t>> words;
  text::PlainWordScanner scanner(text);
  text::Word word;
  while (scanner.next(word)) {
    if (word.has_letter) words.emplace_back(word.start, word.end);
  }
  if (words.size() <= count) return text;
  const std::size_t first = (words.size() - count) / 2;
  const std::size_t begin = words[first].first;
  return text.substr(begin, words[first + count - 1].second - begin);
}

}  // namespace

TrainOptions with_size(TrainOptions options, double megabytes) {
  if (!(megabytes > 0)) {
    throw std::invalid_argument("the size of a model must be over 0 MB, not " +
                                std::to_string(megabytes));
  }
  for (std::size_t* limit : {&options.word_limit, &options.ngram_limit, &options.posting_bytes,
                             &options.close_features}) {
    *limit = static_cast<std::size_t>(static_cast<double>(*limit) * megabytes / kDefaultMegabytes);
  }
  return options;
}

struct Trainer::Impl {
  TrainOptions options;
  std::map<text::Script, GroupCorpus> groups;
  std::map<std::string, std::pair<GroupCorpus*, std::uint32_t>, std::less<>> labels;
  std::vector<std::vector<Tally>> tallies;  // per group, per cut
  std::vector<HeldOutText> held_out;
  TrainReport report;
  ModelParts parts;

  [[nodiscard]] std::pair<GroupCorpus*, std::uint32_t> corpus_of(std::string_view label);
  void add(std::string_view label, std::string_view line);
  [[nodiscard]] std::vector<CloseTask> close_tasks() const;
  void train_all(const Log& log, const TrainProgress& progress);
  void emit_results(const std::vector<const GroupCorpus*>& corpora,
                    std::vector<GroupResult> results, const std::vector<CloseTask>& close,
                    const std::vector<CloseResult>& close_results);
  void emit_features(const FeatureSet& set);
  void emit_common(const GroupCorpus& corpus);
  void fit_on_model();
  void finish_report();
};

// The corpus that the label belongs to, and its number there.
std::pair<GroupCorpus*, std::uint32_t> Trainer::Impl::corpus_of(std::string_view label) {
  auto it = labels.find(label);
  if (it == labels.end()) {
    const text::Script group = group_of_label(label);
    GroupCorpus& corpus = groups.try_emplace(group, group).first->second;
    if (corpus.labels().size() == kMaxLabels) {
      throw std::invalid_argument("more than 256 languages of one script: " + std::string(label));
    }
    it = labels.emplace(std::string(label), std::pair{&corpus, corpus.label_number(label)}).first;
  }
  return it->second;
}

void Trainer::Impl::add(std::string_view label, std::string_view line) {
  const auto [corpus, number] = corpus_of(label);
  // A single line repeated without end may be one that is held out: these are limited as well.
  if (corpus->label_lines()[number] >= options.max_lines ||
      corpus->label_held_out()[number] >= options.max_lines + kMoreHeldOut)
    return;
  const std::size_t before = corpus->held_out().size();
  corpus->add(number, line);
  if (corpus->held_out().size() > before)
    held_out.push_back({corpus->labels()[number], std::string(line)});
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

// N-grams for the rejection model only: the features are known, but have no weights.
void Trainer::Impl::emit_common(const GroupCorpus& corpus) {
  for (const std::uint64_t hash : common_ngrams(corpus)) {
    parts.features.push_back({hash, {}});
    ++report.ngrams;
  }
}

// The groups of the built-in table whose labels are being trained.
std::vector<CloseTask> Trainer::Impl::close_tasks() const {
  std::map<std::string, std::vector<std::string>> wanted;
  for (const Language& row : LanguageTable::builtin().rows()) {
    if (!row.close.empty() && labels.contains(row.label)) wanted[row.close].push_back(row.label);
  }
  std::erase_if(wanted, [](const auto& item) { return item.second.size() < 2; });
  std::vector<CloseTask> tasks;
  for (const auto& [name, members] : wanted) {
    CloseTask task{name, labels.find(members[0])->second.first, {}, {}, {}};
    std::uint32_t first = 0;
    for (const auto& [script, other] : groups) {
      if (&other == task.corpus) break;
      first += static_cast<std::uint32_t>(other.labels().size());
      ++task.record.group;
    }
    for (const std::string& label : members) {
      const auto& [corpus, number] = labels.find(label)->second;
      if (corpus != task.corpus || task.labels.size() == kMaxClose) continue;
      task.record.labels[task.record.label_count++] = static_cast<std::uint16_t>(first + number);
      task.labels.push_back(number);
    }
    task.options.epochs = options.close_epochs;
    task.options.seed = options.seed;
    task.options.weight_unit = kWeightUnit;
    tasks.push_back(std::move(task));
  }
  // More text supports more features, but fewer than in proportion.
  const auto share = [](const CloseTask& task) {
    double bytes = 0;
    for (const std::uint32_t label : task.labels)
      bytes += static_cast<double>(task.corpus->label_bytes()[label]);
    return std::pow(bytes, 0.7);
  };
  double all = 0;
  for (const CloseTask& task : tasks) all += share(task);
  for (CloseTask& task : tasks) {
    task.options.features = static_cast<std::size_t>(static_cast<double>(options.close_features) *
                                                     share(task) / std::max(all, 1.0));
  }
  return tasks;
}

// The rejection models and least shares are fitted on the serialised model, as the detector reads
// it, so it is serialised twice.
void Trainer::Impl::fit_on_model() {
  const std::string file = serialise(parts);
  std::vector<Bucket> aligned(file.size() / sizeof(Bucket) + 1);
  std::memcpy(static_cast<void*>(aligned.data()), file.data(), file.size());
  const Model model({reinterpret_cast<const std::byte*>(aligned.data()), file.size()},
                    "the model in training");
  std::size_t g = 0;
  for (const auto& [script, corpus] : groups) {
    const RejectionModel rejection = fit_rejection_model(corpus, model, options.seed);
    GroupCalibration& calibration = parts.calibration[g++];
    std::copy(rejection.weights.begin(), rejection.weights.end(), calibration.rejection_weights);
    calibration.short_threshold = rejection.short_threshold;
    calibration.long_threshold = rejection.long_threshold;
  }
  const std::vector<LeastShares> shares = fit_least_shares(held_out, model);
  for (std::size_t l = 0; l < shares.size(); ++l) parts.labels[l].least_share = shares[l];
}

void Trainer::Impl::finish_report() {
  for (std::size_t c = 0; c < std::size(kScoredCuts); ++c) {
    TrainScore score{kScoredCuts[c], 0, 0, 0};
    std::size_t right = 0;
    double sum_f1 = 0;
    std::size_t label_count = 0;
    for (const std::vector<Tally>& of_group : tallies) {
      const Tally& tally = of_group[c];
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
}

Trainer::Trainer(TrainOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = options;
}
Trainer::~Trainer() = default;
Trainer::Trainer(Trainer&&) noexcept = default;
Trainer& Trainer::operator=(Trainer&&) noexcept = default;

void Trainer::check_label(std::string_view label) { std::ignore = group_of_label(label); }

void Trainer::add(std::string_view label, std::string_view line) { impl_->add(label, line); }

void Trainer::add_word(std::string_view label, std::string_view word, double frequency) {
  if (!(frequency > 0) || std::isinf(frequency)) {
    throw std::invalid_argument("the frequency of the word '" + std::string(word) +
                                "' must be above 0 and finite");
  }
  const auto [corpus, number] = impl_->corpus_of(label);
  corpus->add_word(number, word, frequency);
}

const TrainReport& Trainer::report() const noexcept { return impl_->report; }

// Puts the results together in the order of the tasks.
void Trainer::Impl::emit_results(const std::vector<const GroupCorpus*>& corpora,
                                 std::vector<GroupResult> results,
                                 const std::vector<CloseTask>& close,
                                 const std::vector<CloseResult>& close_results) {
  for (std::size_t g = 0; g < results.size(); ++g) {
    parts.calibration.push_back(results[g].calibration);
    emit_features(results[g].set);
    if (corpora[g]->labels().size() < 2) emit_common(*corpora[g]);
    tallies.push_back(std::move(results[g].tallies));
  }
  for (std::size_t c = 0; c < close.size(); ++c) {
    CloseRecord record = close[c].record;
    std::copy(close_results[c].inverse_temperature.begin(),
              close_results[c].inverse_temperature.end(), record.inverse_temperature);
    parts.close.push_back(record);
    parts.features.insert(parts.features.end(), close_results[c].features.begin(),
                          close_results[c].features.end());
    report.close.emplace_back(close[c].name, close_results[c].accuracy);
  }
}

// Each group of scripts and each close group is a task. Results are put together in a fixed order,
// so the file does not depend on the number of threads.
void Trainer::Impl::train_all(const Log& log, const TrainProgress& progress) {
  std::vector<const GroupCorpus*> corpora;
  double all = 0;
  const auto share = [](const GroupCorpus& corpus) {
    const auto n = static_cast<double>(corpus.labels().size());
    return corpus.labels().size() < 2 ? 0.0 : std::pow(n, 0.8);
  };
  for (const auto& [script, corpus] : groups) {
    corpora.push_back(&corpus);
    all += share(corpus);
  }
  const std::vector<CloseTask> close = close_tasks();
  std::vector<GroupResult> results(corpora.size());
  std::vector<CloseResult> close_results(close.size());
  std::vector<std::size_t> order(corpora.size() + close.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto size = [&](std::size_t task) {
    return task < corpora.size() ? corpora[task]->labels().size()
                                 : close[task - corpora.size()].labels.size();
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  std::mutex mutex;
  const Log locked_log = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    if (log) log(line);
  };
  std::size_t total = 0;
  for (const GroupCorpus* corpus : corpora) total += lines_to_train(*corpus, options);
  for (const CloseTask& task : close) total += lines_to_train(task);
  std::size_t done = 0;
  const Tick tick = [&](std::size_t lines) {
    const std::lock_guard lock(mutex);
    done += lines;
    if (progress) progress(done, total);
  };
  parallel_for(order.size(), 1, options.num_threads, [&](std::size_t begin, std::size_t, unsigned) {
    const std::size_t task = order[begin];
    if (task < corpora.size()) {
      const double part = 1000 * share(*corpora[task]) / std::max(all, 1.0);
      results[task] =
          train_group(*corpora[task], options, static_cast<std::size_t>(part), locked_log, tick);
      return;
    }
    const std::size_t c = task - corpora.size();
    CloseOptions close_options = close[c].options;
    close_options.tick = tick;
    close_results[c] = train_close(*close[c].corpus, close[c].labels, c, close_options);
    locked_log("close group " + close[c].name + ": " +
               std::to_string(close_results[c].features.size()) + " features, accuracy " +
               std::to_string(close_results[c].accuracy));
  });
  emit_results(corpora, std::move(results), close, close_results);
}

std::uint64_t Trainer::lines(std::string_view label) const noexcept {
  const auto it = impl_->labels.find(label);
  return it == impl_->labels.end() ? 0 : it->second.first->label_lines()[it->second.second];
}

std::size_t Trainer::held_out_count() const noexcept { return impl_->held_out.size(); }

std::vector<HeldOutText> Trainer::held_out(std::size_t words, std::size_t start,
                                           std::size_t end) const {
  std::vector<HeldOutText> out;
  for (std::size_t i = start; i < std::min(end, impl_->held_out.size()); ++i) {
    const auto& [label, text] = impl_->held_out[i];
    out.push_back({label, words == 0 ? text : std::string(middle_of(text, words))});
  }
  return out;
}

std::string Trainer::train(const std::function<void(const std::string&)>& log,
                           const TrainProgress& progress) {
  impl_->parts.weight_unit = kWeightUnit;
  for (const auto& [script, corpus] : impl_->groups) {
    for (std::size_t l = 0; l < corpus.labels().size(); ++l) {
      const Language* known = LanguageTable::builtin().find(corpus.labels()[l]);
      impl_->parts.labels.push_back({corpus.labels()[l], script, corpus.label_lines()[l],
                                     corpus.label_bytes()[l],
                                     known == nullptr ? 1.0 : known->weight});
    }
  }
  impl_->train_all(log, progress);
  impl_->finish_report();
  impl_->fit_on_model();
  return serialise(impl_->parts);
}

}  // namespace saring::lang
