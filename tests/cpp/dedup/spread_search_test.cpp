#include "saring/dedup/spread_search.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saring/dedup/deduplicator.hpp"

using namespace saring::dedup;

namespace {

// Texts of 12 to 60 words. Some are equal to an earlier text, or differ in a few words.
std::vector<std::string> texts_with_copies() {
  std::vector<std::string> texts;
  unsigned state = 7;
  const auto random = [&](unsigned below) {
    state = state * 1103515245U + 12345U;
    return (state >> 16U) % below;
  };
  for (int i = 0; i < 120; ++i) {
    std::string text;
    if (i > 10 && random(2) == 0) {
      text = texts[random(static_cast<unsigned>(i))];
      const unsigned changes = random(3);
      for (unsigned k = 0; k < changes; ++k) text += " w" + std::to_string(random(900));
    } else {
      const unsigned words = 12 + random(48);
      for (unsigned k = 0; k < words; ++k) text += "w" + std::to_string(random(900)) + " ";
    }
    texts.push_back(text);
  }
  texts.emplace_back("");
  texts.emplace_back("...");
  return texts;
}

struct Spread {
  std::vector<SpreadText> texts;
  std::vector<std::vector<std::uint64_t>> sets;
};

Spread spread(const std::vector<std::string>& texts, std::uint64_t key) {
  Spread out;
  TextSpreader spreader({}, key);
  for (const std::string& text : texts) {
    out.sets.emplace_back();
    out.texts.push_back(spreader.spread(text, out.sets.back()));
  }
  return out;
}

}  // namespace

TEST_CASE("spread search: pairs by similarity_from are those of near_duplicates") {
  const std::vector<std::string> texts = texts_with_copies();
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const Spread made = spread(texts, 99);
  for (const Measure& measure : measures()) {
    for (const double threshold : {0.4, 0.8, 1.0}) {
      DedupOptions options{
          .threshold = threshold, .measure = std::string(measure.name), .pair_limit = 1000};
      const Duplicates found = near_duplicates(views, options);
      std::size_t pairs = 0;
      for (std::size_t right = 0; right < texts.size(); ++right) {
        for (std::size_t left = 0; left < right; ++left) {
          const double similarity =
              similarity_from(made.sets[left], made.sets[right], measure, threshold);
          if (similarity == 0) continue;
          ++pairs;
          const auto at = std::find_if(
              found.pairs.begin(), found.pairs.end(),
              [&](const DuplicatePair& pair) { return pair.left == left && pair.right == right; });
          REQUIRE(at != found.pairs.end());
          CHECK(at->similarity == similarity);
          const bool same_words = made.texts[left].content == made.texts[right].content &&
                                  made.texts[left].keyed_content == made.texts[right].keyed_content;
          CHECK((at->relation == Relation::kExact) == same_words);
        }
      }
      INFO(measure.name << " " << threshold);
      CHECK(pairs == found.pairs.size());
      CHECK(pairs > 10);
    }
  }
}

TEST_CASE("spread search: hashes of sets are equal where the sets are, and keyed") {
  const std::vector<std::string> texts = texts_with_copies();
  const Spread one = spread(texts, 1);
  const Spread two = spread(texts, 2);
  for (std::size_t a = 0; a < texts.size(); ++a) {
    for (std::size_t b = 0; b < texts.size(); ++b) {
      const auto hash = [&](std::size_t i) {
        return std::pair(one.texts[i].set_high, one.texts[i].set_low);
      };
      CHECK((hash(a) == hash(b)) == (one.sets[a] == one.sets[b]));
    }
    CHECK(one.texts[a].content == two.texts[a].content);
    CHECK(one.texts[a].bytes == two.texts[a].bytes);
    if (one.sets[a].empty()) {
      CHECK(one.texts[a].set_high == 0);
      CHECK(one.texts[a].set_low == 0);
    } else {
      CHECK(one.texts[a].set_high != two.texts[a].set_high);
    }
  }
}

TEST_CASE("spread search: similar sets share a shingle of their prefixes in any order") {
  const std::vector<std::string> texts = texts_with_copies();
  const Spread made = spread(texts, 5);
  for (const Measure& measure : measures()) {
    const double threshold = 0.7;
    // By hash: one order that all sets share.
    const auto prefix = [&](std::size_t i) {
      const std::size_t length = prefix_length(made.sets[i].size(), measure, threshold);
      REQUIRE(length <= made.sets[i].size());
      const auto begin = made.sets[i].begin();
      return std::set<std::uint64_t>(begin, begin + static_cast<std::ptrdiff_t>(length));
    };
    std::size_t similar = 0;
    for (std::size_t right = 0; right < texts.size(); ++right) {
      for (std::size_t left = 0; left < right; ++left) {
        if (similarity_from(made.sets[left], made.sets[right], measure, threshold) == 0) continue;
        ++similar;
        std::vector<std::uint64_t> shared;
        const auto a = prefix(left);
        const auto b = prefix(right);
        std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
        CHECK_FALSE(shared.empty());
      }
    }
    CHECK(similar > 20);
  }
  CHECK(prefix_length(0, measures()[0], 0.8) == 0);
  CHECK(prefix_length(10, measures()[0], 0.8) == 3);
}

TEST_CASE("spread search: band keys do not depend on the key of the hashes") {
  const std::vector<std::string> texts = texts_with_copies();
  const Spread one = spread(texts, 1);
  const Spread two = spread(texts, 2);
  const LshBands bands = choose_bands(128, 0.8);
  SetBands set_bands(128, bands);
  std::vector<std::uint64_t> a;
  std::vector<std::uint64_t> b;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    set_bands.find(one.sets[i], a);
    set_bands.find(two.sets[i], b);
    CHECK(a == b);
    CHECK(a.size() == bands.num_bands);
  }
}
