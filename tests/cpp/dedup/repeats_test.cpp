#include "saring/dedup/repeats.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace saring::dedup;

namespace {

using Strings = std::vector<std::string>;

std::vector<std::string_view> views(const Strings& texts) { return {texts.begin(), texts.end()}; }

std::vector<Repeat> repeats_of(const Strings& texts, const RepeatOptions& options) {
  return find_repeats(views(texts), options);
}

Strings parts(const Strings& texts, const std::vector<Repeat>& repeats) {
  Strings out;
  for (const Repeat& r : repeats) out.push_back(texts[r.text].substr(r.start, r.end - r.start));
  return out;
}

Strings first_parts(const Strings& texts, const std::vector<Repeat>& repeats) {
  Strings out;
  for (const Repeat& r : repeats) {
    out.push_back(texts[r.first_text].substr(r.first_start, r.first_end - r.first_start));
  }
  return out;
}

// Texts of one-letter words divided by one space, so that word i is at byte 2i.
Strings random_texts(unsigned seed, std::size_t count, unsigned letters) {
  std::mt19937 random(seed);
  Strings texts(count);
  for (std::string& text : texts) {
    for (std::size_t i = random() % 40; i > 0; --i) {
      text += static_cast<char>('a' + random() % letters);
      if (i > 1) text += ' ';
    }
  }
  return texts;
}

// For every word, whether it is in a window that occurred before without overlap, found by
// comparing all windows.
std::vector<std::vector<bool>> naive_repeats(const Strings& texts, std::size_t n,
                                             std::size_t min_count) {
  struct Place {
    std::size_t text;
    std::size_t word;
    std::string window;
  };
  std::vector<Place> places;
  std::vector<std::vector<bool>> out;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    const std::size_t words = (texts[t].size() + 1) / 2;
    out.emplace_back(words, false);
    for (std::size_t i = 0; i + n <= words; ++i) {
      places.push_back({t, i, texts[t].substr(2 * i, 2 * n - 1)});
    }
  }
  for (const Place& place : places) {
    std::size_t same = 0;
    const Place* first = nullptr;
    for (const Place& other : places) {
      if (other.window != place.window) continue;
      ++same;
      if (first == nullptr) first = &other;
    }
    const bool overlaps = first->text == place.text && place.word < first->word + n;
    if (same < min_count || overlaps) continue;
    for (std::size_t i = 0; i < n; ++i) out[place.text][place.word + i] = true;
  }
  return out;
}

std::vector<std::vector<bool>> repeated_words(const Strings& texts,
                                              const std::vector<Repeat>& repeats) {
  std::vector<std::vector<bool>> out;
  for (const std::string& text : texts) out.emplace_back((text.size() + 1) / 2, false);
  for (const Repeat& r : repeats) {
    for (std::size_t i = r.start / 2; i < (r.end + 1) / 2; ++i) out[r.text][i] = true;
  }
  return out;
}

}  // namespace

TEST_CASE("repeats: passages are those of all windows compared with all") {
  for (unsigned seed = 0; seed < 30; ++seed) {
    const Strings texts = random_texts(seed, 30, 2 + seed % 4);
    for (const std::size_t words : {1U, 3U, 6U}) {
      for (const std::uint64_t min_count : {2U, 5U}) {
        const auto found = repeats_of(texts, {.min_words = words, .min_count = min_count});
        CHECK(repeated_words(texts, found) == naive_repeats(texts, words, min_count));
        CHECK(parts(texts, found) == first_parts(texts, found));
      }
    }
  }
}

TEST_CASE("repeats: the same in memory or not, for any batches and threads") {
  const Strings texts = random_texts(99, 3000, 3);
  const auto expected = repeats_of(texts, {.min_words = 8, .num_threads = 1});
  CHECK(expected.size() > 100);
  for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, texts.size()}) {
    RepeatFinder finder({.min_words = 8, .num_threads = 2, .memory_budget = 1000});
    const auto all = views(texts);
    std::vector<Repeat> found;
    for (std::size_t at = 0; at < all.size(); at += batch) {
      finder.count(std::span(all).subspan(at, std::min(batch, all.size() - at)));
    }
    for (std::size_t at = 0; at < all.size(); at += batch) {
      const auto more = finder.find(std::span(all).subspan(at, std::min(batch, all.size() - at)));
      found.insert(found.end(), more.begin(), more.end());
    }
    CHECK(parts(texts, found) == parts(texts, expected));
    CHECK(first_parts(texts, found) == first_parts(texts, expected));
  }
}

