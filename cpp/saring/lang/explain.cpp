// Takes a decision apart: log probability is linear in what each feature says, so that the
// difference of two labels is a sum over features, but for what labels outside the pair leave.
// Follows detector.cpp step by step, in double precision. Tests: tests/cpp/lang/detector_test.cpp.
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

// Log probability of a label, up to a constant that all labels share: script + first · (score of
// the first look) + second · (score of the second) + rest + prior.
struct Terms {
  double script = kNone;
  double first = 0;  // nats a step of the weights
  double second = 0;
  double rest = 0;
  double prior = 0;
  double total = kNone;
};

struct Place {
  std::size_t begin;
  std::size_t end;
};

class Explainer {
 public:
  Explainer(const Model& model, const Reader& reader, const Decider& decider,
            const Scratch& scratch)
      : model_(model),
        reader_(reader),
        decider_(decider),
        evidence_(scratch.evidence),
        terms_(model.labels().size()) {
    add_first_look();
    std::vector<float> probabilities;
    const std::size_t best = decider.distribution(evidence_, probabilities);
    close_ = decider.close_in_doubt(evidence_, probabilities, best);
    if (close_ != kNoClose) add_second_look();
    for (std::size_t l = 0; l < terms_.size(); ++l) {
      const double factor = std::log(static_cast<double>(decider.factor(l)));
      terms_[l].prior += factor;
      terms_[l].total += factor;
    }
  }

  // The most probable label but for one, or kUnd.
  [[nodiscard]] std::int32_t best_but(std::int32_t winner) const noexcept;
  // `places` are those of Evidence::read.
  [[nodiscard]] std::vector<Contribution> parts(std::size_t winner, std::size_t runner_up,
                                                std::span<const Place> places);

 private:
  void add_first_look();
  void add_second_look();
  // Appends what a feature of a look says for the two; nothing where neither has a weight.
  void add(std::uint64_t feature, std::size_t group, Contribution part,
           std::vector<Contribution>& out) const;
  void add_ngrams(const ReadWord& word, Contribution part, std::vector<Contribution>& out) const;
  void add_wordless(std::vector<Contribution>& out) const;
  [[nodiscard]] double weight(const Posting& posting, std::size_t label, std::size_t group,
                              bool is_second_look) const noexcept;

  const Model& model_;
  const Reader& reader_;
  const Decider& decider_;
  const Evidence& evidence_;
  std::vector<Terms> terms_;
  std::size_t close_ = kNoClose;
  std::size_t winner_ = 0;
  std::size_t runner_up_ = 0;
};

void Explainer::add_first_look() {
  std::vector<double> scores;
  for (std::size_t g = 0; g < model_.groups().size(); ++g) {
    if (evidence_.letters[g] == 0) continue;
    const GroupRecord& group = model_.groups()[g];
    const double step = static_cast<double>(model_.weight_unit()) *
                        static_cast<double>(decider_.sharpness(g, evidence_.words[g]));
    scores.clear();
    for (std::size_t l = group.first_label; l < group.first_label + group.label_count; ++l)
      scores.push_back(step * evidence_.scores[l] +
                       std::log(static_cast<double>(reader_.prior_odds()[l])));
    const double all = log_sum(scores);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      Terms& terms = terms_[group.first_label + i];
      terms.script = 3 * std::log(evidence_.letters[g] * script_share(group));
      terms.prior = std::log(static_cast<double>(reader_.prior_odds()[group.first_label + i]));
      terms.first = step;
      terms.rest = -all;
      terms.total = terms.script + scores[i] - all;
    }
  }
}

void Explainer::add_second_look() {
  const CloseRecord& close = model_.close()[close_];
  std::array<std::int32_t, 256> again{};
  const std::uint32_t words = reader_.read_close(evidence_, close_, again.data());
  const double step = static_cast<double>(kSecondLook) * static_cast<double>(model_.weight_unit()) *
                      static_cast<double>(close.sharpness[length_bucket(words)]);
  const std::size_t count = close.label_count;
  std::vector<double> before(count);
  for (std::size_t i = 0; i < count; ++i) before[i] = terms_[close.labels[i]].total;
  const double mass = log_sum(before);
  std::vector<double> after(count);
  for (std::size_t i = 0; i < count; ++i) {
    before[i] = std::max(before[i] - mass, std::log(static_cast<double>(kLeastShare)));
    after[i] = static_cast<double>(kFirstLook) * before[i] + step * again[i];
  }
  const double all = log_sum(after);
  for (std::size_t i = 0; i < count; ++i) {
    Terms& terms = terms_[close.labels[i]];
    const double score = evidence_.scores[close.labels[i]];
    terms.first *= static_cast<double>(kFirstLook);
    terms.prior *= static_cast<double>(kFirstLook);
    terms.second = step;
    terms.total = mass + after[i] - all;
    terms.rest = terms.total - terms.script - terms.prior - terms.first * score - step * again[i];
  }
}

std::int32_t Explainer::best_but(std::int32_t winner) const noexcept {
  std::int32_t best = kUnd;
  for (std::size_t l = 0; l < terms_.size(); ++l) {
    const auto label = static_cast<std::int32_t>(l);
    if (label == winner || terms_[l].total == kNone) continue;
    if (best == kUnd || terms_[l].total > terms_[static_cast<std::size_t>(best)].total)
      best = label;
  }
  return best;
}

