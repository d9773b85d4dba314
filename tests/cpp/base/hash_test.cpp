#include "saring/base/hash.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

// Hashes are stored in files (models, signatures, indexes). Changing one changes the format, and is
// allowed only together with a new format version.
TEST_CASE("hash64: values are those of XXH3 and never change") {
  CHECK(saring::hash64("") == 0x2d06800538d394c2ULL);  // XXH3's published value for no bytes
  CHECK(saring::hash64("a") == 0xe6c632b61e964e1fULL);
  CHECK(saring::hash64("abc") == 0x78af5f94892f3950ULL);
  CHECK(saring::hash64("", 1) != saring::hash64("", 0));
}

TEST_CASE("hash64: every size class of the algorithm is pinned") {
  std::string text;
  for (int i = 0; i < 1024; ++i) text += static_cast<char>('a' + i % 26);
  std::set<std::uint64_t> values;
  std::uint64_t sum = 0;
  for (const std::size_t size : {1, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 1024}) {
    const std::uint64_t value = saring::hash64(std::string_view(text).substr(0, size), 7);
    values.insert(value);
    sum = saring::mix64(sum ^ value);
  }
  CHECK(values.size() == 12);
  CHECK(sum == 0x5abb683bbbb4d9b2ULL);
}

TEST_CASE("mix64: is a bijection with known values") {
  CHECK(saring::mix64(0) == 0);
  CHECK(saring::mix64(1) == 0xb456bcfc34c2cb2cULL);
  std::set<std::uint64_t> values;
  for (std::uint64_t i = 0; i < 10000; ++i) values.insert(saring::mix64(i));
  CHECK(values.size() == 10000);
}

TEST_CASE("random_key: another one each time") {
  std::set<std::uint64_t> keys;
  for (int i = 0; i < 8; ++i) keys.insert(saring::random_key());
  CHECK(keys.size() == 8);
}
