// Explains a decision. Log probability is linear in the weights of the features, so the difference
// of two labels is a sum over features, up to normalisation terms. Repeats the steps of
// detector.cpp in double precision. Tests: tests/cpp/lang/detector_test.cpp.
#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "saring/lang/detector_internal.hpp"

namespace saring::lang {
namespace {

constexpr double kNone = -std::numeric_limits<double>::infinity();

[[nodiscard]] double log_sum(std::span<const double> values) noexcept {
  const double top = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (const double x : values) sum += std::exp(x - top);
  return top + std::log(sum);
}

// Log probability of a label, up to a constant that all labels share: script + first · (first-stage
// score) + second · (second-stage score) + rest + prior.
struct Terms {
  double script = kNone;
  double first = 0;  // nats per step of the weights
  double second = 0;
  double rest = 0;
  double prior = 0;
  double total = kNone;
};

struct Place {
  std::size_t start;
  std::size_t end;
};

class Explainer {
 public:
  Explainer(const Model& model, const FeatureLookup& lookup, const Classifier& classifier,
            const Scratch& scratch)
      : model_(model),
        lookup_(lookup),
        classifier_(classifier),
        scores_(scratch.scores),
        terms_(model.labels().size()) {
    add_first_stage();
    std::vector<float> probabilities;
    const std::size_t best = classifier.distribution(scores_, probabilities);
    close_ = classifier.close_in_doubt(scores_, probabilities, best);
    if (close_ != kNoClose) add_second_stage();
    for (std::size_t l = 0; l < terms_.size(); ++l) {
      const double factor = std::log(static_cast<double>(classifier.factor(l)));
      terms_[l].prior += factor;
      terms_[l].total += factor;
    }
  }

  // The most probable label except the winner, or kUnd.
  [[nodiscard]] std::int32_t best_except(std::int32_t winner) const noexcept;
  // `places` are those of the words in Scores::read.
  [[nodiscard]] std::vector<Contribution> parts(std::size_t winner, std::size_t runner_up,
                                                std::span<const Place> places);

 private:
  void add_first_stage();
  void add_second_stage();
  // Appends the weights of a feature for the two labels; nothing if neither has one.
  void add(std::uint64_t feature, std::size_t group, Contribution part,
           std::vector<Contribution>& out) const;
  void add_ngrams(const ReadWord& word, Contribution part, std::vector<Contribution>& out) const;
  void add_without_words(std::vector<Contribution>& out) const;
  [[nodiscard]] double weight(const Posting& posting, std::size_t label, std::size_t group,
                              bool is_second_stage) const noexcept;

