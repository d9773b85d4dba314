#include "saring/dedup/shingle_stream_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "reference/naive_dedup.hpp"

using saring::dedup::Shingle;
using saring::dedup::Shingler;
using saring::dedup::ShingleStream;
namespace reference = saring::reference;

namespace {

std::vector<Shingle> stream(std::string_view text, unsigned n = 5) {
  ShingleStream shingles({.ngram_size = n});
  shingles.start(text);
  std::vector<Shingle> all;
  for (std::vector<Shingle> batch; shingles.next(batch);) {
    all.insert(all.end(), batch.begin(), batch.end());
  }
  return all;
}

std::vector<std::uint64_t> set_of(std::string_view text, unsigned n = 5) {
  std::vector<std::uint64_t> out;
  (void)Shingler({.ngram_size = n}).shingle(text, out);
  return out;
}

// Prose, scripts without spaces, both together, and words longer than the scanner's limit.
std::vector<std::string> texts() {
  std::vector<std::string> out = reference::TextMaker(3).collection(40);
  out.insert(out.end(),
             {"", "...", "satu", "Satu, DUA tiga!", "Jalan ke pasar, lalu PULANG lagi.",
              "今天天气很好我们去公园散步", "foo 今天 bar 天 baz 天气很好 iPhoneを買った",
              "今天1天气很好啊2023年我们去", "วันนี้อากาศดีมากเราไปเดินเล่นในสวนสาธารณะกัน",
              "İstanbul'da İlk GÜN çok güzel geçti"});
  out.push_back(std::string(1000, 'x') + " a b c d e f");
  std::string run;
  for (int i = 0; i < 400; ++i) run += i % 3 == 0 ? "山" : i % 3 == 1 ? "川" : "田";
  out.push_back("dari " + run + " ke sana");
  return out;
}

}  // namespace

TEST_CASE("shingle stream: its hashes, sorted and made unique, are the shingles of the text") {
  for (const std::string& text : texts()) {
    for (const unsigned n : {1U, 2U, 5U, 64U}) {
      std::vector<std::uint64_t> hashes;
      for (const Shingle& s : stream(text, n)) hashes.push_back(s.hash);
      std::sort(hashes.begin(), hashes.end());
      hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
      CHECK(hashes == set_of(text, n));
    }
  }
}

TEST_CASE("shingle stream: the bytes of a shingle, by themselves, have that one shingle") {
  for (const std::string& text : texts()) {
    for (const unsigned n : {1U, 2U, 5U}) {
      for (const Shingle& s : stream(text, n)) {
        REQUIRE(s.start < s.end);
        REQUIRE(s.end <= text.size());
        const std::string_view bytes = std::string_view(text).substr(s.start, s.end - s.start);
        INFO(bytes << " in " << text);
        if (bytes.front() >= '0' && bytes.front() <= '9') continue;  // a word by itself
        REQUIRE(set_of(bytes, n) == std::vector<std::uint64_t>{s.hash});
      }
    }
  }
}

TEST_CASE("shingle stream: shingles come in text order, one for each first word") {
  for (const std::string& text : texts()) {
    const std::vector<Shingle> all = stream(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
      REQUIRE(all[i].word == i);
      if (i > 0) REQUIRE(all[i - 1].start < all[i].start);
      if (i > 0) REQUIRE(all[i - 1].end < all[i].end);
    }
  }
  const std::vector<Shingle> repeated = stream("ya ya ya ya ya ya ya");
  REQUIRE(repeated.size() == 3);
  CHECK(repeated[0].hash == repeated[2].hash);
  CHECK(repeated[2].start == 6);
  CHECK(repeated[2].end == 20);
}

TEST_CASE("shingle stream: one object reads one text after another, finished or not") {
  ShingleStream shingles;
  std::vector<Shingle> batch;
  CHECK(!shingles.next(batch));
  shingles.start("今天天气");
  shingles.start("one two three four five");
  REQUIRE(shingles.next(batch));
  CHECK(batch.size() == 1);
  CHECK(batch[0].hash == set_of("one two three four five")[0]);
  CHECK(!shingles.next(batch));
  CHECK(batch.empty());
  CHECK(shingles.digest().words == 5);
  shingles.start("");
  CHECK(!shingles.next(batch));
  CHECK(shingles.digest().words == 0);
}
