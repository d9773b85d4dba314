#include "saring/base/byte_reader.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

#include "saring/base/error.hpp"

using saring::ByteReader;
using saring::ModelError;

namespace {

struct Pair {
  std::uint32_t first;
  std::uint32_t second;
};

template <std::size_t N>
struct Bytes {
  alignas(8) std::array<std::uint8_t, N> values;

  [[nodiscard]] ByteReader reader() const { return {std::as_bytes(std::span(values)), "a.bin"}; }
};

}  // namespace

TEST_CASE("byte reader: values are little-endian and follow each other") {
  const Bytes<15> bytes{{1, 0x02, 0x01, 0, 0, 0x80, 0x3f, 0xff, 5, 0, 0, 0, 6, 0, 0}};
  ByteReader in = bytes.reader();
  CHECK(in.read<std::uint8_t>() == 1);
  CHECK(in.read<std::uint16_t>() == 0x0102);
  CHECK(in.read<float>() == 1.0F);
  CHECK(in.read<std::int8_t>() == -1);
  CHECK(in.offset() == 8);
  CHECK(in.read_array<std::uint16_t>(3) == std::vector<std::uint16_t>{5, 0, 6});
  CHECK(in.remaining() == 1);
  CHECK(in.read_array<std::uint64_t>(0).empty());
}

TEST_CASE("byte reader: a value that is cut off is an error, and nothing is consumed") {
  const Bytes<3> bytes{{1, 2, 3}};
  ByteReader in = bytes.reader();
  CHECK_THROWS_AS(in.read<std::uint32_t>(), ModelError);
  CHECK_THROWS_WITH(in.read<std::uint32_t>(),
                    "a.bin: too short: 3 bytes, expected 1 x 4 from byte 0");
  CHECK(in.read_array<std::uint8_t>(3).back() == 3);
  CHECK_THROWS_AS(in.read<std::uint8_t>(), ModelError);
}

TEST_CASE("byte reader: a count that overflows is an error before memory is allocated") {
  const Bytes<16> bytes{};
  ByteReader in = bytes.reader();
  for (const std::size_t count : {std::size_t{3}, std::numeric_limits<std::size_t>::max() / 8 + 2,
                                  std::numeric_limits<std::size_t>::max()}) {
    CHECK_THROWS_AS(in.read_array<std::uint64_t>(count), ModelError);
    CHECK_THROWS_AS(in.view_at<std::uint64_t>(0, count), ModelError);
  }
  CHECK(in.read_array<std::uint64_t>(2).size() == 2);
}

TEST_CASE("byte reader: a view shares the bytes and leaves the position alone") {
  const Bytes<16> bytes{{0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0}};
  ByteReader in = bytes.reader();
  const auto pairs = in.view_at<Pair>(8, 1);
  REQUIRE(pairs.size() == 1);
  CHECK(pairs[0].second == 8);
  CHECK(reinterpret_cast<const std::uint8_t*>(pairs.data()) == bytes.values.data() + 8);
  CHECK(in.offset() == 0);
  CHECK(in.view_at<Pair>(16, 0).empty());
}

TEST_CASE("byte reader: a view outside the bytes or not aligned is an error") {
  const Bytes<16> bytes{};
  const ByteReader in = bytes.reader();
  CHECK_THROWS_WITH(in.view_at<Pair>(8, 2), Catch::Contains("outside the file"));
  CHECK_THROWS_WITH(in.view_at<Pair>(17, 0), Catch::Contains("outside the file"));
  CHECK_THROWS_WITH(in.view_at<Pair>(std::numeric_limits<std::uint64_t>::max(), 1),
                    Catch::Contains("outside the file"));
  CHECK_THROWS_WITH(in.view_at<Pair>(2, 1), Catch::Contains("not aligned"));
}

TEST_CASE("byte reader: a number that must be finite is, or is an error") {
  const Bytes<12> bytes{{0, 0, 0x80, 0xbf, 0, 0, 0x80, 0x7f, 0, 0, 0xc0, 0xff}};
  ByteReader in = bytes.reader();
  CHECK(in.read_finite() == -1.0F);
  CHECK_THROWS_WITH(in.read_finite(), "a.bin: a number that is not finite");  // infinity
  CHECK_THROWS_AS(in.read_finite(), ModelError);                              // not a number
}
