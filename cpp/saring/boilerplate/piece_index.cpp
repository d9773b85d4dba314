// Tests: tests/cpp/boilerplate/piece_index_test.cpp.
#include "saring/boilerplate/piece_index_internal.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <utility>

#include "saring/boilerplate/pattern_index_internal.hpp"

namespace saring::boilerplate {
namespace {

constexpr std::size_t kCounted = 8;  // bytes of a piece
constexpr std::uint64_t kSmall = 0x2020202020202020ULL;

// The first kBytes bytes at `p`, whatever their case.
template <std::size_t kBytes>
std::uint32_t key_at(const char* p) noexcept {
  std::uint32_t key = 0;
  std::memcpy(&key, p, kBytes);
  return key | static_cast<std::uint32_t>(kSmall);
}

std::size_t hash_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U >> 16U; }

// The first 8 bytes.
std::uint64_t bytes_of(std::string_view s) noexcept {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, s.data(), std::min(s.size(), kCounted));
  return bytes;
}

std::uint64_t mask_of(std::size_t size) noexcept {
  std::uint64_t mask = 0;
  std::memset(&mask, 0xFF, std::min(size, kCounted));
  return mask;
}

}  // namespace

// Takes the pieces of kBytes bytes; with 4, of all that are longer too.
template <std::size_t kBytes>
void PieceIndex::set(Beginnings& beginnings, std::span<const PatternPieces> pieces_of_patterns) {
  using OfPiece = std::pair<std::string_view, bool>;  // and whether its case does not matter
  std::map<std::uint32_t, std::map<OfPiece, std::vector<std::uint16_t>>> by_key;
  beginnings.patterns.assign(unknown_.size(), 0);
  std::size_t num_pieces = 0;
  for (std::size_t i = 0; i < pieces_of_patterns.size(); ++i) {
    const bool any_case = pieces_of_patterns[i].any_case;
    for (const std::string& piece : pieces_of_patterns[i].list) {
      if (std::min<std::size_t>(piece.size(), 4) != kBytes) continue;
      auto& patterns = by_key[key_at<kBytes>(piece.data())][{piece, any_case}];
      num_pieces += patterns.empty() ? 1 : 0;
      if (patterns.empty() || patterns.back() != i)
        patterns.push_back(static_cast<std::uint16_t>(i));
      beginnings.patterns[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
  beginnings.pieces.reserve(num_pieces);
  beginnings.buckets.resize(std::bit_ceil(2 * by_key.size() + 1));
  const std::size_t mask = beginnings.buckets.size() - 1;
  for (const auto& [key, pieces] : by_key) {
    beginnings.filter.set(hash_of(key));
    std::size_t slot = hash_of(key) & mask;
    while (beginnings.buckets[slot].count != 0) slot = (slot + 1) & mask;
    beginnings.buckets[slot] = {key, static_cast<std::uint32_t>(beginnings.pieces.size()),
                                static_cast<std::uint32_t>(pieces.size())};
    for (const auto& [of_piece, patterns] : pieces) {
      const auto& [piece, any_case] = of_piece;
      const std::uint64_t counted = mask_of(piece.size());
      const std::uint64_t small = any_case ? kSmall : 0;
      beginnings.pieces.push_back({(bytes_of(piece) | small) & counted, counted, small,
                                   static_cast<std::uint32_t>(std::min(piece.size(), kCounted)),
                                   static_cast<std::uint32_t>(patterns_.size()),
                                   static_cast<std::uint32_t>(patterns.size())});
      patterns_.insert(patterns_.end(), patterns.begin(), patterns.end());
    }
  }
}

void PieceIndex::fill(std::span<const PatternPieces> pieces_of_patterns) {
  unknown_.assign((pieces_of_patterns.size() + 63) / 64, 0);
  for (std::size_t i = 0; i < pieces_of_patterns.size(); ++i) {
    if (pieces_of_patterns[i].list.empty()) unknown_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  set<2>(two_, pieces_of_patterns);
  set<3>(three_, pieces_of_patterns);
  set<4>(four_, pieces_of_patterns);
}

// Sets the bits of the patterns with a piece that begins `rest`, and begins with the key.
void PieceIndex::find_at(const Beginnings& beginnings, std::uint32_t key, std::string_view rest,
                         std::uint64_t* found) const {
  const std::size_t mask = beginnings.buckets.size() - 1;
  std::size_t slot = hash_of(key) & mask;
  while (beginnings.buckets[slot].key != key) {
    if (beginnings.buckets[slot].count == 0) return;
    slot = (slot + 1) & mask;
  }
  const Bucket& bucket = beginnings.buckets[slot];
  const std::uint64_t bytes = bytes_of(rest);
  for (std::uint32_t at = bucket.first; at < bucket.first + bucket.count; ++at) {
    const Piece& piece = beginnings.pieces[at];
    if (piece.size > rest.size() || ((bytes | piece.small) & piece.mask) != piece.bytes) continue;
    for (std::uint32_t p = piece.first; p < piece.first + piece.count; ++p) {
      const std::size_t i = patterns_[p];
      found[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
}

template <std::size_t kBytes>
void PieceIndex::find(const Beginnings& beginnings, std::string_view line,
                      std::span<const std::uint64_t> candidates, std::uint64_t* found) const {
  std::uint64_t any = 0;
  for (std::size_t k = 0; k < candidates.size(); ++k) any |= candidates[k] & beginnings.patterns[k];
  if (any == 0 || line.size() < kBytes) return;
  const std::size_t last = line.size() - kBytes;
  for (std::size_t at = 0; at <= last; ++at) {
    const std::uint32_t key = key_at<kBytes>(line.data() + at);
    if (beginnings.filter[hash_of(key)]) find_at(beginnings, key, line.substr(at), found);
  }
}

void PieceIndex::drop(std::string_view line, std::span<std::uint64_t> candidates) const {
  PatternBits found;
  std::fill_n(found.begin(), candidates.size(), 0);
  find<2>(two_, line, candidates, found.data());
  find<3>(three_, line, candidates, found.data());
  find<4>(four_, line, candidates, found.data());
  for (std::size_t k = 0; k < candidates.size(); ++k) candidates[k] &= unknown_[k] | found[k];
}

}  // namespace saring::boilerplate
