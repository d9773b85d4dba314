#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a trainer of line models needs of the library: the units of a text and their features, as
// LineStripper computes them with the built-in rules and no language, and the model's file.
//
// A unit is a line that is not blank, or a sentence of a very long one. Texts are valid UTF-8.
// Results are in the order of the texts and do not depend on `num_threads` (0: all cores). Time is
// linear in the texts. All throw Cancelled.
namespace saring::boilerplate {

struct LineTrainingSizes {
  std::size_t line_features = 0;      // a row of the line stage
  std::size_t document_features = 0;  // a row of the document stage
  std::size_t word_slots = 0;
  std::size_t tree_depth = 0;  // of every tree of a model
};
[[nodiscard]] LineTrainingSizes line_training_sizes() noexcept;

struct TrainingUnits {
  std::vector<std::uint32_t> counts;  // of units, one a text
  std::vector<std::uint32_t> lines;   // one a unit: its line, of all lines of the text
  std::vector<std::uint32_t> chars;   // one a unit: code points
};
[[nodiscard]] TrainingUnits training_units(std::span<const std::string_view> texts,
                                           unsigned num_threads = 0);

struct TrainingWords {
  std::vector<std::uint32_t> counts;  // of slots, one a unit
  std::vector<std::uint32_t> slots;   // below word_slots; one may come twice
};
[[nodiscard]] TrainingWords training_words(std::span<const std::string_view> texts,
                                           unsigned num_threads = 0);

// The features of units, row by row. `counts` are those of training_units, which make one buffer
// enough: an Error where they are others. `words`: as in the file, a float32 scale and an int8 a
// slot; Error for another size. Without `scores`, rows are those of the line stage; with the line
// stage's probability of each unit, those of the document stage.
[[nodiscard]] std::vector<float> training_rows(std::span<const std::string_view> texts,
                                               std::span<const std::uint32_t> counts,
                                               std::string_view words, unsigned num_threads = 0);
[[nodiscard]] std::vector<float> training_rows(std::span<const std::string_view> texts,
                                               std::span<const std::uint32_t> counts,
                                               std::string_view words,
                                               std::span<const float> scores,
                                               unsigned num_threads = 0);

// The file of a line model: `body` (word weights and two forests, see docs/models/lines.md) behind
// magic, version, number of features and checksum. Throws ModelError that begins with "line model"
// where a stripper would refuse it.
[[nodiscard]] std::string pack_line_model(std::string_view body);

}  // namespace saring::boilerplate
