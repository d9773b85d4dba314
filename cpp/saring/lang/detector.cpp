// From scores to an answer. Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/detector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "saring/base/error.hpp"
#include "saring/base/parallel.hpp"
#include "saring/lang/detector_internal.hpp"
#include "saring/lang/known_share_internal.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/rejection_internal.hpp"
#include "saring/lang/rows_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kShortWindow = 112;  // bytes of one sample
constexpr std::size_t kLongWindow = 512;
constexpr std::uint32_t kClearWords = 4;
constexpr std::uint64_t kFewLetters = 12;  // typical of units, codes and names of variables
constexpr float kClearMargin = 14.0F;      // nats between the best and all but its close languages
constexpr float kCloseMargin = 10.0F;      // nats between the best and its close languages

// The confidence of a text with a share of its least share of words of the label.
constexpr float kWithoutWords = 0.5F;  // of kReliable, for a text without any
[[nodiscard]] constexpr float most_at(float ratio) noexcept {
  return kReliable * (kWithoutWords + (1 - kWithoutWords) * ratio);
}

[[nodiscard]] std::uint64_t known_letters(const Scores& scores) noexcept {
  std::uint64_t out = 0;
  for_each_group(scores, [&](std::size_t g) { out += scores.known[g]; });
  return out;
}

// The weight of all that is not language, in letters. Beside only a few letters of language,
// symbols and identifiers count double and numbers half, because a word with a number is still a
// word. A medium upper-case ratio is typical of programs (SQL, constants, registers).
[[nodiscard]] std::uint64_t technical_weight(const Scores& scores, std::uint64_t letters,
                                             std::uint64_t words) noexcept {
  // One address beside words is quoted in a text.
  const std::uint64_t quoted =
      words > 0 && known_letters(scores) * 2 >= letters ? kAddressWeight : 0;
  const std::uint64_t symbols = scores.technical_weight + scores.address_weight -
                                std::min<std::uint64_t>(quoted, scores.address_weight);
  if (letters < kFewLetters * kLetterWeight) return symbols * 2 + scores.number_weight / 2;
  const std::uint64_t tenths = scores.upper_case_words * std::uint64_t{10};
  const bool has_medium_ratio = words >= 3 && tenths >= words * 3 && tenths <= words * 7;
  return symbols + (has_medium_ratio ? symbols / 2 : 0) + scores.number_weight;
}

// Whether most tokens are single letters: "x y z", "C D Am G".
[[nodiscard]] bool are_single_letters(const Scores& scores, std::uint64_t letters,
                                      std::uint64_t words) noexcept {
  if (words < 3) return false;
  const bool are_upper_case = scores.upper_case_words * std::uint64_t{2} >= words;
  return letters <= words * kLetterWeight * (are_upper_case ? 7 : 5) / 4;
}

// The most probable labels, best first.
void add_top(const std::vector<float>& probabilities, std::size_t count,
             std::vector<Candidate>& out) {
  out.reserve(std::min(count, probabilities.size()));
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const float p = probabilities[i];
    if (!(p > 0) || (out.size() == count && p <= out.back().probability)) continue;
    if (out.size() == count) out.pop_back();
    const auto at =
        std::find_if(out.begin(), out.end(), [&](const Candidate& c) { return c.probability < p; });
    out.insert(at, {static_cast<std::int32_t>(i), p});
  }
}

}  // namespace

std::size_t cut(std::string_view text, std::size_t at) noexcept {
  for (std::size_t i = at; i < std::min(at + 64, text.size()); ++i) {
    if (text[i] == ' ' || text[i] == '\n') return i;
  }
  while (at < text.size() && text::is_continuation(text[at])) ++at;
  return at;
}

Parts parts_of(std::string_view text, Sampling sampling) noexcept {
  const bool is_short = sampling == Sampling::kShortSamples;
  Parts out;
  if (text.size() <= (is_short ? kUnsampledText : Detector::kLongText)) {
    out.parts[out.count++] = text;
    return out;
  }
  const std::size_t window = is_short ? kShortWindow : kLongWindow;
  std::size_t done = 0;
  for (std::size_t i = 0; i < kMaxParts; ++i) {
    const std::size_t at = (text.size() - window) / (kMaxParts - 1) * i;
    const std::size_t begin = std::max(done, i == 0 ? 0 : cut(text, at));
    const std::size_t end = std::max(begin, cut(text, std::min(at + window, text.size())));
    out.parts[out.count++] = text.substr(begin, end - begin);
    done = end;
  }
  return out;
}

