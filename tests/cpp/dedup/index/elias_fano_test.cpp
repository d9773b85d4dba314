#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "saring/dedup/index/elias_fano_internal.hpp"

using namespace saring::dedup;

TEST_CASE("packed numbers come back, and each is found at its places") {
  std::mt19937_64 random(1);
  for (const std::uint64_t end : {1ULL, 2ULL, 3ULL, 1000ULL, 1ULL << 32, 1ULL << 33}) {
    for (const std::size_t count : {0U, 1U, 2U, 63U, 64U, 65U, 300U, 5000U}) {
      std::vector<std::uint64_t> numbers(count);
      for (std::uint64_t& number : numbers) number = random() % end;
      if (count > 2) numbers[1] = end - 1;
      if (count > 2) numbers[2] = 0;
      std::sort(numbers.begin(), numbers.end());
      const EliasFano form(count, end);
      std::vector<std::uint8_t> data(form.bytes() + kPadding);
      form.pack(std::span<const std::uint64_t>(numbers), data.data());
      // The bytes after the numbers do not matter.
      std::fill(data.end() - kPadding, data.end(), std::uint8_t{0xFF});
      std::vector<std::uint64_t> back;
      form.for_each(data.data(), [&](std::uint64_t number) {
        back.push_back(number);
        return true;
      });
      CAPTURE(end, count);
      CHECK(back == numbers);
      for (std::size_t i = 0; i < std::min<std::size_t>(count, 100); ++i) {
        const std::uint64_t wanted = i % 2 == 0 ? numbers[i] : random() % end;
        std::vector<std::size_t> places;
        form.find(data.data(), wanted, [&](std::size_t place) { places.push_back(place); });
        const auto [first, last] = std::equal_range(numbers.begin(), numbers.end(), wanted);
        std::vector<std::size_t> expected;
        for (auto at = first; at != last; ++at) {
          expected.push_back(static_cast<std::size_t>(at - numbers.begin()));
        }
        CHECK(places == expected);
      }
    }
  }
}

TEST_CASE("300 hashes of 32 bits take less than 26 bits each") {
  CHECK(EliasFano(300, std::uint64_t{1} << 32).bits() < 300 * 26);
}

TEST_CASE("reading stops where it is told, and at the end of any bytes") {
  std::mt19937 random(2);
  for (int round = 0; round < 1000; ++round) {
    const std::size_t count = random() % 200;
    const EliasFano form(count, 1 + random() % 100000);
    std::vector<std::uint8_t> data(form.bytes() + kPadding);
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(random());
    std::size_t seen = 0;
    form.for_each(data.data(), [&](std::uint64_t) { return ++seen < 10; });
    CHECK(seen <= std::min<std::size_t>(count, 10));
    form.find(data.data(), random() % form.end, [&](std::size_t place) { CHECK(place < count); });
  }
}
