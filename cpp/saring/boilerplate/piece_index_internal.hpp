#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saring/boilerplate/pattern_starts_internal.hpp"

namespace saring::boilerplate {

// The pieces of a number of patterns, one of which each match of a pattern contains
// (PatternPieces). A line is looked through once for each length of beginnings, however many
// pieces there are: nearly all its places are ruled out by one bit of a table. Immutable once it is
// filled.
class PieceIndex {
 public:
  // For each pattern, at most kMaxPatterns, its pieces, of which 8 bytes count.
  void fill(std::span<const PatternPieces> pieces_of_patterns);

  // Clears the candidates, a bit for each pattern, of whose pieces the line contains none; a few of
  // those may stay. Linear in the line.
  void drop(std::string_view line, std::span<std::uint64_t> candidates) const;

 private:
  struct Piece {
    std::uint64_t bytes = 0;  // its first 8, or 0 behind its end
    std::uint64_t mask = 0;   // 0xFF where it has a byte
    std::uint64_t small = 0;  // bits to be set first, so that capitals are equal to small letters
    std::uint32_t size = 0;
    std::uint32_t first = 0;  // into patterns_
    std::uint32_t count = 0;
  };
  // The pieces that begin with the same bytes: part of Beginnings::pieces.
  struct Bucket {
    std::uint32_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // 0: free
  };
  // Pieces of which the same number of bytes is looked up.
  struct Beginnings {
    std::bitset<65'536> filter;           // by hash of the key
    std::vector<Bucket> buckets;          // open addressing by the same
    std::vector<Piece> pieces;            // by key
    std::vector<std::uint64_t> patterns;  // bits of those that have such pieces
  };

  template <std::size_t kBytes>
  void set(Beginnings& beginnings, std::span<const PatternPieces> pieces_of_patterns);
  template <std::size_t kBytes>
  void find(const Beginnings& beginnings, std::string_view line,
            std::span<const std::uint64_t> candidates, std::uint64_t* found) const;
  void find_at(const Beginnings& beginnings, std::uint32_t key, std::string_view rest,
               std::uint64_t* found) const;

  std::vector<std::uint64_t> unknown_;   // bits of the patterns without pieces
  std::vector<std::uint16_t> patterns_;  // of each piece
  Beginnings two_, three_, four_;        // of pieces of 2 bytes, of 3, and of more
};

}  // namespace saring::boilerplate