Classifier::Classifier(const Model& model, const FeatureLookup& lookup,
                       const DetectOptions& options)
    : model_(model), lookup_(lookup), merged_(options.merged) {
  const std::size_t count = model.labels().size();
  const auto check = [&](std::int32_t label) {
    if (label < 0 || static_cast<std::size_t>(label) >= count) {
      throw std::invalid_argument("language number " + std::to_string(label) + " of a model with " +
                                  std::to_string(count));
    }
    return static_cast<std::size_t>(label);
  };
  std::vector<bool> is_merged(merged_.empty() ? 0 : count);
  for (const std::vector<std::int32_t>& labels : merged_) {
    if (labels.empty()) throw std::invalid_argument("a set of merged languages is empty");
    for (const std::int32_t label : labels) {
      if (is_merged[check(label)]) {
        throw std::invalid_argument("a language is in two sets of merged languages");
      }
      is_merged[check(label)] = true;
    }
  }
  is_closed_ = !options.languages.empty();
  if (options.languages.empty() && options.prior.empty()) return;
  factors_.assign(count, options.languages.empty() ? 1.0F : 0.0F);
  for (const std::int32_t label : options.languages) factors_[check(label)] = 1;
  for (const auto& [label, factor] : options.prior) {
    if (!(factor >= 0) || std::isinf(factor)) {
      throw std::invalid_argument("the prior of a language must be at least 0 and finite");
    }
    factors_[check(label)] *= factor;
  }
}

float Classifier::inverse_temperature(std::size_t group, std::uint32_t words) const noexcept {
  return model_.calibration()[group].inverse_temperature[length_bucket(words)];
}

// Addresses, identifiers, numbers, also Roman ones, and mojibake have no linguistic content; the
// language of random letters and of single letters is undetermined.
std::int32_t Classifier::rejection_label(const Scores& scores, bool is_clear) const noexcept {
  const auto [main, letters, words] = totals_of(scores);
  if (technical_weight(scores, letters, words) >= letters) return kZxx;
  if (scores.mojibake * std::uint64_t{8} * kLetterWeight > letters) return kZxx;
  if (words > 1 && scores.roman_numbers == words) return kZxx;
  if (are_single_letters(scores, letters, words)) return kUnd;
  return is_clear || is_accepted(scores, main) ? 0 : kUnd;
}

// Stricter as long as n-grams are unread, because they can only raise the sum.
bool Classifier::is_accepted(const Scores& scores, std::size_t group) const noexcept {
  const GroupCalibration& calibration = model_.calibration()[group];
  const RejectionFeatures f = rejection_features(scores, model_, group);
  const float sum = f[0] * calibration.rejection_weights[0] +
                    f[1] * calibration.rejection_weights[1] +
                    f[2] * calibration.rejection_weights[2];
  const bool is_short = scores.letters[group] < kShortTextLetters * kLetterWeight;
  return sum >= (is_short ? calibration.short_threshold : calibration.long_threshold);
}

// P(label) = P(group) · P(label | group). P(group) grows with the cube of its share of the letters,
// because a text of one language often quotes words of others.
std::size_t Classifier::distribution(const Scores& scores, std::vector<float>& out) const {
  out.assign(model_.labels().size() + kRowSlack, 0.0F);
  double total = 0;
  std::size_t best = 0;
  std::array<double, kMaxGroups> mass;
  for_each_group(scores, [&](std::size_t g) {
    const double letters = scores.letters[g] * script_share(model_.groups()[g]);
    total += mass[g] = letters * letters * letters;
  });
  for_each_group(scores, [&](std::size_t g) {
    const GroupRecord& group = model_.groups()[g];
    const std::int32_t* label_scores = scores.by_label.data() + group.first_label;
    float* const p = out.data() + group.first_label;
    const float step = model_.weight_unit() * inverse_temperature(g, scores.words[g]);
    const auto [sum, place] =
        exponentials(label_scores, group.label_count, largest(label_scores, group.label_count),
                     step, lookup_.prior_odds() + group.first_label, p);
    const auto scale = static_cast<float>(mass[g] / total) / sum;
    for (std::uint32_t i = 0; i < group.label_count; ++i) p[i] *= scale;
    if (p[place] > out[best]) best = group.first_label + place;
  });
  return best;
}

