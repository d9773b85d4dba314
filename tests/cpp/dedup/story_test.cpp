#include "saring/dedup/story.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace saring::dedup;

namespace {

// Articles of random words, and edits of them.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::vector<std::string> article(std::size_t words) {
    std::vector<std::string> out(words);
    for (std::string& word : out) {
      for (int i = 0; i < 3; ++i) word += kSyllables[random_() % kSyllables.size()];
    }
    return out;
  }

  // Replaces one word in `every` by another.
  std::vector<std::string> edit(std::vector<std::string> words, std::size_t every) {
    for (std::string& word : words) {
      if (random_() % every == 0) word = article(1)[0];
    }
    return words;
  }

 private:
  inline static const std::vector<std::string> kSyllables{"ba", "di", "ku", "lo", "me", "na",
                                                          "po", "ra", "su", "ti", "wu", "ya"};
  std::mt19937 random_;
};

std::string text_of(const std::vector<std::string>& words, std::size_t begin = 0,
                    std::size_t end = SIZE_MAX) {
  std::string out;
  for (std::size_t i = begin; i < std::min(end, words.size()); ++i) out += words[i] + " ";
  return out;
}

std::vector<std::uint32_t> stories(const std::vector<std::string>& texts,
                                   const std::vector<double>& times = {},
                                   const StoryOptions& options = {}) {
  std::vector<std::uint32_t> itself(texts.size());
  std::iota(itself.begin(), itself.end(), 0U);
  return find_stories(std::vector<std::string_view>(texts.begin(), texts.end()), itself, times,
                      options);
}

using Labels = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("stories: edited cut and reordered copies are one story") {
  Writer writer(1);
  const auto a = writer.article(200);
  const auto b = writer.article(200);
  const std::string heavy = text_of(writer.edit(a, 5));
  const std::string reordered = text_of(a, 120) + text_of(a, 0, 120);
  CHECK(stories({text_of(a), text_of(b), heavy, text_of(a, 0, 80), reordered}) ==
        (Labels{0, 1, 0, 0, 0}));
}

TEST_CASE("stories: a part from the middle is no copy") {
  Writer writer(2);
  const auto a = writer.article(300);
  CHECK(stories({text_of(a), text_of(a, 120, 220)}) == (Labels{0, 1}));
  CHECK(stories({text_of(a), text_of(a, 0, 100)}) == (Labels{0, 0}));
}

TEST_CASE("stories: a round up joins nothing") {
  Writer writer(3);
  std::vector<std::vector<std::string>> articles;
  std::vector<std::string> texts;
  for (int i = 0; i < 3; ++i) articles.push_back(writer.article(150));
  for (const auto& article : articles) texts.push_back(text_of(article));
  texts.push_back(texts[0] + texts[1] + texts[2]);
  CHECK(stories(texts) == (Labels{0, 1, 2, 3}));
  // A second copy of the round-up belongs to its story.
  texts.push_back(text_of(writer.edit(articles[0], 8)) + texts[1] + texts[2]);
  CHECK(stories(texts) == (Labels{0, 1, 2, 3, 3}));
}

TEST_CASE("stories: other facts are another story") {
  Writer writer(4);
  std::string left;
  std::string right;
  for (int i = 0; i < 12; ++i) {
    const std::string words = text_of(writer.article(8));
    left += words + std::to_string(1000 + i) + " ";
    right += words + std::to_string(2000 + i) + " ";
  }
  CHECK(stories({left, right}) == (Labels{0, 1}));
  StoryOptions any_facts;
  any_facts.rule.facts = 0;
  CHECK(stories({left, right}, {}, any_facts) == (Labels{0, 0}));
}

TEST_CASE("stories: what is in many stories links nothing") {
  Writer writer(5);
  const std::string footer = text_of(writer.article(60));
  std::vector<std::string> texts;
  Labels alone;
  for (std::uint32_t i = 0; i < 300; ++i) {
    texts.push_back(text_of(writer.article(15)) + footer);
    alone.push_back(i);
  }
  // They would count as copies: most of each is in the others.
  CHECK(stories({texts[0], texts[1]}) == (Labels{0, 0}));
  CHECK(stories(texts) == alone);
}

