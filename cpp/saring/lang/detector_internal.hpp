#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/detector.hpp"
#include "saring/lang/feature_lookup_internal.hpp"
#include "saring/lang/model_internal.hpp"

namespace saring::lang {

// The second stage runs if the other languages of a close group have at least this probability.
inline constexpr float kDoubt = 0.01F;
inline constexpr float kMinShare =
    1e-12F;  // of a label in its close group, before the second stage

// The weight of the letters of a group when a text mixes scripts: Latin names and terms occur in
// texts of every script, other scripts rarely in Latin texts.
[[nodiscard]] constexpr double script_share(const GroupRecord& group) noexcept {
  return group.script == static_cast<std::uint32_t>(text::Script::kLatin) ? 0.5 : 1.0;
}

// Weights of the two stages where both are used, tuned on texts that are not from the sources of
// the training data.
inline constexpr float kFirstStageWeight = 0.4F;
inline constexpr float kSecondStageWeight = 0.7F;
inline constexpr float kReliable = 0.95F;
// Of romanised text, whose confidence is calibrated on text made from another script, which is
// easier than what people type.
inline constexpr float kReliableRomanised = 0.99F;
inline constexpr double kMinMass =
    1e-9;  // total probability of the allowed labels; below it the answer is kUnd

// The first offset at or after `at` where a text may be cut: before white space within 64 bytes,
// else between characters.
[[nodiscard]] std::size_t cut(std::string_view text, std::size_t at) noexcept;

// How much of a text is read.
enum class Sampling : std::uint8_t {
  kShortSamples,  // eight samples of 112 bytes
  kFull,          // the whole text, or eight samples of 512 bytes if it is longer than kLongText
};

// The parts of a text that are read, in order. Samples start and end at white space where there is
// some within 64 bytes. Texts of up to kUnsampledText bytes are read whole.
inline constexpr std::size_t kUnsampledText = 1024;
inline constexpr std::size_t kMaxParts = 8;
struct Parts {
  std::array<std::string_view, kMaxParts> parts;
  std::size_t count = 0;
  [[nodiscard]] const std::string_view* begin() const noexcept { return parts.data(); }
  [[nodiscard]] const std::string_view* end() const noexcept { return parts.data() + count; }
};
[[nodiscard]] Parts parts_of(std::string_view text, Sampling sampling) noexcept;

// Turns scores into probabilities and an answer, under the options of one request. Immutable.
class Classifier {
 public:
  // Errors: std::invalid_argument.
  Classifier(const Model& model, const FeatureLookup& lookup, const DetectOptions& options);

  // The answer. Where close languages are in doubt, the second stage re-ranks them by the words in
  // `scores`. Scores for which is_clear() holds need no rejection test.
  [[nodiscard]] Detection classify(const Scores& scores, std::size_t top,
                                   std::vector<float>& scratch, bool is_clear = false) const;
  // Whether further words are very unlikely to change the answer.
  [[nodiscard]] bool is_clear(const Scores& scores) const noexcept;
  // kZxx or kUnd for a text that is rejected, else 0.
  [[nodiscard]] std::int32_t rejection_label(const Scores& scores, bool is_clear) const noexcept;
  [[nodiscard]] bool is_accepted(const Scores& scores, std::size_t group) const noexcept;
  // First-stage probability of every label, without the options, followed by kRowSlack zeros.
  // Returns the most probable label.
  std::size_t distribution(const Scores& scores, std::vector<float>& out) const;
  // The close group that the second stage should re-rank, or kNoClose. `best` is the most probable
  // label.
  [[nodiscard]] std::size_t close_in_doubt(const Scores& scores,
                                           const std::vector<float>& probabilities,
                                           std::size_t best) const noexcept;
  // The factor that turns scores of a group's labels into log probabilities (temperature scaling,
  // Guo et al. 2017), for a text of so many words.
  [[nodiscard]] float inverse_temperature(std::size_t group, std::uint32_t words) const noexcept;
  // The factor of DetectOptions on a label's probability.
  [[nodiscard]] float factor(std::size_t label) const noexcept {
    return factors_.empty() ? 1.0F : factors_[label];
  }

 private:
  // The most that the confidence in an answer may be: less than kReliable where the text has fewer
  // words of the label, and of those merged with it, than its least share. 1 where
  // DetectOptions::languages says which languages are possible.
  [[nodiscard]] float most_confidence(const Scores& scores, std::size_t label) const noexcept;
  // Second stage: redistributes the probability of the close labels among them. Returns whether
  // anything changed.
  bool rerank(const Scores& scores, std::vector<float>& probabilities, std::size_t best) const;

  const Model& model_;
  const FeatureLookup& lookup_;
  std::vector<float> factors_;  // empty: 1 for every label
  bool is_closed_ = false;      // the text is in one of a few labels, by the options
  std::vector<std::vector<std::int32_t>> merged_;
};

// Buffers that a thread keeps between texts.
struct Scratch {
  Scores scores;
  std::vector<float> probabilities;
  Sampling sampling = Sampling::kFull;  // that the last answer is based on
  std::string_view read;                // what it is the answer for: the text, or one of these
  std::string unescaped;
  std::string repaired;
};

struct Detector::Impl {
  Impl(const std::string& path, Verify verify);

  [[nodiscard]] Detection detect(std::string_view text, const Classifier& classifier,
                                 std::size_t top, Scratch& scratch) const;
  [[nodiscard]] Detection detect_once(std::string_view text, const Classifier& classifier,
                                      std::size_t top, Scratch& scratch) const;

  Model model;
  FeatureLookup lookup;
  std::vector<LabelInfo> labels;
};

}  // namespace saring::lang
