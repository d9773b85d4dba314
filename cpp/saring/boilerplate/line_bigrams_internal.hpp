#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "saring/base/ascii.hpp"

namespace saring::boilerplate {

// Six bits of a byte: case does not count, and different characters that are frequent are
// different.
constexpr auto kBigramClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t byte = 0; byte < classes.size(); ++byte) {
    const char c = ascii::to_lower(static_cast<char>(byte));
    classes[byte] = static_cast<std::uint8_t>(ascii::is_letter(c)  ? 1 + (c - 'a')
                                              : ascii::is_digit(c) ? 27 + (c - '0')
                                              : c == ' '           ? 37
                                              : byte < 0x80        ? 38 + byte % 10
                                                                   : 48 + byte % 16);
  }
  return classes;
}();

// The pairs of neighbouring bytes of a piece of at least 2 bytes, of which the first few count.
class PieceBigrams {
 public:
  explicit PieceBigrams(std::string_view piece) noexcept {
    const std::size_t last = piece.size() - 2;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      slots_[i] = slot(piece[std::min(i, last)], piece[std::min(i, last) + 1]);
    }
  }

  [[nodiscard]] static std::uint16_t slot(char first, char second) noexcept {
    return static_cast<std::uint16_t>(kBigramClasses[static_cast<unsigned char>(first)] << 6U |
                                      kBigramClasses[static_cast<unsigned char>(second)]);
  }
  static constexpr std::size_t kSlots = 4096;

  // The pair that lines have least often, roughly.
  [[nodiscard]] std::uint16_t rarest() const noexcept;

 private:
  friend class LineBigrams;
  std::array<std::uint16_t, 5> slots_{};
};

// The pairs of neighbouring bytes of a line, to rule out that it contains a piece.
class LineBigrams {
 public:
  explicit LineBigrams(std::string_view line) noexcept {
    for (std::size_t i = 1; i < line.size(); ++i) {
      const std::uint16_t slot = PieceBigrams::slot(line[i - 1], line[i]);
      bits_[slot / 64] |= std::uint64_t{1} << (slot % 64);
    }
  }

  // Calls `f` with each slot of `wanted` that the line has.
  template <typename Function>
  void for_each_in(const std::array<std::uint64_t, PieceBigrams::kSlots / 64>& wanted,
                   Function&& f) const {
    for (std::size_t k = 0; k < bits_.size(); ++k) {
      for (std::uint64_t rest = bits_[k] & wanted[k]; rest != 0; rest &= rest - 1) {
        f(64 * k + static_cast<std::size_t>(std::countr_zero(rest)));
      }
    }
  }

  // False where the line contains none of the pieces in any case; rarely true in such lines.
  [[nodiscard]] bool may_contain(std::span<const PieceBigrams> pieces) const noexcept {
    return std::any_of(pieces.begin(), pieces.end(), [&](const PieceBigrams& piece) {
      return std::all_of(piece.slots_.begin(), piece.slots_.end(), [&](std::uint16_t slot) {
        return (bits_[slot / 64] >> (slot % 64) & 1U) != 0;
      });
    });
  }

 private:
  std::array<std::uint64_t, PieceBigrams::kSlots / 64> bits_{};
};

}  // namespace saring::boilerplate
