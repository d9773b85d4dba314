#include "saring/dedup/shingle.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "reference/naive_dedup.hpp"
#include "saring/dedup/sort_hashes_internal.hpp"

using saring::dedup::Shingler;
using saring::dedup::TextDigest;
namespace reference = saring::reference;

namespace {

std::vector<std::uint64_t> shingles(std::string_view text, unsigned n = 5) {
  std::vector<std::uint64_t> out;
  (void)Shingler({.ngram_size = n}).shingle(text, out);
  return out;
}

TextDigest digest(std::string_view text) {
  std::vector<std::uint64_t> out;
  return Shingler().shingle(text, out);
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("shingle: as many shingles as a set of strings has, at every size of n-gram") {
  reference::TextMaker make(1);
  for (const std::string& text : make.collection(60)) {
    for (const unsigned n : {1U, 2U, 3U, 5U, 8U, 64U}) {
      CHECK(shingles(text, n).size() == reference::naive_shingles(text, n).size());
    }
  }
}

TEST_CASE("shingle: the same n-grams give the same hashes at any place") {
  const auto alone = shingles("one two three four five");
  const auto inside = shingles("zero one two three four five six");
  REQUIRE(alone.size() == 1);
  CHECK(inside.size() == 3);
  CHECK(std::binary_search(inside.begin(), inside.end(), alone[0]));
}

TEST_CASE("shingle: the order of words matters") {
  CHECK(shingles("a b c d e") != shingles("b a c d e"));
  CHECK(shingles("a b c d e") != shingles("e d c b a"));
  CHECK(shingles("a b", 1) == shingles("b a", 1));
}

TEST_CASE("shingle: short texts have one shingle, texts without words have none") {
  CHECK(shingles("two words").size() == 1);
  CHECK(shingles("two") != shingles("two two"));
  CHECK(shingles("").empty());
  CHECK(shingles(" \n\t -- !!! …").empty());
  CHECK(digest("").words == 0);
  CHECK(digest("?!").content == digest("").content);
}

TEST_CASE("shingle: case, punctuation, white space and composition make no difference") {
  const std::string plain = "the café in málaga opens at nine";
  const std::string other = "\"The Cafe\u0301, in Ma\u0301laga:\r\n OPENS at (nine)!\"";
  CHECK(shingles(plain) == shingles(other));
  CHECK(digest(plain).content == digest(other).content);
  CHECK(digest(plain).words == 7);
}

TEST_CASE("shingle: signs count like words, and are as many n-grams as without them") {
  const std::string plain = "satu dua tiga empat lima enam tujuh delapan";
  const std::string with_sign = "satu dua tiga empat + lima enam tujuh delapan";
  CHECK(shingles(with_sign).size() == shingles(plain).size());
  CHECK(shingles(with_sign) != shingles(plain));
  CHECK(digest(with_sign).content != digest(plain).content);
  CHECK(digest(with_sign).words == 8);
  CHECK(shingles("C++ kota") != shingles("C# kota"));
  CHECK(shingles("$ 5") == shingles("$5"));
  CHECK(shingles("+5 kota") != shingles("5 kota"));
  CHECK(shingles("+5 kota") != shingles("5 +kota"));
  CHECK(shingles("今天👍天气", 1) != shingles("今天👎天气", 1));
  CHECK(shingles("👍").empty());
}

TEST_CASE("shingle: what does not count can be chosen") {
  const auto set = [](std::string_view text, saring::dedup::Normalization normalize) {
    std::vector<std::uint64_t> out;
    (void)Shingler({.normalize = normalize}).shingle(text, out);
    return out;
  };
  CHECK(set("Kota", {.letter_case = false}) != set("kota", {.letter_case = false}));
  CHECK(set("café", {.marks = true}) == set("cafe", {.marks = true}));
  CHECK(set("12 kota", {.digits = true}) == set("7 kota", {.digits = true}));
  CHECK(set("kota!", {.punctuation = false}) != set("kota", {.punctuation = false}));
  CHECK(set("kota 👍", {.symbols = true}) == set("kota", {.symbols = true}));
}

TEST_CASE("shingle: the content hash sees order, number and words") {
  CHECK(digest("a b c").content != digest("a c b").content);
  CHECK(digest("a b c a b c").content != digest("a b c").content);
  CHECK(digest("ab c").content != digest("a bc").content);
}

TEST_CASE("shingle: a script without spaces is cut into overlapping pieces") {
  // Twelve characters make eleven pairs, and these make seven n-grams.
  const auto whole = shingles("今天天气很好我们去公园散");
  CHECK(whole.size() == 7);
  const auto shifted = shingles("啊今天天气很好我们去公园散");
  CHECK(std::includes(shifted.begin(), shifted.end(), whole.begin(), whole.end()));
  CHECK(shingles("好").size() == 1);
  CHECK(shingles("好", 1) != shingles("坏", 1));
}

TEST_CASE("shingle: a long run without spaces is one run, wherever it began") {
  std::string run;
  for (int i = 0; i < 400; ++i) {
    const std::uint32_t c = 0x4E00U + static_cast<std::uint32_t>(i * 7);
    run += static_cast<char>(0xE0 | (c >> 12));
    run += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    run += static_cast<char>(0x80 | (c & 0x3F));
  }
  const auto whole = shingles(run);
  const auto shifted = shingles("山" + run);
  CHECK(whole.size() == 395);
  CHECK(std::includes(shifted.begin(), shifted.end(), whole.begin(), whole.end()));
}

TEST_CASE("shingle: Thai text differs by what it says") {
  const auto one = shingles("วันนี้อากาศดีมากเราไปเดินเล่นในสวนสาธารณะกัน");
  const auto two = shingles("พรุ่งนี้ฝนจะตกหนักทุกคนควรเตรียมร่มให้พร้อม");
  std::vector<std::uint64_t> both;
  std::set_intersection(one.begin(), one.end(), two.begin(), two.end(), std::back_inserter(both));
  CHECK(one.size() > 20);
  CHECK(both.empty());
}

TEST_CASE("shingle: golden values; they change only together with kShingleVersion") {
  CHECK(saring::dedup::kShingleVersion == 3);
  CHECK(shingles("one two three four five") == std::vector<std::uint64_t>{0x3316331ff1d2aabc});
  CHECK(shingles("one two") == std::vector<std::uint64_t>{0xe51cde829b123afe});
  CHECK(shingles("今天天气很好") == std::vector<std::uint64_t>{0x7e7f7259952c800c});
  CHECK(digest("one two three four five").content == 0x5c076256b525553f);
}

TEST_CASE("shingle: other seeds give other hashes") {
  std::vector<std::uint64_t> a;
  std::vector<std::uint64_t> b;
  (void)Shingler({.seed = 1}).shingle("one two three four five six", a);
  (void)Shingler({.seed = 2}).shingle("one two three four five six", b);
  CHECK(a.size() == b.size());
  CHECK(a != b);
}

TEST_CASE("shingle: rejects n-grams of no words and of too many") {
  CHECK_THROWS_AS(Shingler({.ngram_size = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Shingler({.ngram_size = 65}), std::invalid_argument);
}

TEST_CASE("shingle: megabytes of one word, of few words and of one character are handled") {
  CHECK(shingles(repeated("ya ", 1'000'000)).size() == 1);
  CHECK(shingles(repeated("a b c ", 500'000)).size() == 3);
  CHECK(shingles(repeated("好", 1'000'000)).size() == 1);
  CHECK(!shingles(repeated("x", 3'000'000)).empty());
}

TEST_CASE(
    "shingle: a key changes half of each hash, and the other half is that of the stable hash") {
  reference::TextMaker make(2);
  std::vector<std::string> texts = make.collection(40);
  texts.insert(texts.end(), {"ya", "今天天气很好我们去公园散步", "今 foo 天天气"});
  for (const std::string& text : texts) {
    std::vector<std::uint64_t> one;
    std::vector<std::uint64_t> other;
    const TextDigest a = Shingler({}, 1).shingle(text, one);
    const TextDigest b = Shingler({}, 2).shingle(text, other);
    std::vector<std::uint32_t> stable;
    for (const std::uint64_t hash : shingles(text)) {
      stable.push_back(static_cast<std::uint32_t>(hash >> 32));
    }
    std::sort(stable.begin(), stable.end());
    for (auto* keyed : {&one, &other}) {
      std::vector<std::uint32_t> halves;
      for (const std::uint64_t hash : *keyed) halves.push_back(saring::dedup::stable_half(hash));
      std::sort(halves.begin(), halves.end());
      CHECK(halves == stable);
    }
    CHECK(a.content == b.content);
    CHECK(a.content == digest(text).content);
    if (one.empty()) continue;
    CHECK(one != other);
    CHECK(a.keyed_content != b.keyed_content);
    CHECK(a.least_ngram != b.least_ngram);
  }
}

TEST_CASE("sort_unique: equals std::sort and std::unique, also for values that are not uniform") {
  std::mt19937_64 random(5);
  saring::dedup::HashSorter sorter;
  for (const std::size_t size : {0, 1, 47, 48, 49, 500, 5000, 200'000}) {
    for (const std::uint64_t mask : {~0ULL, 0xFFFFULL, 0xFF00000000000000ULL, 1ULL}) {
      std::vector<std::uint64_t> values(size);
      for (auto& v : values) v = random() & mask;
      std::vector<std::uint64_t> expected = values;
      std::sort(expected.begin(), expected.end());
      expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
      sorter.sort_unique(values);
      CHECK(values == expected);
    }
  }
}