bool Classifier::is_clear(const Scores& scores) const noexcept {
  const auto [main, letters, words] = totals_of(scores);
  const std::uint64_t total = letters + scores.other_letters + scores.technical_weight +
                              scores.address_weight + scores.number_weight;
  if (scores.words[main] < kClearWords) return false;
  if (scores.letters[main] * std::uint64_t{10} < total * 9) return false;
  const std::size_t count = model_.groups()[main].label_count;
  const std::size_t first = model_.groups()[main].first_label;
  const std::int32_t* const label_scores = scores.by_label.data();
  const std::int32_t best = largest(label_scores + first, count);
  const auto rival = best - static_cast<std::int32_t>(kClearMargin / model_.weight_unit());
  if (count_above(label_scores + first, count, rival) > 1) {
    // If several labels are possible, they must all belong to one close group.
    const auto at = static_cast<std::size_t>(
        std::find(label_scores + first, label_scores + first + count, best) - label_scores);
    const std::size_t close = lookup_.close_of(at);
    if (close == kNoClose) return false;
    for (std::size_t i = first; i < first + count; ++i) {
      if (label_scores[i] > rival && lookup_.close_of(i) != close) return false;
    }
  }
  return is_accepted(scores, main);
}

// The second stage is needed if other labels of the close group are probable and not much less so.
std::size_t Classifier::close_in_doubt(const Scores& scores,
                                       const std::vector<float>& probabilities,
                                       std::size_t best) const noexcept {
  if (scores.read.empty()) return kNoClose;
  const std::size_t c = lookup_.close_of(best);
  if (c == kNoClose) return kNoClose;
  const CloseRecord& close = model_.close()[c];
  const std::span<const std::uint16_t> labels(close.labels, close.label_count);
  float mass = 0;
  for (const std::uint16_t label : labels) mass += probabilities[label];
  if (mass - probabilities[best] < kDoubt) return kNoClose;
  std::int32_t second = std::numeric_limits<std::int32_t>::min();
  for (const std::uint16_t label : labels) {
    if (label != best) second = std::max(second, scores.by_label[label]);
  }
  const auto margin = static_cast<std::int32_t>(kCloseMargin / model_.weight_unit());
  return scores.by_label[best] > second + margin ? kNoClose : c;
}

// Log-linear combination of both stages.
bool Classifier::rerank(const Scores& scores, std::vector<float>& probabilities,
                        std::size_t best) const {
  const std::size_t c = close_in_doubt(scores, probabilities, best);
  if (c == kNoClose) return false;
  const CloseRecord& close = model_.close()[c];
  const std::span<const std::uint16_t> labels(close.labels, close.label_count);
  float mass = 0;
  for (const std::uint16_t label : labels) mass += probabilities[label];
  std::array<std::int32_t, 256> label_scores{};
  const std::uint32_t words = lookup_.read_close(scores, c, label_scores.data());
  const std::int32_t top =
      *std::max_element(label_scores.begin(), label_scores.begin() + close.label_count);
  const float step = model_.weight_unit() * close.inverse_temperature[length_bucket(words)];
  std::array<float, kMaxClose> shares{};
  float sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float before = std::max(probabilities[labels[i]] / mass, kMinShare);
    sum += shares[i] =
        std::exp(kFirstStageWeight * std::log(before) +
                 kSecondStageWeight * static_cast<float>(label_scores[i] - top) * step);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) probabilities[labels[i]] = mass * shares[i] / sum;
  return true;
}

