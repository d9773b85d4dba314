#include "saring/lang/rows_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

using namespace saring::lang;

namespace {

// Rows of every length around a multiple of four, with large numbers in the padding.
std::vector<std::int32_t> row_of(std::size_t count) {
  std::vector<std::int32_t> row;
  for (std::size_t i = 0; i < count; ++i)
    row.push_back(static_cast<std::int32_t>((i * 7919 + 13) % 101) - 90);
  row.insert(row.end(), kRowSlack, 1000);
  return row;
}

}  // namespace

TEST_CASE("rows: the largest number and the count above one do not see the slack") {
  for (std::size_t count = 1; count < 40; ++count) {
    const std::vector<std::int32_t> row = row_of(count);
    const auto end = row.begin() + static_cast<std::ptrdiff_t>(count);
    CHECK(largest(row.data(), count) == *std::max_element(row.begin(), end));
    CHECK(count_above(row.data(), count, -40) ==
          static_cast<std::size_t>(std::count_if(row.begin(), end, [](int x) { return x > -40; })));
    CHECK(sum_of(row.data(), count) == std::accumulate(row.begin(), end, std::int64_t{0}));
  }
}

TEST_CASE("rows: exponentials are right, with zeros after them") {
  for (std::size_t count = 1; count < 40; ++count) {
    const std::vector<std::int32_t> row = row_of(count);
    std::vector<float> out(count + kRowSlack, 9.0F);
    const std::int32_t best = largest(row.data(), count);
    std::vector<float> odds;
    for (std::size_t i = 0; i < count; ++i) odds.push_back(1.0F + static_cast<float>(i % 3));
    odds.insert(odds.end(), kRowSlack, 1e30F);
    const auto [sum, place] = exponentials(row.data(), count, best, 0.31F, odds.data(), out.data());
    CHECK(place == find_largest(out.data(), count));
    double expected_sum = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const double expected =
          std::exp(static_cast<double>(row[i] - best) * 0.31) * (1.0 + static_cast<double>(i % 3));
      expected_sum += expected;
      CHECK(static_cast<double>(out[i]) == Approx(expected).epsilon(1e-5).margin(1e-17));
    }
    CHECK(static_cast<double>(sum) == Approx(expected_sum).epsilon(1e-5));
    for (std::size_t i = count; i < (count + 3) / 4 * 4; ++i) CHECK(out[i] == 0.0F);
  }
}

TEST_CASE("rows: a score far below the best has an exponential of 0, whatever the step") {
  const std::vector<std::int32_t> row = {0, -2000000000, -1000, -1, 0, 0, 0};
  std::vector<float> out(7);
  const std::vector<float> odds(4, 1.0F);
  exponentials(row.data(), 4, 0, 100.0F, odds.data(), out.data());
  CHECK(out[0] == 1.0F);
  CHECK(out[1] == 0.0F);
  CHECK(out[2] == 0.0F);
}

TEST_CASE("rows: the first of the largest is found") {
  for (std::size_t count = 1; count < 20; ++count) {
    for (std::size_t at = 0; at < count; ++at) {
      std::vector<float> row(count, 0.25F);
      row[at] = 0.5F;
      row.back() = std::max(row.back(), 0.5F);
      CHECK(find_largest(row.data(), count) == at);
    }
  }
  CHECK(find_largest(std::vector<float>(9, 0.0F).data(), 9) == 0);
}
