#pragma once

#include <cstddef>
#include <memory>

#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/feature_row_internal.hpp"

namespace saring::boilerplate {

// Features of the first forest of the line model: a line, those around it, the document.
inline constexpr std::size_t kLocalFeatures = 33;
inline constexpr std::size_t kNeighbours = 3;  // on each side
inline constexpr std::size_t kNeighbourFeatures = 6;
inline constexpr std::size_t kContextFeatures = 27;
inline constexpr std::size_t kLineFeatures =
    kLocalFeatures + 2 * kNeighbours * kNeighbourFeatures + kContextFeatures;

// Puts the kLocalFeatures of one line; those that need the lines around it are 0.
void put_local_features(const LineInfo& info, Row& put);

// Writes the rows of a document, a part at a time. Memory is some 50 bytes a line.
class LineFeatures {
 public:
  // The document must outlive it and have lines. Linear in the lines.
  explicit LineFeatures(const DocumentLines& document);
  ~LineFeatures();
  LineFeatures(const LineFeatures&) = delete;
  LineFeatures& operator=(const LineFeatures&) = delete;

  // Rows [start, end), kLineFeatures numbers each. Parts are written in order, from row 0. Feature
  // f of row start + r goes to rows[r * row_stride + f * stride].
  void write(std::size_t start, std::size_t end, float* rows,
             std::size_t row_stride = kLineFeatures, std::size_t stride = 1);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace saring::boilerplate
