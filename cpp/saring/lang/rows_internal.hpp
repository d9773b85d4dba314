#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Loops over the scores of a group's labels, four at once. Rows are read, and those of decays
// written, up to kRowSlack places behind their end.
namespace saring::lang {

inline constexpr std::size_t kRowSlack = 3;

namespace rows {

using Ints [[gnu::vector_size(16)]] = std::int32_t;
using Floats [[gnu::vector_size(16)]] = float;

template <typename Lanes>
[[nodiscard]] Lanes load(const void* from) noexcept {
  Lanes out;
  std::memcpy(&out, from, sizeof(out));
  return out;
}

// Lanes that lie before the end of a row.
[[nodiscard]] inline Ints within(std::size_t left) noexcept {
  const auto n = static_cast<std::int32_t>(std::min<std::size_t>(left, 4));
  return (Ints{} + n) > Ints{0, 1, 2, 3};
}

// exp(x) for x of at most 0, to six digits; 0 below -40. By 2^whole · 2^rest and the series of 2^x.
[[nodiscard]] inline Floats decay(Floats x) noexcept {
  const Ints is_near = x >= -40.0F;
  x = is_near ? x : Floats{};
  const Floats t = x * 1.44269504F;
  const Ints whole = __builtin_convertvector(t - 0.5F, Ints);
  const Floats f = t - __builtin_convertvector(whole, Floats);
  const Floats power =
      1.0F +
      f * (0.69314718F +
           f * (0.24022651F +
                f * (0.05550411F + f * (0.00961813F + f * (0.00133336F + f * 0.00015404F)))));
  const Ints scale = (whole + 127) << 23;
  const Floats value = power * load<Floats>(&scale);
  return is_near ? value : Floats{};
}

}  // namespace rows

// The largest of at least one number.
[[nodiscard]] inline std::int32_t largest(const std::int32_t* row, std::size_t count) noexcept {
  rows::Ints most = rows::Ints{} + row[0];
  for (std::size_t i = 0; i < count; i += 4) {
    const rows::Ints here = rows::load<rows::Ints>(row + i);
    most = (here > most) & rows::within(count - i) ? here : most;
  }
  return std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
}

// How many numbers are larger than `least`.
[[nodiscard]] inline std::size_t count_above(const std::int32_t* row, std::size_t count,
                                             std::int32_t least) noexcept {
  rows::Ints sum{};
  for (std::size_t i = 0; i < count; i += 4)
    sum -= (rows::load<rows::Ints>(row + i) > least) & rows::within(count - i);
  return static_cast<std::size_t>(sum[0] + sum[1] + sum[2] + sum[3]);
}

// out[i] = exp((row[i] - best) · step), zeros in the slack; returns their sum.
inline float decays(const std::int32_t* row, std::size_t count, std::int32_t best, float step,
                    float* out) noexcept {
  rows::Floats sum{};
  for (std::size_t i = 0; i < count; i += 4) {
    const rows::Ints difference = rows::load<rows::Ints>(row + i) - best;
    rows::Floats value = rows::decay(__builtin_convertvector(difference, rows::Floats) * step);
    value = rows::within(count - i) ? value : rows::Floats{};
    std::memcpy(out + i, &value, sizeof(value));
    sum += value;
  }
  return sum[0] + sum[1] + sum[2] + sum[3];
}

// The place of the largest of at least one number of at least 0, the first of equals.
[[nodiscard]] inline std::size_t find_largest(const float* row, std::size_t count) noexcept {
  rows::Floats most{};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const rows::Floats here = rows::load<rows::Floats>(row + i);
    most = here > most ? here : most;
  }
  float top = std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
  for (; i < count; ++i) top = std::max(top, row[i]);
  const float* const at = std::find(row, row + count, top);
  return at == row + count ? 0 : static_cast<std::size_t>(at - row);
}

}  // namespace saring::lang
