// Tests: tests/cpp/boilerplate/piece_index_test.cpp.
#include "saring/boilerplate/piece_index_internal.hpp"

#include <algorithm>
#include <bit>

#include "saring/boilerplate/pattern_index_internal.hpp"

namespace saring::boilerplate {
namespace {

// Of a class of bytes: 0 for a frequent one. Bytes of other scripts are in the middle.
std::size_t rarity(std::size_t byte_class) {
  constexpr std::string_view kFrequent = " eaitnorslduchmpgybfvkwjxzq";
  if (byte_class >= 48) return 12;
  if (byte_class == 37) return 0;
  if (byte_class >= 1 && byte_class <= 26)
    return kFrequent.find(static_cast<char>('a' + byte_class - 1));
  return 20;  // digits and signs
}

}  // namespace

std::uint16_t PieceBigrams::rarest() const noexcept {
  return *std::max_element(slots_.begin(), slots_.end(), [](std::uint16_t a, std::uint16_t b) {
    return rarity(a >> 6U) + rarity(a & 63U) < rarity(b >> 6U) + rarity(b & 63U);
  });
}

void PieceIndex::fill(std::span<const std::vector<std::string>> pieces_of_patterns) {
  pieces_.resize(pieces_of_patterns.size());
  unknown_.assign((pieces_of_patterns.size() + 63) / 64, 0);
  std::vector<std::vector<std::uint16_t>> by_slot(PieceBigrams::kSlots);
  for (std::size_t i = 0; i < pieces_of_patterns.size(); ++i) {
    if (pieces_of_patterns[i].empty()) unknown_[i / 64] |= std::uint64_t{1} << (i % 64);
    for (const std::string& piece : pieces_of_patterns[i]) {
      const std::uint16_t key = pieces_[i].emplace_back(piece).rarest();
      keys_[key / 64] |= std::uint64_t{1} << (key % 64);
      auto& list = by_slot[key];
      if (list.empty() || list.back() != i) list.push_back(static_cast<std::uint16_t>(i));
    }
  }
  first_.reserve(by_slot.size() + 1);
  for (const auto& list : by_slot) {
    first_.push_back(static_cast<std::uint32_t>(patterns_.size()));
    patterns_.insert(patterns_.end(), list.begin(), list.end());
  }
  first_.push_back(static_cast<std::uint32_t>(patterns_.size()));
}

void PieceIndex::drop(std::string_view line, std::span<std::uint64_t> candidates) const {
  std::uint64_t any = 0;
  for (std::size_t k = 0; k < candidates.size(); ++k) any |= candidates[k] & ~unknown_[k];
  if (any == 0) return;
  const LineBigrams bigrams(line);
  PatternBits found;
  std::fill_n(found.begin(), candidates.size(), 0);
  bigrams.for_each_in(keys_, [&](std::size_t slot) {
    for (std::uint32_t at = first_[slot]; at < first_[slot + 1]; ++at) {
      const std::size_t i = patterns_[at];
      found[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  });
  for (std::size_t k = 0; k < candidates.size(); ++k) {
    std::uint64_t kept = candidates[k] & (unknown_[k] | found[k]);
    for (std::uint64_t rest = kept & ~unknown_[k]; rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
      if (!bigrams.may_contain(pieces_[64 * k + bit])) kept &= ~(std::uint64_t{1} << bit);
    }
    candidates[k] = kept;
  }
}

}  // namespace saring::boilerplate
