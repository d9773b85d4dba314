#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "saring/boilerplate/html/html_blocks_internal.hpp"
#include "saring/boilerplate/lines/document_features_internal.hpp"
#include "saring/boilerplate/lines/document_lines_internal.hpp"
#include "saring/boilerplate/lines/feature_row_internal.hpp"
#include "saring/boilerplate/lines/line_features_internal.hpp"

namespace saring::boilerplate {

// The blocks of a page as the lines of a plain text: what rules, structure and wording say of each,
// as LineStripper sees it. A block is one unit of DocumentLines, or several where it is very long
// or has line breaks; its features are those of the first.
class PageLines {
 public:
  // What kBlockLines adds to a row of LineFeatures.
  static constexpr std::size_t kLine = kLineFeatures + 16;
  static constexpr std::size_t kDocument = kDocumentFeatures;

  // Linear. `blocks` must live as long; `words` may be null.
  PageLines(const HtmlBlocks& blocks, const RuleMatcher& matcher, const WordWeights* words);

  [[nodiscard]] const DocumentLines& document() const noexcept { return document_; }
  // Units of a block: [first_unit(block), first_unit(block + 1)).
  [[nodiscard]] std::uint32_t first_unit(std::size_t block) const noexcept {
    return first_unit_[block];
  }

  // The unit whose rule drops the block whatever a model says; null where there is none.
  [[nodiscard]] const LineInfo* dropped_by_rule(std::size_t block) const noexcept;
  // Calls add(span) for what rules find inside the block.
  template <typename Add>
  void spans(std::size_t block, Add&& add) const {
    for (std::uint32_t u = first_unit_[block]; u < first_unit_[block + 1]; ++u) {
      const LineInfo& info = document_.lines[u];
      for (std::uint32_t s = info.first_span; s < info.first_span + info.num_spans; ++s)
        add(document_.spans[s]);
    }
  }

  // Rows of kLine numbers for blocks, each later than the one before.
  class Rows {
   public:
    explicit Rows(const PageLines& lines);
    // `stride` floats apart. A block without units has zeros.
    void write(std::size_t block, float* row, std::size_t stride);

   private:
    const PageLines& lines_;
    std::optional<LineFeatures> features_;
    std::vector<float> unused_;
    std::uint32_t next_ = 0;  // unit
  };

  // Rows of kDocument numbers, given a score of each block.
  class Document {
   public:
    Document(const PageLines& lines, std::span<const float> scores);
    void write(std::size_t block, float* row, std::size_t stride) const;

   private:
    const PageLines& lines_;
    std::vector<float> of_units_;
    DocumentFeatures features_;
  };

 private:
  void put_decisions(std::size_t block, Row put) const;

  DocumentLines document_;
  std::vector<std::uint32_t> first_unit_;  // per block, one more at the end
};

}  // namespace saring::boilerplate