// At the least share the answer is barely reliable; below, confidence falls in a straight line.
float Classifier::most_confidence(const Scores& scores, std::size_t label) const noexcept {
  if (is_closed_) return 1;
  std::size_t g = 0;
  while (model_.groups()[g].first_label + model_.groups()[g].label_count <= label) ++g;
  const GroupRecord& group = model_.groups()[g];
  if (group.label_count < 2) return 1;
  const auto of_one = [&](std::size_t l) {
    const KnownShare found = known_share(scores.read, g, l - group.first_label);
    const float least = least_share(model_.labels()[l], found.words);
    return least > 0 ? std::min(most_at(found.share() / least), 1.0F) : 1;
  };
  float most = of_one(label);
  for (const std::vector<std::int32_t>& labels : merged_) {
    if (static_cast<std::size_t>(labels.front()) != label) continue;
    for (const std::int32_t other : labels) {
      const auto l = static_cast<std::size_t>(other);
      if (l >= group.first_label && l < group.first_label + group.label_count)
        most = std::max(most, of_one(l));
    }
  }
  return most;
}

Detection Classifier::classify(const Scores& scores, std::size_t top, std::vector<float>& scratch,
                               bool is_clear) const {
  Detection out;
  if (scores.groups == 0) {
    out.label = scores.other_letters > 0 ? kUnd : kZxx;
    return out;
  }
  out.label = rejection_label(scores, is_clear);
  if (out.label < 0) return out;
  std::size_t best = distribution(scores, scratch);
  const bool is_changed = rerank(scores, scratch, best);
  if (!factors_.empty()) {
    double sum = 0;
    for (std::size_t i = 0; i < factors_.size(); ++i) sum += scratch[i] *= factors_[i];
    if (sum < kMinMass) {
      out.label = kUnd;
      return out;
    }
    for (float& p : scratch) p = static_cast<float>(p / sum);
  }
  for (const std::vector<std::int32_t>& labels : merged_) {
    float sum = 0;
    for (const std::int32_t label : labels) {
      float& p = scratch[static_cast<std::size_t>(label)];
      sum += p;
      p = 0;
    }
    scratch[static_cast<std::size_t>(labels.front())] = std::min(sum, 1.0F);
  }
  if (is_changed || !factors_.empty() || !merged_.empty())
    best = find_largest(scratch.data(), scratch.size());
  out.label = static_cast<std::int32_t>(best);
  const float most =
      scratch[best] > kWithoutWords * kReliable ? most_confidence(scores, best) : 1.0F;
  if (scratch[best] > most) {  // the rest is that of languages outside the model
    const float scale = most / scratch[best];
    for (float& p : scratch) p *= scale;
  }
  out.confidence = scratch[best];
  out.is_reliable = out.confidence >= (lookup_.is_romanised(best) ? kReliableRomanised : kReliable);
  if (top > 0) add_top(scratch, top, out.top);
  return out;
}

