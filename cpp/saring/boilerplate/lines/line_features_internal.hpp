#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "saring/boilerplate/lines/document_lines_internal.hpp"

namespace saring::boilerplate {

// Features of the line model. The first pass sees lines and their surroundings; the second sees the
// first's scores around each line too.
inline constexpr std::size_t kLocalFeatures = 33;
inline constexpr std::size_t kNeighbours = 3;  // on each side
inline constexpr std::size_t kNeighbourFeatures = 6;
inline constexpr std::size_t kContextFeatures = 27;
inline constexpr std::size_t kFirstFeatures =
    kLocalFeatures + 2 * kNeighbours * kNeighbourFeatures + kContextFeatures;
inline constexpr std::size_t kScoreFeatures = 18;
inline constexpr std::size_t kSecondFeatures = kFirstFeatures + kScoreFeatures;

// Writes the kLocalFeatures of one line; those that need the lines around it are 0.
void write_local_features(const LineInfo& info, float* row);

// Writes the rows of a document, kSecondFeatures numbers each, a part at a time: memory is some 50
// bytes a line.
class LineFeatures {
 public:
  // The document must outlive it and have lines. Linear in the lines.
  explicit LineFeatures(const DocumentLines& document);
  ~LineFeatures();
  LineFeatures(const LineFeatures&) = delete;
  LineFeatures& operator=(const LineFeatures&) = delete;

  // The first kFirstFeatures of rows [begin, end). Parts are written in order, from row 0, as often
  // as wanted.
  void write_first(std::size_t begin, std::size_t end, float* rows);
  // The scores of the first pass, one a line; they must outlive the next calls.
  void set_scores(std::span<const float> scores);
  // The other features, from the scores.
  void write_second(std::size_t begin, std::size_t end, float* rows) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::boilerplate
