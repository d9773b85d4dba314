// From evidence to an answer. Tests: tests/cpp/lang/detector_test.cpp.
#include "saring/lang/detector.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "saring/base/error.hpp"
#include "saring/base/thread_pool.hpp"
#include "saring/lang/detector_internal.hpp"
#include "saring/lang/language.hpp"
#include "saring/lang/rejection_internal.hpp"
#include "saring/lang/rows_internal.hpp"
#include "saring/text/utf8.hpp"

namespace saring::lang {
namespace {

constexpr std::size_t kGlanceWindow = 112;  // bytes of one sample
constexpr std::size_t kLongWindow = 512;
constexpr std::uint32_t kClearWords = 4;
constexpr std::uint64_t kFewLetters = 12;  // among numbers: units, codes, names of variables
constexpr float kClearMargin = 14.0F;      // nats between the best and all but its close languages
constexpr float kCloseMargin = 10.0F;      // nats between the best and its close languages

// What stands against the letters of words. Beside a few letters, signs and identifiers weigh
// double and numbers half, as one word with a number is still a word. Programs shout some words of
// many (SQL, constants, registers).
[[nodiscard]] std::uint64_t technical_weight(const Evidence& evidence, std::uint64_t letters,
                                             std::uint64_t words) noexcept {
  const std::uint64_t signs = evidence.technical_letters;
  if (letters < kFewLetters * kLetterWeight) return signs * 2 + evidence.figures / 2;
  const std::uint64_t tenths = evidence.capitals * std::uint64_t{10};
  const bool is_shouting = words >= 3 && tenths >= words * 3 && tenths <= words * 7;
  return signs + (is_shouting ? signs / 2 : 0) + evidence.figures;
}

// Letters one by one: "x y z", "C D Am G".
[[nodiscard]] bool are_loose(const Evidence& evidence, std::uint64_t letters,
                             std::uint64_t words) noexcept {
  if (words < 3) return false;
  const bool are_capitals = evidence.capitals * std::uint64_t{2} >= words;
  return letters <= words * kLetterWeight * (are_capitals ? 7 : 5) / 4;
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

Parts parts_of(std::string_view text, Reading reading) noexcept {
  const bool is_glance = reading == Reading::kGlance;
  Parts out;
  if (text.size() <= (is_glance ? kGlanceText : Detector::kLongText)) {
    out.parts[out.count++] = text;
    return out;
  }
  const std::size_t window = is_glance ? kGlanceWindow : kLongWindow;
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

Decider::Decider(const Model& model, const Reader& reader, const DetectOptions& options)
    : model_(model), reader_(reader) {
  if (options.languages.empty() && options.prior.empty()) return;
  const std::size_t count = model.labels().size();
  const auto check = [&](std::int32_t label) {
    if (label < 0 || static_cast<std::size_t>(label) >= count) {
      throw std::invalid_argument("language number " + std::to_string(label) + " of a model with " +
                                  std::to_string(count));
    }
    return static_cast<std::size_t>(label);
  };
  factors_.assign(count, options.languages.empty() ? 1.0F : 0.0F);
  for (const std::int32_t label : options.languages) factors_[check(label)] = 1;
  for (const auto& [label, factor] : options.prior) {
    if (!(factor >= 0) || std::isinf(factor)) {
      throw std::invalid_argument("the prior of a language must be at least 0 and finite");
    }
    factors_[check(label)] *= factor;
  }
}

float Decider::sharpness(std::size_t group, std::uint32_t words) const noexcept {
  return model_.calibration()[group].sharpness[length_bucket(words)];
}

// Addresses, identifiers, figures and wrongly decoded bytes are no language; letters at random or
// one by one are of none.
std::int32_t Decider::refusal(const Evidence& evidence, bool is_clear) const noexcept {
  const auto [main, letters, words] = totals_of(evidence);
  if (technical_weight(evidence, letters, words) >= letters) return kZxx;
  if (evidence.garbled * std::uint64_t{8} * kLetterWeight > letters) return kZxx;
  if (are_loose(evidence, letters, words)) return kUnd;
  return is_clear || passes_gate(evidence, main) ? 0 : kUnd;
}

// While n-grams are unread, fewer pass than would with them.
bool Decider::passes_gate(const Evidence& evidence, std::size_t group) const noexcept {
  const GroupCalibration& gate = model_.calibration()[group];
  const GateFeatures f = gate_features(evidence, model_, group);
  const float sum =
      f[0] * gate.gate_weights[0] + f[1] * gate.gate_weights[1] + f[2] * gate.gate_weights[2];
  const bool is_short = evidence.letters[group] < kGateLetters * kLetterWeight;
  return sum >= (is_short ? gate.gate_short : gate.gate_long);
}

// P(label) = P(group) · P(label | group): the group by its share of the letters, sharpened, as a
// text of one language quotes words of others.
std::size_t Decider::distribution(const Evidence& evidence, std::vector<float>& out) const {
  out.assign(model_.labels().size() + kRowSlack, 0.0F);
  double total = 0;
  std::size_t best = 0;
  std::array<double, kMaxGroups> mass;
  for_each_group(evidence, [&](std::size_t g) {
    const double letters = evidence.letters[g] * script_share(model_.groups()[g]);
    total += mass[g] = letters * letters * letters;
  });
  for_each_group(evidence, [&](std::size_t g) {
    const GroupRecord& group = model_.groups()[g];
    const std::int32_t* scores = evidence.scores.data() + group.first_label;
    float* const p = out.data() + group.first_label;
    const float step = model_.weight_unit() * sharpness(g, evidence.words[g]);
    const auto [sum, place] = decays(scores, group.label_count, largest(scores, group.label_count),
                                     step, reader_.prior_odds() + group.first_label, p);
    const auto scale = static_cast<float>(mass[g] / total) / sum;
    for (std::uint32_t i = 0; i < group.label_count; ++i) p[i] *= scale;
    if (p[place] > out[best]) best = group.first_label + place;
  });
  return best;
}

bool Decider::is_clear(const Evidence& evidence) const noexcept {
  const auto [main, letters, words] = totals_of(evidence);
  const std::uint64_t total =
      letters + evidence.other_letters + evidence.technical_letters + evidence.figures;
  if (evidence.words[main] < kClearWords) return false;
  if (evidence.letters[main] * std::uint64_t{10} < total * 9) return false;
  const std::size_t count = model_.groups()[main].label_count;
  const std::size_t first = model_.groups()[main].first_label;
  const std::int32_t* const scores = evidence.scores.data();
  const std::int32_t best = largest(scores + first, count);
  const auto rival = best - static_cast<std::int32_t>(kClearMargin / model_.weight_unit());
  if (count_above(scores + first, count, rival) > 1) {
    // More than one is possible: only close languages may be.
    const auto at =
        static_cast<std::size_t>(std::find(scores + first, scores + first + count, best) - scores);
    const std::size_t close = reader_.close_of(at);
    if (close == kNoClose) return false;
    for (std::size_t i = first; i < first + count; ++i) {
      if (scores[i] > rival && reader_.close_of(i) != close) return false;
    }
  }
  return passes_gate(evidence, main);
}

// Where the best label has close relatives that are possible too and not far behind.
std::size_t Decider::close_in_doubt(const Evidence& evidence,
                                    const std::vector<float>& probabilities,
                                    std::size_t best) const noexcept {
  if (evidence.read.empty()) return kNoClose;
  const std::size_t c = reader_.close_of(best);
  if (c == kNoClose) return kNoClose;
  const CloseRecord& close = model_.close()[c];
  const std::span<const std::uint16_t> labels(close.labels, close.label_count);
  float mass = 0;
  for (const std::uint16_t label : labels) mass += probabilities[label];
  if (mass - probabilities[best] < kDoubt) return kNoClose;
  std::int32_t second = std::numeric_limits<std::int32_t>::min();
  for (const std::uint16_t label : labels) {
    if (label != best) second = std::max(second, evidence.scores[label]);
  }
  const auto margin = static_cast<std::int32_t>(kCloseMargin / model_.weight_unit());
  return evidence.scores[best] > second + margin ? kNoClose : c;
}

// By the classifier of the close group.
bool Decider::look_again(const Evidence& evidence, std::vector<float>& probabilities,
                         std::size_t best) const {
  const std::size_t c = close_in_doubt(evidence, probabilities, best);
  if (c == kNoClose) return false;
  const CloseRecord& close = model_.close()[c];
  const std::span<const std::uint16_t> labels(close.labels, close.label_count);
  float mass = 0;
  for (const std::uint16_t label : labels) mass += probabilities[label];
  std::array<std::int32_t, 256> scores{};
  const std::uint32_t words = reader_.read_close(evidence, c, scores.data());
  const std::int32_t top = *std::max_element(scores.begin(), scores.begin() + close.label_count);
  const float step = model_.weight_unit() * close.sharpness[length_bucket(words)];
  std::array<float, kMaxClose> shares{};
  float sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const float before = std::max(probabilities[labels[i]] / mass, kLeastShare);
    sum += shares[i] = std::exp(kFirstLook * std::log(before) +
                                kSecondLook * static_cast<float>(scores[i] - top) * step);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) probabilities[labels[i]] = mass * shares[i] / sum;
  return true;
}

Detection Decider::decide(const Evidence& evidence, std::size_t top, std::vector<float>& scratch,
                          bool is_clear) const {
  Detection out;
  if (evidence.groups == 0) {
    out.label = evidence.other_letters > 0 ? kUnd : kZxx;
    return out;
  }
  out.label = refusal(evidence, is_clear);
  if (out.label < 0) return out;
  std::size_t best = distribution(evidence, scratch);
  const bool is_changed = look_again(evidence, scratch, best);
  if (!factors_.empty()) {
    double sum = 0;
    for (std::size_t i = 0; i < factors_.size(); ++i) sum += scratch[i] *= factors_[i];
    if (sum < kLeastMass) {
      out.label = kUnd;
      return out;
    }
    for (float& p : scratch) p = static_cast<float>(p / sum);
  }
  if (is_changed || !factors_.empty()) best = find_largest(scratch.data(), scratch.size());
  out.label = static_cast<std::int32_t>(best);
  out.confidence = scratch[best];
  out.is_reliable = out.confidence >= kReliable;
  if (top > 0) add_top(scratch, top, out.top);
  return out;
}

Detector::Detector(const std::string& model_path)
    : impl_(std::make_unique<const Impl>(model_path)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

Detector::Impl::Impl(const std::string& path) : model(path), reader(model) {
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
  throw std::invalid_argument("the model has no language '" + std::string(code) + "'");
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
    throw std::invalid_argument("the model has no language '" + std::string(code) + "'");
  return out;
}

std::uint64_t Detector::fingerprint() const noexcept { return impl_->model.checksum(); }

void Detector::verify() const { impl_->model.verify(); }

Detection Detector::detect(std::string_view text, const DetectOptions& options) const {
  // Kept by the thread, for detectors of any model: a few kilobytes, as long texts are read in
  // samples.
  thread_local Scratch scratch;
  const Decider decider(impl_->model, impl_->reader, options);
  return impl_->detect(text, decider, options.top, scratch);
}

Detection Detector::Impl::detect_once(std::string_view text, const Decider& decider,
                                      std::size_t top, Scratch& scratch) const {
  // True as soon as what was read is enough.
  bool is_clear = false;
  const auto read = [&](Reading reading) {
    scratch.reading = reading;
    reader.reset(scratch.evidence);
    for (const std::string_view part : parts_of(text, reading)) {
      reader.read_known(part, scratch.evidence);
    }
    while (!(is_clear = decider.is_clear(scratch.evidence))) {
      if (scratch.evidence.unread == 0) return reading == Reading::kAll;
      reader.read_some_unknown(scratch.evidence);
    }
    return true;
  };
  if (text.size() <= kGlanceText || !read(Reading::kGlance)) read(Reading::kAll);
  return decider.decide(scratch.evidence, top, scratch.probabilities, is_clear);
}

Detection Detector::Impl::detect(std::string_view text, const Decider& decider, std::size_t top,
                                 Scratch& scratch) const {
  scratch.is_mended = false;
  Detection found = detect_once(text, decider, top, scratch);
  if (found.label >= 0 || text.size() > kLongText) return found;
  // Cyrillic typed with Latin letters in it makes words that nobody knows; line ends written as
  // escapes make a program of a text.
  scratch.is_mended = found.label == kUnd ? unmix_cyrillic(text, scratch.mended)
                                          : unescape_breaks(text, scratch.mended);
  return scratch.is_mended ? detect_once(scratch.mended, decider, top, scratch) : found;
}

std::vector<Detection> Detector::detect_batch(std::span<const std::string_view> texts,
                                              const DetectOptions& options,
                                              unsigned num_threads) const {
  constexpr std::size_t kGrain = 64;
  const Decider decider(impl_->model, impl_->reader, options);
  std::vector<Detection> out(texts.size());
  std::vector<Scratch> scratch(resolve_threads(num_threads));
  parallel_for(texts.size(), kGrain, num_threads,
               [&](std::size_t begin, std::size_t end, unsigned worker) {
                 for (std::size_t i = begin; i < end; ++i) {
                   out[i] = impl_->detect(texts[i], decider, options.top, scratch[worker]);
                 }
               });
  return out;
}

}  // namespace saring::lang