Detector::Detector(const std::string& model_path, bool verify)
    : impl_(std::make_unique<const Impl>(model_path, verify ? Verify::kYes : Verify::kNo)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

Detector::Impl::Impl(const std::string& path, Verify verify) : model(path, verify), lookup(model) {
  for (std::size_t i = 0; i < model.labels().size(); ++i) {
    labels.push_back({std::string(model.code(i)), model.labels()[i].training_lines,
                      model.labels()[i].training_bytes});
  }
}

const std::vector<LabelInfo>& Detector::labels() const noexcept { return impl_->labels; }

std::string_view Detector::label_code(std::int32_t label) const {
  if (label == kZxx) return "zxx";
  if (label == kUnd) return "und";
  return impl_->labels.at(static_cast<std::size_t>(label)).code;
}

std::int32_t Detector::label_number(std::string_view code) const {
  for (std::size_t i = 0; i < impl_->labels.size(); ++i) {
    if (impl_->labels[i].code == code) return static_cast<std::int32_t>(i);
  }
  throw std::invalid_argument("the model has no language '" + shown_code(code) + "'");
}

std::vector<std::int32_t> Detector::resolve(std::string_view code) const {
  std::vector<std::int32_t> out;
  for (std::size_t i = 0; i < impl_->labels.size(); ++i) {
    if (impl_->labels[i].code == code) return {static_cast<std::int32_t>(i)};
  }
  for (const std::string& label : LanguageTable::builtin().resolve(code)) {
    for (std::size_t i = 0; i < impl_->labels.size(); ++i) {
      if (impl_->labels[i].code == label) out.push_back(static_cast<std::int32_t>(i));
    }
  }
  if (out.empty())
    throw std::invalid_argument("the model has no language '" + shown_code(code) + "'");
  return out;
}

std::vector<LabelGroup> Detector::resolve_group(std::string_view code) const {
  const LanguageTable& table = LanguageTable::builtin();
  const LanguageGroup& group = table.resolve_group(code);
  std::vector<LabelGroup> out;
  for (const std::string& label : table.labels_of(group)) {
    const auto at = std::find_if(impl_->labels.begin(), impl_->labels.end(),
                                 [&](const LabelInfo& known) { return known.code == label; });
    if (at == impl_->labels.end()) continue;
    std::string script = label.substr(label.find('_') + 1);
    if (script == "Hans" || script == "Hant") script = "Hani";
    const std::string name = group.code + "_" + script;
    auto found =
        std::find_if(out.begin(), out.end(), [&](const LabelGroup& g) { return g.code == name; });
    if (found == out.end()) found = out.insert(out.end(), {name, {}});
    found->labels.push_back(static_cast<std::int32_t>(at - impl_->labels.begin()));
  }
  if (out.empty()) {
    throw std::invalid_argument("the model has no language of the group '" + shown_code(code) +
                                "'");
  }
  return out;
}

std::uint64_t Detector::fingerprint() const noexcept { return impl_->model.checksum(); }

Detection Detector::detect(std::string_view text, const DetectOptions& options) const {
  // One per thread, shared by all detectors. A few kilobytes, because long texts are sampled.
  thread_local Scratch scratch;
  const Classifier classifier(impl_->model, impl_->lookup, options);
  return impl_->detect(text, classifier, options.top, scratch);
}

Detection Detector::Impl::detect_once(std::string_view text, const Classifier& classifier,
                                      std::size_t top, Scratch& scratch) const {
  // Set as soon as the words read so far are enough.
  bool is_clear = false;
  const auto read = [&](Sampling sampling) {
    scratch.sampling = sampling;
    lookup.reset(scratch.scores);
    for (const std::string_view part : parts_of(text, sampling)) {
      lookup.read_known(part, scratch.scores);
    }
    while (!(is_clear = classifier.is_clear(scratch.scores))) {
      if (scratch.scores.unread == 0) return sampling == Sampling::kFull;
      lookup.read_some_unknown(scratch.scores);
    }
    return true;
  };
  if (text.size() <= kUnsampledText || !read(Sampling::kShortSamples)) read(Sampling::kFull);
  return classifier.classify(scratch.scores, top, scratch.probabilities, is_clear);
}

Detection Detector::Impl::detect(std::string_view text, const Classifier& classifier,
                                 std::size_t top, Scratch& scratch) const {
  // Entities that are left over are rare enough in long texts.
  const bool is_long = text.size() > kLongText;
  if (!is_long && unescape_entities(text, scratch.unescaped)) text = scratch.unescaped;
  scratch.read = text;
  Detection found = detect_once(text, classifier, top, scratch);
  if (found.label >= 0 || is_long) return found;
  // Latin homoglyphs in Cyrillic words hide them from the model; line ends written as escapes make
  // text look like a program.
  const bool is_repaired = found.label == kUnd ? fold_homoglyphs(text, scratch.repaired)
                                               : unescape_breaks(text, scratch.repaired);
  if (!is_repaired) return found;
  scratch.read = scratch.repaired;
  return detect_once(scratch.repaired, classifier, top, scratch);
}

std::vector<Detection> Detector::detect_batch(std::span<const std::string_view> texts,
                                              const DetectOptions& options,
                                              unsigned num_threads) const {
  constexpr std::size_t kGrain = 64;
  const Classifier classifier(impl_->model, impl_->lookup, options);
  std::vector<Detection> out(texts.size());
  num_threads = resolve_threads(num_threads);
  std::vector<Scratch> scratch(num_threads);
  parallel_for(texts.size(), kGrain, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 for (std::size_t i = begin; i < end; ++i) {
                   out[i] = impl_->detect(texts[i], classifier, options.top, scratch[worker]);
                 }
               });
  return out;
}

}  // namespace saring::lang
