#include "saring/dedup/passages.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "reference/naive_dedup.hpp"
#include "saring/dedup/deduplicator.hpp"

using saring::dedup::DuplicatePair;
using saring::dedup::Duplicates;
using saring::dedup::longest_passage;
using saring::dedup::Passage;
using saring::dedup::PassageOptions;
using saring::dedup::Relation;
namespace reference = saring::reference;

namespace {

Duplicates find(const std::vector<std::string>& texts, PassageOptions options) {
  const auto views = reference::views(texts);
  Duplicates found = saring::dedup::near_duplicates(views, {.key = 3, .num_threads = 1});
  options.measure = &saring::dedup::measure_named("jaccard");
  saring::dedup::add_passages(views, options, found);
  return found;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

// Words of the longest common run, by comparing all places.
std::size_t naive_longest(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::size_t best = 0;
  std::vector<std::size_t> before(b.size() + 1, 0);
  for (const std::string& word : a) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (std::size_t j = 0; j < b.size(); ++j) {
      if (word == b[j]) row[j + 1] = before[j] + 1;
      best = std::max(best, row[j + 1]);
    }
    before = std::move(row);
  }
  return best;
}

std::string left_of(const Passage& p, const std::string& text) {
  return text.substr(p.left_start, p.left_end - p.left_start);
}
std::string right_of(const Passage& p, const std::string& text) {
  return text.substr(p.right_start, p.right_end - p.right_start);
}

}  // namespace

TEST_CASE("passages: the longest common run is found, with its place in both texts") {
  const std::string left = "Nol. Satu dua, tiga empat; lima enam.";
  const std::string right = "satu dua x TIGA EMPAT LIMA y";
  const Passage p = longest_passage(left, right);
  CHECK(p.words == 3);
  CHECK(left_of(p, left) == "tiga empat; lima");
  CHECK(right_of(p, right) == "TIGA EMPAT LIMA");
  CHECK(longest_passage("a b", "c d").words == 0);
  CHECK(longest_passage("", "c d").words == 0);
  CHECK(longest_passage("x satu", "satu y").words == 1);
  CHECK(longest_passage("a b c a b c", "a b c").left_start == 0);  // the first of equal ones
}

TEST_CASE("passages: offsets are those of the text as it was given") {
  const std::string left = "\u00ADNol: per\u00ADtama ﬁre e\u0301a";
  const std::string right = "xx pertama fire éa yy";
  const Passage p = longest_passage(left, right);
  CHECK(p.words == 3);
  CHECK(left_of(p, left) == "per\u00ADtama ﬁre e\u0301a");
  CHECK(right_of(p, right) == "pertama fire éa");
}

TEST_CASE("passages: as long as by comparing all places, also in texts that repeat themselves") {
  std::mt19937 random(1);
  for (const std::size_t vocabulary : {1U, 2U, 3U, 10U, 1000U}) {
    for (int round = 0; round < 40; ++round) {
      std::string texts[2];
      for (std::string& text : texts) {
        for (std::size_t n = 1 + random() % 90; n > 0; --n) {
          text += (text.empty() ? "" : " ") + ("k" + std::to_string(random() % vocabulary));
        }
      }
      const Passage p = longest_passage(texts[0], texts[1]);
      CHECK(p.words == naive_longest(words_of(texts[0]), words_of(texts[1])));
      CHECK(left_of(p, texts[0]) == right_of(p, texts[1]));
    }
  }
}

TEST_CASE("passages: a long text of one word against itself takes no quadratic time") {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += "ya ";
  CHECK(longest_passage(text, text + "ya").words == 60'000);
}

TEST_CASE("passages: exactly the pairs that share enough words are found") {
  reference::TextMaker make(5);
  std::vector<std::string> texts;
  std::vector<std::vector<std::string>> quotes;
  for (int i = 0; i < 6; ++i) quotes.push_back(make.article(15 + make.below(30)));
  for (int i = 0; i < 80; ++i) {
    auto words = make.article(make.below(60));
    if (make.below(3) > 0) {
      const auto& quote = quotes[make.below(quotes.size())];
      words.insert(words.begin() + static_cast<long>(make.below(words.size() + 1)), quote.begin(),
                   quote.end());
    }
    texts.push_back(reference::TextMaker::join(words));
  }
  const Duplicates one = find(texts, {.min_words = 20, .num_threads = 1});
  const Duplicates many = find(texts, {.min_words = 20, .num_threads = 3});
  std::size_t shared = 0;
  auto at = one.pairs.begin();
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    for (std::uint32_t j = i + 1; j < texts.size(); ++j) {
      const std::size_t words = naive_longest(words_of(texts[i]), words_of(texts[j]));
      const bool is_listed = at != one.pairs.end() && at->left == i && at->right == j;
      REQUIRE((is_listed || words < 20));
      if (!is_listed) continue;
      CHECK(at->passage.words == (texts[i].empty() || texts[j].empty() ? 0 : words));
      if (at->relation == Relation::kSharesPassage) {
        CHECK(words >= 20);
        CHECK(at->similarity < 0.8);
        ++shared;
      }
      ++at;
    }
  }
  CHECK(at == one.pairs.end());
  CHECK(shared > 50);
  REQUIRE(one.pairs.size() == many.pairs.size());
  for (std::size_t i = 0; i < one.pairs.size(); ++i) {
    CHECK(one.pairs[i].left == many.pairs[i].left);
    CHECK(one.pairs[i].passage.left_start == many.pairs[i].passage.left_start);
  }
}

TEST_CASE("passages: a passage of very many texts is listed with some of them only") {
  reference::TextMaker make(6);
  const std::string common = reference::TextMaker::join(make.article(30));
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) {
    texts.push_back(reference::TextMaker::join(make.article(80)) + " " + common);
  }
  CHECK(find(texts, {.min_words = 20}).pairs.size() == 66);
  const Duplicates limited = find(texts, {.min_words = 20, .pair_limit = 5});
  CHECK(limited.pairs.size() < 66);
  CHECK_FALSE(limited.all_pairs);
  for (std::uint32_t i = 1; i < texts.size(); ++i) {
    CHECK(std::any_of(limited.pairs.begin(), limited.pairs.end(), [&](const DuplicatePair& pair) {
      return pair.left == 0 && pair.right == i;
    }));
  }
  CHECK_THROWS_AS(find(texts, {.min_words = 7}), std::invalid_argument);
}
