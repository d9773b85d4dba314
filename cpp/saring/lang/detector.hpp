#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saring::lang {

// Two answers that are no language: no linguistic content, and undecided.
inline constexpr std::int32_t kZxx = -1;
inline constexpr std::int32_t kUnd = -2;

// A label with its probability.
struct Candidate {
  std::int32_t label = kUnd;
  float probability = 0;
};

struct Detection {
  std::int32_t label = kUnd;  // index into labels(), or kZxx, kUnd
  float confidence = 0;       // calibrated probability that the label is right; 0 for kZxx and kUnd
  bool is_reliable = false;   // at least 95 in 100 such answers are right
  std::vector<Candidate> top;  // most probable first, as many as asked for
};

// Restricts and weighs labels. Probabilities are those of the whole model times the prior, made to
// sum to 1 over the labels allowed (Bayes' rule).
struct DetectOptions {
  std::vector<std::int32_t> languages;                // labels allowed; empty: all
  std::vector<std::pair<std::int32_t, float>> prior;  // factors; labels not named have 1
  std::size_t top = 0;                                // length of Detection::top
};

// A stretch of a text in one language: bytes, half-open.
struct LanguageSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  Detection detection;
};

// What a part of a decision comes from.
enum class ContributionKind : std::uint8_t {
  kWord,    // a word as a whole
  kNgram,   // an n-gram of a word that is not known as a whole
  kPair,    // two words side by side
  kScript,  // the scripts' shares of the letters, where the labels are of different ones
  kPrior,   // the odds before a word is read: the model's, and DetectOptions::prior
  kRest,    // what the other labels of script or close group leave, where the two differ in them
};

// One feature's part in a decision, in nats of log probability.
struct Contribution {
  ContributionKind kind = ContributionKind::kWord;
  // Bytes of the word in the text, of a pair the second; none for kinds behind kPair.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string feature;  // as the model has it; an n-gram has '_' for the ends of its word
  bool is_second_look = false;
  double winner = 0;
  double runner_up = 0;
};

// The parts' differences sum to log(P(winner) / P(runner_up)).
struct Explanation {
  std::int32_t winner = kUnd;
  std::int32_t runner_up = kUnd;    // kUnd where no other label is possible, and no parts then
  std::vector<Contribution> parts;  // in the order of the text, those without words at the end
};

struct LabelInfo {
  std::string code;  // "ind_Latn"
  std::uint64_t training_lines = 0;
  std::uint64_t training_bytes = 0;
};

// Names the language of texts. Immutable; every method may be called from many threads at once.
// Texts are valid UTF-8. Time is linear in the text, and a long text is read in samples: see
// detect.
class Detector {
 public:
  // Maps the model; damage behind its header makes wrong answers, not errors (verify finds it).
  // Errors: ModelError, std::system_error.
  explicit Detector(const std::string& model_path);
  ~Detector();
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;

  [[nodiscard]] const std::vector<LabelInfo>& labels() const noexcept;
  // "ind_Latn", "zxx" or "und". Errors: std::out_of_range.
  [[nodiscard]] std::string_view label_code(std::int32_t label) const;
  // Index of a label's code. Errors: std::invalid_argument.
  [[nodiscard]] std::int32_t label_number(std::string_view code) const;
  // Labels of the model that a user's code means (language.hpp). Errors: std::invalid_argument.
  [[nodiscard]] std::vector<std::int32_t> resolve(std::string_view code) const;
  // Names the model: its checksum, as the file's header has it.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept;
  // Reads the whole model file, which loading does not. Errors: ModelError where its bytes are not
  // those that were written.
  void verify() const;

  // Of a text longer than kLongText bytes eight evenly spaced samples of 512 bytes are read. Where
  // a text of more than 1,024 bytes is clear from eight samples of 112 bytes, the rest is not read.
  static constexpr std::size_t kLongText = 4096;
  [[nodiscard]] Detection detect(std::string_view text, const DetectOptions& options = {}) const;

  // One answer a text, whatever the number of threads (0: all cores).
  [[nodiscard]] std::vector<Detection> detect_batch(std::span<const std::string_view> texts,
                                                    const DetectOptions& options = {},
                                                    unsigned num_threads = 0) const;

  // Stretches that cover the text, neighbours of different language; boundaries lie before a word
  // or after a line's end.
  [[nodiscard]] std::vector<LanguageSpan> detect_spans(std::string_view text,
                                                       const DetectOptions& options = {}) const;

  // One answer a line; spans include the terminators and cover the text.
  [[nodiscard]] std::vector<LanguageSpan> detect_lines(std::string_view text,
                                                       const DetectOptions& options = {}) const;

  [[nodiscard]] Explanation explain(std::string_view text, const DetectOptions& options = {}) const;

  struct Impl;

 private:
  std::unique_ptr<const Impl> impl_;
};

}  // namespace saring::lang
