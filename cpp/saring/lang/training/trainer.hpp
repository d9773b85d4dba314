#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saring::lang {

// Settings of the trainer; the defaults make the shipped model.
struct TrainOptions {
  std::uint64_t seed = 1;
  unsigned epochs = 4;             // before pruning
  unsigned refine_epochs = 2;      // after it
  std::size_t max_lines = 60000;   // read per label
  std::size_t epoch_lines = 9000;  // drawn per label and epoch; lines of small labels repeat
  std::size_t epoch_min_lines = 3000;
  std::size_t word_limit = 985000;   // words in the model, all groups together
  std::size_t ngram_limit = 335000;  // the same for n-grams
  std::size_t posting_bytes = 9'440'000;
  std::size_t close_features = 443000;  // of the second stage, all close groups together
  unsigned close_epochs = 6;
  double learning_rate = 0.15;
  unsigned num_threads = 0;  // 0: all cores; the model does not depend on it
};

// The most megabytes that a model of the default options has.
inline constexpr double kDefaultMegabytes = 16;
// The options with all limits on the size of the model scaled to another size.
// Errors: std::invalid_argument unless it is over 0.
[[nodiscard]] TrainOptions with_size(TrainOptions options, double megabytes);

// Whether a line is held out from training, for the report, the calibration and the least shares of
// words: one in twenty, by its hash.
[[nodiscard]] bool is_held_out(std::string_view line) noexcept;

// Receives the number of lines trained on so far and in all. Called from any thread, one call at a
// time; an exception that it throws ends the training.
using TrainProgress = std::function<void(std::size_t done, std::size_t total)>;

// A held-out line, or its middle.
struct HeldOutText {
  std::string label;
  std::string text;
};

// Scores of the first-stage classifier alone on held-out lines, cut to `words` words (0: whole
// lines).
struct TrainScore {
  std::size_t words = 0;
  std::size_t lines = 0;
  double accuracy = 0;
  double macro_f1 = 0;
};

struct TrainReport {
  std::vector<TrainScore> scores;
  std::size_t words = 0;
  std::size_t ngrams = 0;
  std::size_t entries = 0;
  std::vector<std::pair<std::string, double>>
      close;  // close group, and the accuracy of its classifier on held-out lines
};

// Trains a language model on labelled lines. One line in twenty, by its hash, is held out and used
// only for the report and the calibration. The same lines in the same order give the same bytes.
//
// Method: each frequent word has a short list of languages with weights; other words are
// represented by their n-grams (the back-off of HeLI, Jauhiainen et al. 2022). Weights are
// initialised to log-odds and then trained discriminatively: multinomial logistic regression by
// AdaGrad (Duchi et al. 2011) on whole lines and on excerpts of 1 to 12 words, one classifier for
// each group of scripts. The weights that matter least are pruned to the requested size; the others
// are trained further and rounded to 8 bits. Each group of close languages then gets a second-stage
// classifier (close_trainer_internal.hpp).
class Trainer {
 public:
  explicit Trainer(TrainOptions options);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  // Errors: std::invalid_argument for a label that add does not accept.
  static void check_label(std::string_view label);

  // `label` is ISO 639-3 and ISO 15924, e.g. "ind_Latn"; `line` valid UTF-8.
  // A label takes no more when `max_lines` lines are to be trained on, or 1000 more are held out.
  // Errors: std::invalid_argument for a label of another form or an unknown script.
  void add(std::string_view label, std::string_view line);

  // Adds a word of the label and its frequency in general text, on any scale. Labels with such a
  // word list are also trained on texts drawn from it, which lowers the weight of words that are
  // frequent in the lines only because of their subject. Words are never held out; anything that is
  // not a single word of the label's script is ignored.
  // Errors: std::invalid_argument for a bad label, or a frequency not finite or not above 0.
  void add_word(std::string_view label, std::string_view word, double frequency);

  // The number of training lines of a label so far; 0 for an unknown label.
  [[nodiscard]] std::uint64_t lines(std::string_view label) const noexcept;

  // Returns the bytes of the model file. To be called once. `log` receives messages line by line,
  // `progress` the number of lines, if given. Errors: what `log` and `progress` throw.
  [[nodiscard]] std::string train(const std::function<void(const std::string&)>& log = {},
                                  const TrainProgress& progress = {});

  // Lines held out so far, of all labels.
  [[nodiscard]] std::size_t held_out_count() const noexcept;
  // The lines held out, in order, from `start` up to `end`, which may be beyond the last; with
  // `words`, of each the middle that has so many at most.
  [[nodiscard]] std::vector<HeldOutText> held_out(
      std::size_t words = 0, std::size_t start = 0,
      std::size_t end = std::numeric_limits<std::size_t>::max()) const;

  [[nodiscard]] const TrainReport& report() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::lang
