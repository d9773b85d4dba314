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

// Two answers that are not languages: no linguistic content, and undetermined (ISO 639).
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
  bool is_reliable = false;   // at least 95 of 100 such answers are right
  // Most probable first, DetectOptions::top of them. All labels together have less than 1 where the
  // text has few words of the answer: the rest is that of languages outside the model.
  std::vector<Candidate> top;
};

// Restricts labels and changes their prior. Probabilities are those of the whole model times the
// prior, normalised over the allowed labels (Bayes' rule). With `languages`, none is outside the
// model.
struct DetectOptions {
  std::vector<std::int32_t> languages;                // allowed labels; empty: all
  std::vector<std::pair<std::int32_t, float>> prior;  // factors; 1 for other labels
  std::size_t top = 0;                                // length of Detection::top
  // Sets of labels that answer together: with the sum of their probabilities, as the first of each.
  // No label is in two of them.
  std::vector<std::vector<std::int32_t>> merged = {};
};

// Labels of a model in one script that a group of languages covers (language.hpp).
struct LabelGroup {
  std::string code;  // "hbs_Latn"; the script is "Hani" for Chinese characters of any form
  std::vector<std::int32_t> labels;
};

// A part of a text in one language: the bytes [start, end).
struct LanguageSpan {
  std::size_t start = 0;
  std::size_t end = 0;
  Detection detection;
};

// The kind of a feature that contributes to a decision.
enum class ContributionKind : std::uint8_t {
  kWord,    // a word as a whole
  kNgram,   // an n-gram of a word that the model does not have
  kPair,    // two adjacent words
  kScript,  // the share of each script in the letters, where the labels differ in script
  kPrior,   // the prior odds of the model, times DetectOptions::prior
  kRest,    // normalisation over other labels, where it differs between the two labels
};

// The contribution of one feature to a decision, in nats of log probability.
struct Contribution {
  ContributionKind kind = ContributionKind::kWord;
  // Bytes of the word in the text; of a pair, of its second word. 0 for kinds after kPair.
  std::size_t start = 0;
  std::size_t end = 0;
  std::string feature;           // case-folded; in an n-gram '_' is a word boundary
  bool is_second_stage = false;  // of the classifier of a close group
  double winner = 0;
  double runner_up = 0;
};

// The differences winner - runner_up of all parts sum to log(P(winner) / P(runner_up)).
struct Explanation {
  std::int32_t winner = kUnd;
  std::int32_t runner_up = kUnd;    // kUnd, without parts, where no other label is possible
  std::vector<Contribution> parts;  // in text order, kinds without a word last
};

struct LabelInfo {
  std::string code;  // "ind_Latn"
  std::uint64_t training_lines = 0;
  std::uint64_t training_bytes = 0;
};

// Identifies the language of texts. Immutable; all methods may be called from several threads at
// once. Texts are valid UTF-8. Time is linear in the text; of a long text only samples are read
// (see detect).
class Detector {
 public:
  // Reads the model file, which may change afterwards: about 10 ms for 16 MB. `verify` says whether
  // its checksum is compared (1 ms more); without it a damaged file may cause wrong answers, but
  // never a read outside it. Errors: ModelError (also for a file of more than 1 GiB),
  // std::system_error.
  explicit Detector(const std::string& model_path, bool verify = true);
  ~Detector();
  Detector(Detector&&) noexcept;
  Detector& operator=(Detector&&) noexcept;

  [[nodiscard]] const std::vector<LabelInfo>& labels() const noexcept;
  // "ind_Latn", "zxx" or "und". Errors: std::out_of_range.
  [[nodiscard]] std::string_view label_code(std::int32_t label) const;
  // Index of a label's code. Errors: std::invalid_argument.
  [[nodiscard]] std::int32_t label_number(std::string_view code) const;
  // Labels of the model that a language code means (language.hpp). Errors: std::invalid_argument.
  [[nodiscard]] std::vector<std::int32_t> resolve(std::string_view code) const;
  // The labels of the model that a group of languages covers, by script. Errors:
  // std::invalid_argument.
  [[nodiscard]] std::vector<LabelGroup> resolve_group(std::string_view code) const;
  // Identifies the model: the checksum in the file's header.
  [[nodiscard]] std::uint64_t fingerprint() const noexcept;

  // Of a text longer than kLongText bytes, eight evenly spaced samples of 512 bytes are read. If
  // eight samples of 112 bytes settle a text of more than 1,024 bytes, nothing else is read.
  static constexpr std::size_t kLongText = 4096;
  [[nodiscard]] Detection detect(std::string_view text, const DetectOptions& options = {}) const;

  // One answer per text; the same for any number of threads (0: all cores).
  [[nodiscard]] std::vector<Detection> detect_batch(std::span<const std::string_view> texts,
                                                    const DetectOptions& options = {},
                                                    unsigned num_threads = 0) const;

  // Consecutive spans that cover the text. Neighbours differ in language; boundaries are before a
  // word or after a line terminator. Labels are merged at the end, which may join neighbours.
  [[nodiscard]] std::vector<LanguageSpan> detect_spans(std::string_view text,
                                                       const DetectOptions& options = {}) const;

  // One span per line, with its terminator; the spans cover the text.
  [[nodiscard]] std::vector<LanguageSpan> detect_lines(std::string_view text,
                                                       const DetectOptions& options = {}) const;

  // Why the most probable label is ahead of the next; nothing is merged.
  [[nodiscard]] Explanation explain(std::string_view text, const DetectOptions& options = {}) const;

  struct Impl;

 private:
  friend class EncodingDetector;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace saring::lang
