#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saring/lang/detector.hpp"
#include "saring/lang/evidence_internal.hpp"
#include "saring/lang/model_internal.hpp"

namespace saring::lang {

inline constexpr float kDoubt = 0.01F;  // of the other close languages, that a second look is worth
inline constexpr float kLeastShare = 1e-12F;  // of a close label, that the second look starts from
// How much letters of a script say about the text's: names and terms in Latin letters stand in
// texts of every script, others seldom in Latin ones.
[[nodiscard]] constexpr double script_share(const GroupRecord& group) noexcept {
  return group.script == static_cast<std::uint32_t>(text::Script::kLatin) ? 0.5 : 1.0;
}

// How much each look counts where both are asked; chosen on texts of other sources than the
// training's.
inline constexpr float kFirstLook = 0.4F;
inline constexpr float kSecondLook = 0.7F;
inline constexpr float kReliable = 0.95F;
inline constexpr double kLeastMass = 1e-9;  // of the allowed labels; below it there is no answer

// The next place to cut at or behind `at`: before white space, if it is near, else between
// characters.
[[nodiscard]] std::size_t cut(std::string_view text, std::size_t at) noexcept;

// How much of a text is read.
enum class Reading : std::uint8_t {
  kGlance,  // eight short samples
  kAll,     // everything, or of a very long text eight long samples
};

// The parts of a text that a reading takes, in order; samples begin and end between words where a
// space is near. Texts of up to kGlanceText bytes have no glance: it is all of them.
inline constexpr std::size_t kGlanceText = 1024;
inline constexpr std::size_t kMaxParts = 8;
struct Parts {
  std::array<std::string_view, kMaxParts> parts;
  std::size_t count = 0;
  [[nodiscard]] const std::string_view* begin() const noexcept { return parts.data(); }
  [[nodiscard]] const std::string_view* end() const noexcept { return parts.data() + count; }
};
[[nodiscard]] Parts parts_of(std::string_view text, Reading reading) noexcept;

// Turns evidence into probabilities and an answer, under the options of one request.
class Decider {
 public:
  // Errors: std::invalid_argument.
  Decider(const Model& model, const Reader& reader, const DetectOptions& options);

  // The answer for the evidence. Words that it keeps are looked at again where close languages are
  // in doubt. What is_clear need not be asked whether it is words.
  [[nodiscard]] Detection decide(const Evidence& evidence, std::size_t top,
                                 std::vector<float>& scratch, bool is_clear = false) const;
  // Whether more words could hardly change the answer.
  [[nodiscard]] bool is_clear(const Evidence& evidence) const noexcept;
  // kZxx or kUnd where the evidence is not that of words, else 0. Clear evidence has passed the
  // gate.
  [[nodiscard]] std::int32_t refusal(const Evidence& evidence, bool is_clear) const noexcept;
  [[nodiscard]] bool passes_gate(const Evidence& evidence, std::size_t group) const noexcept;
  // Of every label, without the options; zeros in the kRowSlack places behind. Returns the most
  // probable label.
  std::size_t distribution(const Evidence& evidence, std::vector<float>& out) const;
  // The close group that is worth a second look, or kNoClose. `best` is the most probable label.
  [[nodiscard]] std::size_t close_in_doubt(const Evidence& evidence,
                                           const std::vector<float>& probabilities,
                                           std::size_t best) const noexcept;
  // The factor that turns scores of a group's labels into log probabilities.
  [[nodiscard]] float sharpness(std::size_t group, std::uint32_t words) const noexcept;
  // The factor of DetectOptions on a label's probability.
  [[nodiscard]] float factor(std::size_t label) const noexcept {
    return factors_.empty() ? 1.0F : factors_[label];
  }

 private:
  // Shares the common probability of close labels out anew; whether anything was changed.
  bool look_again(const Evidence& evidence, std::vector<float>& probabilities,
                  std::size_t best) const;

  const Model& model_;
  const Reader& reader_;
  std::vector<float> factors_;  // empty: 1 for every label
};

// Space that a thread keeps between texts.
struct Scratch {
  Evidence evidence;
  std::vector<float> probabilities;
  Reading reading = Reading::kAll;  // that the last answer came from
  bool is_mended = false;           // that it is of `mended`
  std::string mended;
};

struct Detector::Impl {
  explicit Impl(const std::string& path);

  [[nodiscard]] Detection detect(std::string_view text, const Decider& decider, std::size_t top,
                                 Scratch& scratch) const;
  [[nodiscard]] Detection detect_once(std::string_view text, const Decider& decider,
                                      std::size_t top, Scratch& scratch) const;

  Model model;
  Reader reader;
  std::vector<LabelInfo> labels;
};

}  // namespace saring::lang