  const Model& model_;
  const FeatureLookup& lookup_;
  const Classifier& classifier_;
  const Scores& scores_;
  std::vector<Terms> terms_;
  std::size_t close_ = kNoClose;
  std::size_t winner_ = 0;
  std::size_t runner_up_ = 0;
};

void Explainer::add_first_stage() {
  std::vector<double> logits;
  for (std::size_t g = 0; g < model_.groups().size(); ++g) {
    if (scores_.letters[g] == 0) continue;
    const GroupRecord& group = model_.groups()[g];
    const double step = static_cast<double>(model_.weight_unit()) *
                        static_cast<double>(classifier_.inverse_temperature(g, scores_.words[g]));
    logits.clear();
    for (std::size_t l = group.first_label; l < group.first_label + group.label_count; ++l)
      logits.push_back(step * scores_.by_label[l] +
                       std::log(static_cast<double>(lookup_.prior_odds()[l])));
    const double all = log_sum(logits);
    for (std::size_t i = 0; i < logits.size(); ++i) {
      Terms& terms = terms_[group.first_label + i];
      terms.script = 3 * std::log(scores_.letters[g] * script_share(group));
      terms.prior = std::log(static_cast<double>(lookup_.prior_odds()[group.first_label + i]));
      terms.first = step;
      terms.rest = -all;
      terms.total = terms.script + logits[i] - all;
    }
  }
}

void Explainer::add_second_stage() {
  const CloseRecord& close = model_.close()[close_];
  std::array<std::int32_t, 256> second_scores{};
  const std::uint32_t words = lookup_.read_close(scores_, close_, second_scores.data());
  const double step = static_cast<double>(kSecondStageWeight) *
                      static_cast<double>(model_.weight_unit()) *
                      static_cast<double>(close.inverse_temperature[length_bucket(words)]);
  const std::size_t count = close.label_count;
  std::vector<double> before(count);
  for (std::size_t i = 0; i < count; ++i) before[i] = terms_[close.labels[i]].total;
  const double mass = log_sum(before);
  std::vector<double> after(count);
  for (std::size_t i = 0; i < count; ++i) {
    before[i] = std::max(before[i] - mass, std::log(static_cast<double>(kMinShare)));
    after[i] = static_cast<double>(kFirstStageWeight) * before[i] + step * second_scores[i];
  }
  const double all = log_sum(after);
  for (std::size_t i = 0; i < count; ++i) {
    Terms& terms = terms_[close.labels[i]];
    const double score = scores_.by_label[close.labels[i]];
    terms.first *= static_cast<double>(kFirstStageWeight);
    terms.prior *= static_cast<double>(kFirstStageWeight);
    terms.second = step;
    terms.total = mass + after[i] - all;
    terms.rest =
        terms.total - terms.script - terms.prior - terms.first * score - step * second_scores[i];
  }
}

std::int32_t Explainer::best_except(std::int32_t winner) const noexcept {
  std::int32_t best = kUnd;
  for (std::size_t l = 0; l < terms_.size(); ++l) {
    const auto label = static_cast<std::int32_t>(l);
    if (label == winner || terms_[l].total == kNone) continue;
    if (best == kUnd || terms_[l].total > terms_[static_cast<std::size_t>(best)].total)
      best = label;
  }
  return best;
}

// The weight that a posting has for a label, in nats.
double Explainer::weight(const Posting& posting, std::size_t label, std::size_t group,
                         bool is_second_stage) const noexcept {
  std::size_t local = 0;
  if (is_second_stage) {
    const CloseRecord& close = model_.close()[close_];
    const auto end = close.labels + close.label_count;
    local = static_cast<std::size_t>(std::find(close.labels, end, label) - close.labels);
    if (local == close.label_count) return 0;
  } else {
    // Not only labels of the group: a false hit may name a label outside it.
    const std::size_t first = model_.groups()[group].first_label;
    if (label < first) return 0;
    local = label - first;
  }
  for (std::size_t i = 0; i < posting.size; ++i) {
    if (posting.labels[i] == local)
      return posting.weights[i] * (is_second_stage ? terms_[label].second : terms_[label].first);
  }
  return 0;
}

void Explainer::add(std::uint64_t feature, std::size_t group, Contribution part,
                    std::vector<Contribution>& out) const {
  const bool is_second = part.is_second_stage;
  const Posting posting = model_.find(is_second ? close_feature(feature, close_) : feature);
  part.winner = weight(posting, winner_, group, is_second);
  part.runner_up = weight(posting, runner_up_, group, is_second);
  if (part.winner != 0 || part.runner_up != 0) out.push_back(std::move(part));
}

void Explainer::add_ngrams(const ReadWord& word, Contribution part,
                           std::vector<Contribution>& out) const {
  const NgramRange range = group_range(model_.groups()[word.group]);
  const std::string_view letters = scores_.letters_of(word);
  std::vector<std::string> characters;
  if (range.padded) characters.emplace_back("_");
  for (const char* p = letters.data(); p < letters.data() + letters.size();) {
    const char* begin = p;
    std::ignore = text::decode(p);
    characters.emplace_back(begin, p);
  }
  if (range.padded) characters.emplace_back("_");
  part.kind = ContributionKind::kNgram;
  for_each_ngram(letters, range, [&](std::uint64_t hash, std::size_t first, std::size_t n) {
    part.feature.clear();
    for (std::size_t i = first; i < std::min(first + n, characters.size()); ++i)
      part.feature += characters[i];
    add(hash, word.group, part, out);
  });
}

void Explainer::add_without_words(std::vector<Contribution>& out) const {
  const Terms& a = terms_[winner_];
  const Terms& b = terms_[runner_up_];
  const auto add_difference = [&](ContributionKind kind, double difference) {
    if (std::abs(difference) < 1e-9) return;  // rounding
    Contribution part;
    part.kind = kind;
    part.winner = difference;
    out.push_back(std::move(part));
  };
  add_difference(ContributionKind::kScript, a.script - b.script);
  add_difference(ContributionKind::kPrior, a.prior - b.prior);
  add_difference(ContributionKind::kRest, a.rest - b.rest);
}

std::vector<Contribution> Explainer::parts(std::size_t winner, std::size_t runner_up,
                                           std::span<const Place> places) {
  winner_ = winner;
  runner_up_ = runner_up;
  const bool has_second = terms_[winner].second != 0 || terms_[runner_up].second != 0;
  const std::size_t close_group = has_second ? model_.close()[close_].group : kMaxGroups;
  std::vector<Contribution> out;
  std::optional<std::size_t> previous;  // the previous word of the close group's script
  for (std::size_t w = 0; w < scores_.read.size(); ++w) {
    const ReadWord& word = scores_.read[w];
    const std::string letters(scores_.letters_of(word));
    Contribution part{
        ContributionKind::kWord, places[w].start, places[w].end, letters, false, 0, 0};
    if (word.is_known()) {
      add(word.hash, word.group, part, out);
    } else if (scores_.unread == 0 || w < scores_.next_unread) {
      add_ngrams(word, part, out);
    }
    if (word.group != close_group) continue;
    part.is_second_stage = true;
    if (model_.find(close_feature(word.hash, close_))) {
      add(word.hash, word.group, part, out);
    } else {
      add_ngrams(word, part, out);
    }
    if (previous) {
      const ReadWord& left = scores_.read[*previous];
      part.kind = ContributionKind::kPair;
      part.feature = std::string(scores_.letters_of(left)) + " " + letters;
      add(pair_feature(left.hash, word.hash), word.group, part, out);
    }
    previous = w;
  }
  add_without_words(out);
  return out;
}

// The places of the words in Scores::read, by reading the text again in the same way.
[[nodiscard]] std::vector<Place> places_of(std::string_view text, Sampling sampling,
                                           const Model& model, const FeatureLookup& lookup) {
  std::vector<Place> out;
  std::array<std::uint32_t, kMaxGroups> words{};
  for (const std::string_view part : parts_of(text, sampling)) {
    const auto offset = static_cast<std::size_t>(part.data() - text.data());
    text::PlainWordScanner scanner(part);
    TechnicalFilter is_technical(part);
    text::Word word;
    while (scanner.next(word)) {
      const bool technical = is_technical(word);
      if (technical || !word.has_letter || word.start < is_technical.address_end()) continue;
      const std::size_t g = lookup.group_of(word.script);
      if (g == kMaxGroups || !is_looked_up(model.groups()[g], ++words[g])) continue;
      out.push_back({offset + word.start, offset + word.end});
    }
  }
  return out;
}

// Maps offsets into `from` to offsets into `to`, which has the same number of characters.
void map_places(std::vector<Place>& places, std::string_view from, std::string_view to) {
  const auto length = [](char c) { return text::is_continuation(c) ? 0U : 1U; };
  std::vector<std::size_t> starts;  // of the characters of `to`
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (length(to[i]) > 0) starts.push_back(i);
  }
  starts.push_back(to.size());
  std::size_t at = 0;
  std::size_t character = 0;
  const auto map = [&](std::size_t offset) {
    for (; at < offset; ++at) character += length(from[at]);
    return starts[std::min(character, starts.size() - 1)];
  };
  for (Place& place : places) place = {map(place.start), map(place.end)};
}

}  // namespace

Explanation Detector::explain(std::string_view text, const DetectOptions& options) const {
  const Classifier classifier(impl_->model, impl_->lookup, options);
  Scratch scratch;
  const Detection d = impl_->detect(text, classifier, 1, scratch);
  Explanation out;
  out.winner = d.label;
  if (d.label < 0) return out;
  Explainer explainer(impl_->model, impl_->lookup, classifier, scratch);
  out.runner_up = explainer.best_except(d.label);
  if (out.runner_up == kUnd) return out;
  std::vector<Place> places =
      places_of(scratch.read, scratch.sampling, impl_->model, impl_->lookup);
  // Only homoglyphs take more bytes than what they replace.
  if (scratch.read.size() != text.size()) map_places(places, scratch.read, text);
  out.parts = explainer.parts(static_cast<std::size_t>(out.winner),
                              static_cast<std::size_t>(out.runner_up), places);
  return out;
}

}  // namespace saring::lang
