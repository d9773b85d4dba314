#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::size_t epoch_lines = 9000;  // drawn per label and epoch; small labels repeat
  std::size_t epoch_min_lines = 3000;
  std::size_t word_limit = 985000;   // words in the model, all groups together
  std::size_t ngram_limit = 335000;  // n-grams likewise
  std::size_t posting_bytes = 9'440'000;
  std::size_t close_features = 443000;  // of the second look, all close groups together
  unsigned close_epochs = 6;
  double learning_rate = 0.15;
  unsigned num_threads = 0;  // 0: all cores; the model does not depend on it
};

// Megabytes that the file of the default options has at most.
inline constexpr double kDefaultMegabytes = 16;
// The options with every limit that decides the size of the file scaled to another size.
// Errors: std::invalid_argument unless it is over 0.
[[nodiscard]] TrainOptions with_size(TrainOptions options, double megabytes);

// Whether the trainer keeps a line from training, for the report and the calibration: one in
// twenty, by its hash.
[[nodiscard]] bool is_held_out(std::string_view line) noexcept;

// Told of lines trained on so far, and of how many in all; from any thread, one call at a time.
// What it throws ends the training.
using TrainProgress = std::function<void(std::size_t done, std::size_t total)>;

// A line that was held out, or its middle.
struct HeldOutText {
  std::string label;
  std::string text;
};

// How well the first look alone does on the lines held out, cut to `words` words (0: whole lines).
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
  std::vector<std::pair<std::string, double>> close;  // group, accuracy on its held-out lines
};

// Makes a language model from labelled lines. One line in twenty, by its hash, is held out and only
// used for the report and the calibration. The same lines in the same order give the same bytes.
//
// Method: every word that is frequent enough has a short list of languages with weights; other
// words are read through their n-grams (the back-off of HeLI, Jauhiainen et al. 2022). Weights
// start from log-odds and are then trained discriminatively: multinomial logistic regression by
// AdaGrad (Duchi et al. 2011) on whole lines and on cuts of 1 to 12 words, each group of scripts
// for itself. The weakest entries are pruned to the size asked for, the rest is trained on and
// rounded to 8 bits.
class Trainer {
 public:
  explicit Trainer(TrainOptions options);
  ~Trainer();
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;

  // Errors: std::invalid_argument for a label that add would not take.
  static void check_label(std::string_view label);

  // `label` is ISO 639-3 and ISO 15924, e.g. "ind_Latn"; `line` valid UTF-8.
  // Errors: std::invalid_argument for a label of another form or an unknown script.
  void add(std::string_view label, std::string_view line);

  // A word of the label and its frequency, on any scale, in texts of all kinds. Labels that have
  // such a list are trained on texts drawn from it as well: it takes the weight from words that are
  // frequent in `add`'s lines only because of what those lines are about. Never held out; what is
  // not one word of the label's script is passed over.
  // Errors: std::invalid_argument for a bad label, or a frequency not finite or not above 0.
  void add_word(std::string_view label, std::string_view word, double frequency);

  // Lines of a label so far that are trained on; 0 for a label never seen.
  [[nodiscard]] std::uint64_t lines(std::string_view label) const noexcept;

  // The bytes of the model file. To be called once. What was done goes to `log` line by line, how
  // far it is to `progress`, if given. Errors: what `log` and `progress` throw.
  [[nodiscard]] std::string train(const std::function<void(const std::string&)>& log = {},
                                  const TrainProgress& progress = {});

  // The lines held out, in order; with `words`, of each the middle that has so many at most.
  [[nodiscard]] std::vector<HeldOutText> held_out(std::size_t words = 0) const;

  [[nodiscard]] const TrainReport& report() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::lang
