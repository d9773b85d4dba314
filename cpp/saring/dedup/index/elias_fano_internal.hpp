#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

// Packs ascending numbers into little more than the least possible space (Elias 1974, Fano 1971).
// The low bits of each number are stored unchanged. Of the high bits, the steps from one number to
// the next are stored in unary.
namespace saring::dedup {

// Reads `width` bits, at most 56, from bit `at`. 8 bytes after them must be readable.
[[nodiscard]] inline std::uint64_t read_bits(const std::uint8_t* data, std::size_t at,
                                             unsigned width) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, data + at / 8, sizeof(word));
  return (word >> (at % 8)) & ((std::uint64_t{1} << width) - 1);
}

// Sets bits that are 0 so far. 8 bytes after them must be writable.
inline void write_bits(std::uint8_t* data, std::size_t at, std::uint64_t value) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, data + at / 8, sizeof(word));
  word |= value << (at % 8);
  std::memcpy(data + at / 8, &word, sizeof(word));
}

// Bytes that must be readable after packed numbers.
inline constexpr std::size_t kPadding = 8;

// The layout of `count` numbers below `end`, which is at most 2^40.
struct EliasFano {
  std::size_t count = 0;
  std::uint64_t end = 0;
  unsigned low_width = 0;
  std::size_t high_bits = 0;

  EliasFano(std::size_t numbers, std::uint64_t bound) noexcept : count(numbers), end(bound) {
    if (count == 0) return;
    const std::uint64_t gap = end / count;
    low_width = gap == 0 ? 0 : static_cast<unsigned>(std::bit_width(gap)) - 1;
    high_bits = count + static_cast<std::size_t>(end >> low_width) + 1;
  }

  [[nodiscard]] std::size_t bits() const noexcept { return high_bits + count * low_width; }
  [[nodiscard]] std::size_t bytes() const noexcept { return (bits() + 7) / 8; }

  // `out` must have bytes() zeros, and kPadding more bytes after them. The numbers must ascend and
  // be below `end`.
  template <typename Number>
  void pack(std::span<const Number> numbers, std::uint8_t* out) const noexcept {
    const std::uint64_t mask = (std::uint64_t{1} << low_width) - 1;
    std::size_t low_at = high_bits;
    for (std::size_t i = 0; i < count; ++i) {
      const auto number = static_cast<std::uint64_t>(numbers[i]);
      const std::size_t at = static_cast<std::size_t>(number >> low_width) + i;
      out[at / 8] = static_cast<std::uint8_t>(out[at / 8] | 1U << (at % 8));
      write_bits(out, low_at, number & mask);
      low_at += low_width;
    }
  }

  // Calls visit(number) for each number in turn until it returns false. Bytes that pack() did not
  // make give other numbers, at most `count` of them.
  template <typename Visit>
  void for_each(const std::uint8_t* data, const Visit& visit) const {
    std::size_t low_at = high_bits;
    std::size_t i = 0;
    for (std::size_t base = 0; base < high_bits && i < count; base += 56) {
      std::uint64_t word =
          read_bits(data, base, static_cast<unsigned>(std::min<std::size_t>(56, high_bits - base)));
      for (; word != 0 && i < count; word &= word - 1, ++i) {
        const std::size_t at = base + static_cast<std::size_t>(std::countr_zero(word));
        const std::uint64_t high = at - i;
        if (!visit(high << low_width | read_bits(data, low_at, low_width))) return;
        low_at += low_width;
      }
    }
  }

  // Calls visit(i) for the position of each number equal to `number`.
  template <typename Visit>
  void find(const std::uint8_t* data, std::uint64_t number, const Visit& visit) const {
    if (count == 0 || number >= end) return;
    const std::uint64_t high = number >> low_width;
    std::size_t at = after_zeros(data, high);
    const std::uint64_t low = number & ((std::uint64_t{1} << low_width) - 1);
    for (std::size_t i = at - static_cast<std::size_t>(high);
         at < high_bits && i < count && read_bits(data, at, 1) == 1; ++at, ++i) {
      if (read_bits(data, high_bits + i * low_width, low_width) == low) visit(i);
    }
  }

 private:
  // The position after the first `zeros` zeros of the high bits.
  [[nodiscard]] std::size_t after_zeros(const std::uint8_t* data,
                                        std::uint64_t zeros) const noexcept {
    std::size_t base = 0;
    while (base < high_bits) {
      std::uint64_t word = 0;
      std::memcpy(&word, data + base / 8, sizeof(word));
      word = ~word;
      const auto here = static_cast<std::uint64_t>(std::popcount(word));
      if (here >= zeros) {
        if (zeros == 0) return base;
        for (; zeros > 1; --zeros) word &= word - 1;
        return base + static_cast<std::size_t>(std::countr_zero(word)) + 1;
      }
      zeros -= here;
      base += 64;
    }
    return high_bits;
  }
};

}  // namespace saring::dedup
