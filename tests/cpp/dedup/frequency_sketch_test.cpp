#include "saring/dedup/frequency_sketch_internal.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using saring::dedup::FrequencySketch;

TEST_CASE("frequency sketch: never counts too low, is exact on average, and stops at its maximum") {
  FrequencySketch sketch(10'000);
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> values(5000);
  for (auto& v : values) v = random();
  sketch.add(values);
  sketch.add(std::span(values).first(1000));
  std::size_t exact = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const unsigned truth = i < 1000 ? 2 : 1;
    REQUIRE(sketch.count(values[i]) >= truth);
    exact += sketch.count(values[i]) == truth ? 1 : 0;
  }
  CHECK(exact > values.size() * 6 / 10);
  const std::vector<std::uint64_t> often(1024, 99);
  sketch.add(often);
  CHECK(sketch.count(99) == FrequencySketch::kMax);
}
