#include "saring/dedup/frequency_sketch_internal.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <thread>
#include <vector>

using saring::dedup::FrequencySketch;

TEST_CASE("frequency sketch: never counts too low, is exact on average, and counts far") {
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
  CHECK(sketch.count(99) >= 1024);
  CHECK(sketch.count(99) < 1024 + values.size());
}

TEST_CASE(
    "frequency sketch: the order of threads changes no count, nor do more threads than cells "
    "hold") {
  // 200 threads add one value at once, with others that share cells above 255.
  std::vector<std::uint64_t> values;
  for (std::uint64_t i = 0; i < 64; ++i) values.push_back(i % 8 << 10 | i % 4);
  FrequencySketch one(1);
  for (int i = 0; i < 200; ++i) one.add(values);
  FrequencySketch many(1);
  std::vector<std::thread> threads;
  for (int i = 0; i < 200; ++i) threads.emplace_back([&] { many.add(values); });
  for (std::thread& thread : threads) thread.join();
  for (const std::uint64_t value : values) {
    REQUIRE(many.count(value) == one.count(value));
    REQUIRE(one.count(value) >= 200 * 8);
  }
}
