#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Loops over the scores of a group's labels, four at a time. Rows are read, and results of
// exponentials written, up to kRowSlack places after their end.
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

// Lanes before the end of a row.
[[nodiscard]] inline Ints within(std::size_t left) noexcept {
  const auto n = static_cast<std::int32_t>(std::min<std::size_t>(left, 4));
  return (Ints{} + n) > Ints{0, 1, 2, 3};
}

[[nodiscard]] inline bool any(Ints lanes) noexcept {
  std::uint64_t halves[2];
  std::memcpy(halves, &lanes, sizeof(halves));
  return (halves[0] | halves[1]) != 0;
}

inline constexpr float kMinExponent = -40;

// exp(x) for x of at most 0, to six digits; 0 below -40. By 2^whole · 2^rest and the series of 2^x.
[[nodiscard]] inline Floats exp_of(Floats x) noexcept {
  const Ints is_near = x >= kMinExponent;
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
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const rows::Ints here = rows::load<rows::Ints>(row + i);
    most = here > most ? here : most;
  }
  std::int32_t top = std::max(std::max(most[0], most[1]), std::max(most[2], most[3]));
  for (; i < count; ++i) top = std::max(top, row[i]);
  return top;
}

// The sum of the scores of one text; four partial sums fit into 32 bits each.
[[nodiscard]] inline std::int64_t sum_of(const std::int32_t* row, std::size_t count) noexcept {
  rows::Ints sums{};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) sums += rows::load<rows::Ints>(row + i);
  std::int64_t sum = std::int64_t{sums[0]} + sums[1] + sums[2] + sums[3];
  for (; i < count; ++i) sum += row[i];
  return sum;
}

// How many numbers are larger than `least`.
[[nodiscard]] inline std::size_t count_above(const std::int32_t* row, std::size_t count,
                                             std::int32_t least) noexcept {
  rows::Ints sums{};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) sums -= rows::load<rows::Ints>(row + i) > least;
  auto sum = static_cast<std::size_t>(sums[0] + sums[1] + sums[2] + sums[3]);
  for (; i < count; ++i) sum += row[i] > least ? 1 : 0;
  return sum;
}

// The largest number so far and its position, the first of equals, in each of four lanes.
class LargestByLane {
 public:
  // Numbers of at least 0.
  void update(rows::Floats here, std::size_t place) noexcept {
    const rows::Ints is_more = here > most_;
    most_ = is_more ? here : most_;
    at_ = is_more ? rows::Ints{} + static_cast<std::int32_t>(place) : at_;
  }
  // 0 where there was nothing above 0.
  [[nodiscard]] std::size_t place() const noexcept {
    float top = 0;
    std::size_t best = 0;
    for (std::size_t lane = 0; lane < 4; ++lane) {
      const std::size_t here = static_cast<std::size_t>(at_[lane]) + lane;
      if (most_[lane] > top || (most_[lane] == top && top > 0 && here < best)) {
        top = most_[lane];
        best = here;
      }
    }
    return best;
  }

 private:
  rows::Floats most_{};
  rows::Ints at_{};
};

struct Exponentials {
  float sum = 0;
  std::size_t best = 0;  // position of the largest
};

// The terms of a softmax: out[i] = exp((row[i] - best) · step) · odds[i], followed by kRowSlack
// zeros. Blocks of negligible terms, which are most, cost only a comparison. `odds` has kRowSlack
// places after its end.
inline Exponentials exponentials(const std::int32_t* row, std::size_t count, std::int32_t best,
                                 float step, const float* odds, float* out) noexcept {
  rows::Floats sum{};
  LargestByLane largest_term;
  for (std::size_t i = 0; i < count; i += 4) {
    const rows::Ints difference = rows::load<rows::Ints>(row + i) - best;
    const rows::Floats x = __builtin_convertvector(difference, rows::Floats) * step;
    const rows::Ints is_near = (x >= rows::kMinExponent) & rows::within(count - i);
    rows::Floats value{};
    if (rows::any(is_near)) {
      value = rows::exp_of(x) * rows::load<rows::Floats>(odds + i);
      value = is_near ? value : rows::Floats{};
      sum += value;
      largest_term.update(value, i);
    }
    std::memcpy(out + i, &value, sizeof(value));
  }
  return {sum[0] + sum[1] + sum[2] + sum[3], largest_term.place()};
}

// The position of the largest of at least one number of at least 0, the first of equals.
[[nodiscard]] inline std::size_t find_largest(const float* row, std::size_t count) noexcept {
  LargestByLane lanes;
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) lanes.update(rows::load<rows::Floats>(row + i), i);
  std::size_t best = lanes.place();
  for (; i < count; ++i) best = row[i] > row[best] ? i : best;
  return best;
}

}  // namespace saring::lang