TEST_CASE("stories: texts far apart in time are not linked") {
  Writer writer(6);
  const auto a = writer.article(100);
  const std::vector<std::string> texts{text_of(a), text_of(writer.edit(a, 10))};
  constexpr double kDay = 86400;
  CHECK(stories(texts, {0, 4 * kDay}) == (Labels{0, 0}));
  CHECK(stories(texts, {0, 6 * kDay}) == (Labels{0, 1}));
  CHECK(stories(texts, {0, std::nan("")}) == (Labels{0, 0}));  // unknown
}

TEST_CASE("stories: texts share the story of their representative") {
  Writer writer(7);
  const auto a = writer.article(100);
  const std::string copy = text_of(writer.edit(a, 10));
  const std::string original = text_of(a);
  const std::vector<std::string_view> texts{"x", original, "y", copy, ""};
  const std::vector<std::uint32_t> representative{1, 1, 2, 3, 4};
  CHECK(find_stories(texts, representative) == (Labels{0, 0, 1, 0, 2}));
}

TEST_CASE("stories: threads and order make no difference") {
  Writer writer(8);
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i) {
    const auto a = writer.article(90);
    for (std::size_t every : {1000, 12, 6, 5, 4}) texts.push_back(text_of(writer.edit(a, every)));
    texts.push_back(text_of(a, 0, 40));
  }
  StoryOptions options;
  options.num_threads = 1;
  const Labels expected = stories(texts, {}, options);
  CHECK(*std::max_element(expected.begin(), expected.end()) < 60U);  // most copies are found
  options.num_threads = 3;
  CHECK(stories(texts, {}, options) == expected);

  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  std::vector<std::string> shuffled;
  for (const std::size_t i : order) shuffled.push_back(texts[i]);
  const Labels found = stories(shuffled);
  for (std::size_t i = 0; i < order.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK((found[i] == found[j]) == (expected[order[i]] == expected[order[j]]));
    }
  }
}

TEST_CASE("stories: many copies are one story") {
  Writer writer(9);
  const auto a = writer.article(200);
  std::vector<std::string> texts;
  for (int i = 0; i < 150; ++i) texts.push_back(text_of(writer.edit(a, 6)));
  CHECK(stories(texts) == Labels(150, 0));
}

TEST_CASE("stories: parts of a much longer text are not compared with it") {
  Writer writer(11);
  const auto a = writer.article(3300);
  CHECK(stories({text_of(a), text_of(a, 0, 100)}) == (Labels{0, 1}));
  StoryOptions any_share;
  any_share.rule.opening = 0.02;
  CHECK(stories({text_of(a), text_of(a, 0, 100)}, {}, any_share) == (Labels{0, 1}));
  CHECK(stories({text_of(a, 0, 3000), text_of(a, 0, 100)}, {}, any_share) == (Labels{0, 0}));
}

TEST_CASE("stories: bad arguments are errors") {
  const std::vector<std::string_view> texts{"a", "b"};
  const std::vector<std::uint32_t> one{0};
  const std::vector<std::uint32_t> both{0, 1};
  const std::vector<std::uint32_t> chain{1, 0};
  const std::vector<std::uint32_t> outside{0, 2};
  const std::vector<double> time{0};
  CHECK_THROWS_AS((void)find_stories(texts, one), std::invalid_argument);
  CHECK_THROWS_AS((void)find_stories(texts, chain), std::invalid_argument);
  CHECK_THROWS_AS((void)find_stories(texts, outside), std::invalid_argument);
  CHECK_THROWS_AS((void)find_stories(texts, both, time), std::invalid_argument);
  CHECK(find_stories({}, {}).empty());
}

TEST_CASE("stories: is the same from both sides") {
  Writer writer(10);
  const auto a = writer.article(100);
  const std::string whole = text_of(a);
  const std::string half = text_of(a, 0, 50);
  const StoryOverlap there = story_overlap(whole, half);
  const StoryOverlap back = story_overlap(half, whole);
  CHECK(there.covered_left == Approx(0.5));
  CHECK(there.covered_right == Approx(1));
  CHECK(back.covered_left == Approx(1));
  CHECK(back.covered_right == Approx(0.5));
  CHECK(there.evidence == Approx(48 / std::sqrt(2.0)).margin(0.1));
  CHECK(there.linked);
  CHECK(back.linked);
  CHECK_FALSE(story_overlap("", whole).linked);
}