TEST_CASE("repeats: a passage of several windows is one, with its first place") {
  const Strings texts = {
      "Warga desa memperbaiki jembatan bambu yang rusak pekan lalu.",
      "Kemarin: warga desa memperbaiki jembatan, BAMBU yang rusak! Lalu pulang."};
  const auto found = repeats_of(texts, {.min_words = 4});
  REQUIRE(found.size() == 1);
  CHECK(parts(texts, found) == Strings{"warga desa memperbaiki jembatan, BAMBU yang rusak"});
  CHECK(first_parts(texts, found) == Strings{"Warga desa memperbaiki jembatan bambu yang rusak"});
  CHECK(found[0].words == 7);
}

TEST_CASE("repeats: lines and paragraphs, each by itself") {
  const Strings texts = {"Baca juga berita lain\nIsi pertama di sini",
                         "Isi kedua yang lain\n\nBaca juga: berita lain!\nIsi pertama di sini\n"};
  const auto lines = repeats_of(texts, {.unit = RepeatUnit::kLine, .min_words = 4});
  CHECK(parts(texts, lines) == Strings{"Baca juga: berita lain!", "Isi pertama di sini"});
  CHECK(repeats_of(texts, {.unit = RepeatUnit::kLine, .min_words = 5}).empty());
  const auto paragraphs = repeats_of(texts, {.unit = RepeatUnit::kParagraph, .min_words = 4});
  CHECK(parts(texts, paragraphs) == Strings{"Baca juga: berita lain!\nIsi pertama di sini"});
}

TEST_CASE("repeats: none is kept where that is asked for") {
  const Strings texts = {"satu dua tiga", "empat lima enam", "satu dua tiga", "Satu, dua, tiga"};
  const RepeatOptions all = {.unit = RepeatUnit::kLine, .min_words = 1, .keep_first = false};
  CHECK(parts(texts, repeats_of(texts, all)) ==
        Strings{"satu dua tiga", "satu dua tiga", "Satu, dua, tiga"});
  const RepeatOptions often = {.unit = RepeatUnit::kLine, .min_words = 1, .min_count = 4};
  CHECK(repeats_of(texts, often).empty());
}

TEST_CASE("repeats: whole words where a script has no spaces") {
  // A window begins at any character: here inside "China".
  const Strings texts = {"美国人民今天", "中国人民今天"};
  const auto found = repeats_of(texts, {.min_words = 3});
  REQUIRE(found.size() == 1);
  CHECK(parts(texts, found) == Strings{"人民今天"});
  CHECK(first_parts(texts, found) == Strings{"国人民今天"});
}

TEST_CASE("repeats: texts without words, and wrong options") {
  CHECK(repeats_of({}, {}).empty());
  CHECK(repeats_of({"", "", "...", "..."}, {.min_words = 1}).empty());
  CHECK_THROWS_AS(RepeatFinder({.min_words = 0}), std::invalid_argument);
  CHECK_THROWS_AS(RepeatFinder({.min_words = 65}), std::invalid_argument);
  CHECK_NOTHROW(RepeatFinder({.unit = RepeatUnit::kLine, .min_words = 65}));
  CHECK_THROWS_AS(RepeatFinder({.min_count = 1}), std::invalid_argument);
  const Strings texts = {"satu dua"};
  RepeatFinder finder;
  finder.count(views(texts));
  CHECK(finder.find(views(texts)).empty());
  CHECK_THROWS_AS(finder.find(views(texts)), std::logic_error);
  CHECK_THROWS_AS(finder.count(views(texts)), std::logic_error);
}