// What a posting says for a label, in nats.
double Explainer::weight(const Posting& posting, std::size_t label, std::size_t group,
                         bool is_second_look) const noexcept {
  std::size_t local = 0;
  if (is_second_look) {
    const CloseRecord& close = model_.close()[close_];
    const auto end = close.labels + close.label_count;
    local = static_cast<std::size_t>(std::find(close.labels, end, label) - close.labels);
    if (local == close.label_count) return 0;
  } else {
    // Not only labels of the group: a wrong hit may say something for one behind it.
    const std::size_t first = model_.groups()[group].first_label;
    if (label < first) return 0;
    local = label - first;
  }
  for (std::size_t i = 0; i < posting.size; ++i) {
    if (posting.labels[i] == local)
      return posting.weights[i] * (is_second_look ? terms_[label].second : terms_[label].first);
  }
  return 0;
}

void Explainer::add(std::uint64_t feature, std::size_t group, Contribution part,
                    std::vector<Contribution>& out) const {
  const bool again = part.is_second_look;
  const Posting posting = model_.find(again ? close_feature(feature, close_) : feature);
  part.winner = weight(posting, winner_, group, again);
  part.runner_up = weight(posting, runner_up_, group, again);
  if (part.winner != 0 || part.runner_up != 0) out.push_back(std::move(part));
}

void Explainer::add_ngrams(const ReadWord& word, Contribution part,
                           std::vector<Contribution>& out) const {
  const NgramRange range = group_range(model_.groups()[word.group]);
  const std::string_view letters = evidence_.letters_of(word);
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

void Explainer::add_wordless(std::vector<Contribution>& out) const {
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
  std::optional<std::size_t> previous;  // word of the close group's script
  for (std::size_t w = 0; w < evidence_.read.size(); ++w) {
    const ReadWord& word = evidence_.read[w];
    const std::string letters(evidence_.letters_of(word));
    Contribution part{
        ContributionKind::kWord, places[w].begin, places[w].end, letters, false, 0, 0};
    if (word.is_known) {
      add(word.hash, word.group, part, out);
    } else if (evidence_.unread == 0 || w < evidence_.next_unread) {
      add_ngrams(word, part, out);
    }
    if (word.group != close_group) continue;
    part.is_second_look = true;
    if (model_.find(close_feature(word.hash, close_))) {
      add(word.hash, word.group, part, out);
    } else {
      add_ngrams(word, part, out);
    }
    if (previous) {
      const ReadWord& left = evidence_.read[*previous];
      part.kind = ContributionKind::kPair;
      part.feature = std::string(evidence_.letters_of(left)) + " " + letters;
      add(pair_feature(left.hash, word.hash), word.group, part, out);
    }
    previous = w;
  }
  add_wordless(out);
  return out;
}

// Where the words of Evidence::read lie, by reading the text again in the same way.
[[nodiscard]] std::vector<Place> places_of(std::string_view text, Reading reading,
                                           const Model& model, const Reader& reader) {
  std::vector<Place> out;
  std::array<std::uint32_t, kMaxGroups> words{};
  for (const std::string_view part : parts_of(text, reading)) {
    const auto offset = static_cast<std::size_t>(part.data() - text.data());
    text::WordScanner scanner(part);
    TechnicalFilter is_technical(part);
    text::Word word;
    while (scanner.next(word)) {
      const bool technical = is_technical(word);
      if (technical || !word.has_letter || word.begin < is_technical.address_end()) continue;
      const std::size_t g = reader.group_of(word.script);
      if (g == kMaxGroups || !is_looked_up(model.groups()[g], ++words[g])) continue;
      out.push_back({offset + word.begin, offset + word.end});
    }
  }
  return out;
}

// From offsets into a text to those into one of as many characters.
void move_places(std::vector<Place>& places, std::string_view from, std::string_view to) {
  const auto length = [](char c) { return text::is_continuation(c) ? 0U : 1U; };
  std::vector<std::size_t> starts;  // of the characters of `to`
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (length(to[i]) > 0) starts.push_back(i);
  }
  starts.push_back(to.size());
  std::size_t at = 0;
  std::size_t character = 0;
  const auto move = [&](std::size_t offset) {
    for (; at < offset; ++at) character += length(from[at]);
    return starts[std::min(character, starts.size() - 1)];
  };
  for (Place& place : places) place = {move(place.begin), move(place.end)};
}

}  // namespace

Explanation Detector::explain(std::string_view text, const DetectOptions& options) const {
  const Decider decider(impl_->model, impl_->reader, options);
  Scratch scratch;
  const Detection d = impl_->detect(text, decider, 1, scratch);
  Explanation out;
  out.winner = d.label;
  if (d.label < 0) return out;
  Explainer explainer(impl_->model, impl_->reader, decider, scratch);
  out.runner_up = explainer.best_but(d.label);
  if (out.runner_up == kUnd) return out;
  const std::string_view read = scratch.is_mended ? std::string_view(scratch.mended) : text;
  std::vector<Place> places = places_of(read, scratch.reading, impl_->model, impl_->reader);
  if (scratch.is_mended) move_places(places, read, text);
  out.parts = explainer.parts(static_cast<std::size_t>(out.winner),
                              static_cast<std::size_t>(out.runner_up), places);
  return out;
}

}  // namespace saring::lang
