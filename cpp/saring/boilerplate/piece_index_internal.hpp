#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/line_bigrams_internal.hpp"

namespace saring::boilerplate {

// The pieces of a number of patterns, one of which each match of a pattern contains
// (PatternNeeds::pieces). A line is looked through once, however many pieces there are: each piece
// is found by its rarest pair of bytes. Immutable once it is filled.
class PieceIndex {
 public:
  // For each pattern, its pieces of at least 2 bytes each; none: unknown.
  void fill(std::span<const std::vector<std::string>> pieces_of_patterns);

  // Clears the candidates, a bit for each pattern, of whose pieces the line contains none; a few of
  // those may stay. Linear in the line.
  void drop(std::string_view line, std::span<std::uint64_t> candidates) const;

 private:
  std::vector<std::vector<PieceBigrams>> pieces_;  // by pattern
  std::vector<std::uint64_t> unknown_;             // bits of the patterns without pieces
  std::array<std::uint64_t, PieceBigrams::kSlots / 64> keys_{};  // the rarest pairs of pieces
  std::vector<std::uint32_t> first_;  // by slot, one more at the end: into patterns_
  std::vector<std::uint16_t> patterns_;
};

}  // namespace saring::boilerplate
