#include "saring/dedup/deduplicator.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "reference/naive_dedup.hpp"
#include "saring/dedup/similarity.hpp"

using namespace saring::dedup;
namespace reference = saring::reference;
using reference::TextMaker;

namespace {

Duplicates find(const std::vector<std::string>& texts, const DedupOptions& options = {},
                Keep keep = Keep::kLongest, std::vector<double> rank_by = {}) {
  return near_duplicates(reference::views(texts), options, keep, rank_by);
}

bool same(const Duplicates& a, const Duplicates& b) {
  const auto key = [](const DuplicatePair& p) {
    return std::tuple(p.left, p.right, p.relation, p.similarity, p.containment_left,
                      p.containment_right);
  };
  return a.cluster == b.cluster && a.representative == b.representative &&
         a.similarity == b.similarity &&
         std::equal(a.pairs.begin(), a.pairs.end(), b.pairs.begin(), b.pairs.end(),
                    [&](const auto& x, const auto& y) { return key(x) == key(y); });
}

void check_sound(const Duplicates& d, double threshold) {
  std::map<std::uint32_t, std::uint32_t> kept_of_cluster;
  for (std::uint32_t i = 0; i < d.size(); ++i) {
    REQUIRE(d.is_kept(d.representative[i]));
    REQUIRE(d.cluster[d.representative[i]] == d.cluster[i]);
    if (d.is_kept(i)) REQUIRE(kept_of_cluster.emplace(d.cluster[i], i).second);
    REQUIRE(d.similarity[i] >= threshold);
  }
  for (const std::uint32_t c : d.cluster) REQUIRE(kept_of_cluster.count(c) == 1);
  for (std::size_t k = 0; k < d.pairs.size(); ++k) {
    REQUIRE(d.pairs[k].left < d.pairs[k].right);
    if (k > 0) {
      REQUIRE(std::pair(d.pairs[k - 1].left, d.pairs[k - 1].right) <
              std::pair(d.pairs[k].left, d.pairs[k].right));
    }
  }
}

// Clusters as sets of texts.
std::map<std::string, std::vector<std::string>> texts_by_representative(
    const std::vector<std::string>& texts, const Duplicates& d) {
  std::map<std::string, std::vector<std::string>> out;
  for (std::size_t i = 0; i < texts.size(); ++i)
    out[texts[d.representative[i]]].push_back(texts[i]);
  for (auto& [kept, all] : out) std::sort(all.begin(), all.end());
  return out;
}

std::vector<std::string> with_common_end(std::size_t count, std::size_t own_words) {
  TextMaker make(9);
  const std::string end = TextMaker::join(make.article(50));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < count; ++i) {
    texts.push_back(TextMaker::join(make.article(own_words)) + " " + end);
  }
  return texts;
}

// Texts that are hard for a search by shared shingles, n of each kind.
using Collections = std::map<std::string, std::function<std::vector<std::string>(std::size_t)>>;

Collections hostile_collections() {
  const auto each = [](const auto& text) {
    return [text](std::size_t n) {
      TextMaker make(13);
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < n; ++i) texts.push_back(text(make, i));
      return texts;
    };
  };
  return {
      {"three words", each([](TextMaker& make, std::size_t) {
         std::vector<std::string> words(200);
         for (std::string& word : words) word = "abc"[make.below(3)];
         return TextMaker::join(words);
       })},
      {"bulletins from a template with 24 slots", each([](TextMaker& make, std::size_t) {
         std::vector<std::string> words;
         for (std::size_t i = 0; i < 120; ++i) {
           words.push_back(i % 5 == 0 ? "v" + std::to_string(make.below(8))
                                      : "templat" + std::to_string(i));
         }
         return TextMaker::join(words);
       })},
      {"a common footer", [](std::size_t n) { return with_common_end(n, 10); }},
      {"identical",
       each([](TextMaker&, std::size_t) { return "satu teks yang sama saja di sini"; })},
      {"empty", each([](TextMaker&, std::size_t) { return ""; })},
      {"one shingle", each([](TextMaker&, std::size_t i) { return "teks " + std::to_string(i); })},
      {"one word", each([](TextMaker&, std::size_t i) {
         return TextMaker::join(std::vector<std::string>(1 + i % 7, "ya"));
       })},
  };
}

}  // namespace

TEST_CASE("near_duplicates: pairs and kept texts equal those of comparing all with all") {
  for (const std::uint32_t seed : {1U, 2U, 3U}) {
    const std::vector<std::string> texts = TextMaker(seed).collection(300);
    const auto alike = reference::naive_pairs(texts, 0.3);
    for (const double threshold : {0.3, 0.5, 0.8, 0.9, 1.0}) {
      const Duplicates d = find(texts, {.threshold = threshold}, Keep::kFirst);
      check_sound(d, threshold);
      std::vector<reference::NaivePair> expected;
      for (const auto& p : alike) {
        if (p.similarity >= threshold) expected.push_back(p);
      }
      REQUIRE(d.pairs.size() == expected.size());
      for (std::size_t k = 0; k < expected.size(); ++k) {
        CHECK(d.pairs[k].left == expected[k].left);
        CHECK(d.pairs[k].right == expected[k].right);
        CHECK(d.pairs[k].similarity == expected[k].similarity);
      }
      CHECK(d.representative == reference::naive_kept_first(texts.size(), expected));
      CHECK(d.all_pairs);
    }
  }
}

TEST_CASE("near_duplicates: MinHash finds nearly all of them, and nothing else") {
  const std::vector<std::string> texts = TextMaker(5).collection(2000);
  const Duplicates exact = find(texts);
  const Duplicates estimated = find(texts, {.search = Search::kMinHash});
  check_sound(estimated, 0.8);
  CHECK(estimated.pairs.size() <= exact.pairs.size());
  CHECK(static_cast<double>(estimated.pairs.size()) >=
        0.98 * static_cast<double>(exact.pairs.size()));
  for (const DuplicatePair& p : estimated.pairs) CHECK(p.similarity >= 0.8);
}

TEST_CASE("near_duplicates: the order of the input changes no cluster and no kept text") {
  const std::vector<std::string> texts = TextMaker(6).collection(600);
  std::vector<double> scores;
  for (const std::string& t : texts) scores.push_back(static_cast<double>(t.size() % 5));
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(1);
  for (const Keep keep : {Keep::kLongest, Keep::kBest}) {
    const bool ranked = keep == Keep::kBest;
    const auto expected = texts_by_representative(
        texts, find(texts, {.threshold = 0.6}, keep, ranked ? scores : std::vector<double>{}));
    for (int round = 0; round < 5; ++round) {
      std::shuffle(order.begin(), order.end(), random);
      std::vector<std::string> moved;
      std::vector<double> moved_scores;
      for (const std::size_t i : order) {
        moved.push_back(texts[i]);
        if (ranked) moved_scores.push_back(scores[i]);
      }
      CHECK(texts_by_representative(moved, find(moved, {.threshold = 0.6}, keep, moved_scores)) ==
            expected);
    }
  }
}

TEST_CASE("Deduplicator: threads, batches and spilling change nothing") {
  constexpr std::pair<unsigned, std::size_t> kSettings[] = {{1, 100'000}, {2, 0}, {5, 1 << 30}};
  TextMaker make(7);
  std::vector<std::string> texts = make.collection(4000);
  // Each has more shingles than a block of the store, so that the others are on disk.
  texts[1000] = TextMaker::join(make.article(530'000));
  texts.push_back(TextMaker::join(make.article(530'000)));
  const auto views = reference::views(texts);
  for (const Contained contained : {Contained::kKeep, Contained::kExcerpts}) {
    DedupOptions options{.threshold = 0.5, .num_threads = 1};
    options.contained = contained;
    options.containment = contained == Contained::kKeep ? 0 : 0.7;
    const Duplicates expected = find(texts, options);
    CHECK(expected.num_removed() > 500);
    for (const auto& [threads, budget] : kSettings) {
      options.num_threads = threads;
      options.memory_budget = budget;
      Deduplicator d(options);
      for (std::size_t at = 0; at < views.size();) {
        const std::size_t n = std::min<std::size_t>(views.size() - at, 1 + at % 1777);
        d.add(std::span(views).subspan(at, n));
        at += n;
      }
      CHECK(d.size() == texts.size());
      CHECK(same(d.finish(), expected));
      d.set_memory_budget(30'000);
      CHECK(same(d.finish(), expected));
    }
  }
}

TEST_CASE("near_duplicates: keep says which copy is kept") {
  const std::string base =
      "the quick brown fox jumps over the lazy dog and then runs into the deep wood";
  const std::vector<std::string> texts = {base, base + "!!", base, base + " now"};
  const DedupOptions options{.threshold = 0.7};
  CHECK(find(texts, options, Keep::kFirst).representative == std::vector<std::uint32_t>(4, 0));
  CHECK(find(texts, options, Keep::kLongest).representative == std::vector<std::uint32_t>(4, 3));
  CHECK(find(texts, options, Keep::kNewest, {1, 2, 9, 3}).representative ==
        std::vector<std::uint32_t>(4, 2));
  CHECK(find(texts, options, Keep::kBest, {5, 5, 5, 1}).representative ==
        std::vector<std::uint32_t>(4, 1));
  CHECK(find(texts, options, Keep::kBest, {std::nan(""), -1, std::nan(""), -2}).representative ==
        std::vector<std::uint32_t>(4, 1));
}

TEST_CASE("near_duplicates: without pairs everything else is the same") {
  const std::vector<std::string> texts = TextMaker(18).collection(400);
  const Duplicates with = find(texts, {.threshold = 0.6, .containment = 0.7});
  const Duplicates without =
      find(texts, {.threshold = 0.6, .containment = 0.7, .lists_pairs = false});
  CHECK(!with.pairs.empty());
  CHECK(without.pairs.empty());
  CHECK(without.cluster == with.cluster);
  CHECK(without.representative == with.representative);
  CHECK(without.relation == with.relation);
}

TEST_CASE("near_duplicates: exact means the same words in the same order") {
  const std::vector<std::string> texts = {"A b c, d e f!", "a b c d e f", "a b c d e f g h i j k l",
                                          "b a b a b a b", "a b a b a b a b"};
  const Duplicates d = find(texts, {.threshold = 0.5, .shingles = {.ngram_size = 2}});
  REQUIRE(d.pairs.size() == 2);
  CHECK(d.pairs[0].relation == Relation::kExact);
  CHECK(d.pairs[0].right == 1);
  // Equal sets of shingles, but not the same text.
  CHECK(d.pairs[1].left == 3);
  CHECK(d.pairs[1].relation == Relation::kNear);
  CHECK(d.pairs[1].similarity == 1);
}

TEST_CASE("near_duplicates: texts without words are copies of nothing") {
  const std::vector<std::string> texts = {"", "", "...", "...", "word", "word", " "};
  const Duplicates d = find(texts);
  CHECK(d.representative == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 4, 6});
  CHECK(d.cluster == std::vector<std::uint32_t>{0, 1, 2, 3, 4, 4, 5});
  CHECK(d.num_removed() == 1);
  CHECK(find({}).size() == 0);
  CHECK(find({""}).pairs.empty());
}

TEST_CASE("near_duplicates: a chain of small edits does not tie its ends together") {
  TextMaker make(8);
  std::vector<std::string> words = make.article(200);
  std::vector<std::string> texts = {TextMaker::join(words)};
  for (std::size_t step = 1; step < 12; ++step) {
    for (std::size_t k = 0; k < 3; ++k) words[step * 16 + k] = make.word() + "q";
    texts.push_back(TextMaker::join(words));
  }
  const Duplicates d = find(texts, {}, Keep::kFirst);
  check_sound(d, 0.8);
  CHECK(d.representative.front() == 0);
  CHECK(d.representative.back() != 0);
  CHECK(d.pairs.size() > texts.size());
}

TEST_CASE("near_duplicates: containment is listed, both ways, and clusters nothing") {
  TextMaker make(10);
  const std::string story = TextMaker::join(make.article(100));
  const std::string page = TextMaker::join(make.article(150)) + " " + story;
  const std::string other = TextMaker::join(make.article(120));
  const Duplicates d = find({page, story, other}, {.containment = 0.9});
  CHECK(d.num_removed() == 0);
  REQUIRE(d.pairs.size() == 1);
  CHECK(d.pairs[0].relation == Relation::kContains);
  CHECK(d.pairs[0].containment_right == 1);
  CHECK(d.pairs[0].similarity < 0.5);
  const Duplicates turned = find({story, page}, {.containment = 0.9});
  REQUIRE(turned.pairs.size() == 1);
  CHECK(turned.pairs[0].relation == Relation::kContainedIn);
  CHECK(turned.pairs[0].containment_left == 1);
}

TEST_CASE("near_duplicates: containment misses no pair") {
  const std::vector<std::string> texts = TextMaker(11).collection(500);
  const Duplicates d = find(texts, {.containment = 0.7, .containment_min_shingles = 1});
  std::vector<std::set<std::string>> sets;
  for (const std::string& t : texts) sets.push_back(reference::naive_shingles(t, 5));
  std::size_t expected = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = i + 1; j < texts.size(); ++j) {
      if (!d.is_kept(i) || !d.is_kept(j)) continue;
      const std::size_t least = std::min(sets[i].size(), sets[j].size());
      expected += least > 0 && static_cast<double>(reference::naive_shared(sets[i], sets[j])) >=
                                   0.7 * static_cast<double>(least)
                      ? 1
                      : 0;
    }
  }
  std::size_t found = 0;
  for (const DuplicatePair& p : d.pairs) {
    const bool contains = p.relation == Relation::kContains || p.relation == Relation::kContainedIn;
    found += contains ? 1 : 0;
    if (contains) CHECK(std::max(p.containment_left, p.containment_right) >= 0.7);
  }
  CHECK(expected > 10);
  CHECK(found == expected);
}

TEST_CASE(
    "near_duplicates: a hundred thousand copies of one text list only the pairs with the kept "
    "one") {
  const std::vector<std::string> texts(100'000, "the same page again, with these few words in it");
  const Duplicates d = find(texts);
  CHECK(d.num_removed() == texts.size() - 1);
  CHECK(d.pairs.size() == texts.size() - 1);
  CHECK(!d.all_pairs);
}

TEST_CASE("near_duplicates: a cluster over the limit lists only the pairs with its kept text") {
  TextMaker make(12);
  const std::vector<std::string> words = make.article(300);
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) texts.push_back(TextMaker::join(make.edited(words, 6)));
  const Duplicates all = find(texts, {.threshold = 0.7});
  CHECK(all.all_pairs);
  CHECK(all.pairs.size() > 500);
  for (const std::size_t limit : {std::size_t{0}, std::size_t{10}, std::size_t{30}}) {
    const Duplicates some = find(texts, {.threshold = 0.7, .pair_limit = limit});
    CHECK(some.representative == all.representative);
    CHECK(!some.all_pairs);
    CHECK(some.pairs.size() < all.pairs.size());
    std::size_t with_kept = 0;
    for (const DuplicatePair& p : some.pairs) {
      with_kept +=
          some.representative[p.left] == p.right || some.representative[p.right] == p.left ? 1 : 0;
    }
    CHECK(with_kept == some.num_removed());
  }
  CHECK(find(texts, {.threshold = 0.7, .pair_limit = 60}).pairs.size() == all.pairs.size());
}

TEST_CASE("near_duplicates: thousands of short texts with a common end stay cheap") {
  // From so few own words that all are similar to so many that none are. Pairs: 12.5 million.
  for (const std::size_t own : {3, 6, 12, 60}) {
    const std::vector<std::string> texts = with_common_end(5000, own);
    const Duplicates d = find(texts);
    INFO("own words " << own << ": " << d.candidates << " candidates");
    check_sound(d, 0.8);
    CHECK(d.candidates < 400 * texts.size());
    if (own == 3) CHECK(d.num_removed() > 4900);
    if (own >= 12) CHECK(d.num_removed() == 0);
  }
}

TEST_CASE("near_duplicates: work grows with the texts, whatever is in them") {
  // With a small budget, so that few texts already take all of it.
  const WorkBudget budget{.of_text = 1 << 9, .of_shingle = 0, .of_search = 1 << 12};
  for (const auto& [name, make] : hostile_collections()) {
    for (const Search search : {Search::kExact, Search::kMinHash}) {
      for (const double containment : {0.0, 0.9}) {
        std::vector<std::uint64_t> work;
        for (const std::size_t n : {600, 1200, 2400}) {
          const Duplicates d =
              find(make(n), {.containment = containment, .search = search, .budget = budget});
          check_sound(d, 0.8);
          work.push_back(d.visits + d.candidates);
        }
        INFO(name << (search == Search::kExact ? " exact" : " minhash") << ", containment "
                  << containment << ": " << work[0] << " " << work[1] << " " << work[2]);
        CHECK(10 * work[1] <= 24 * work[0] + 10000);
        CHECK(10 * work[2] <= 24 * work[1] + 10000);
      }
    }
  }
}

TEST_CASE(
    "near_duplicates: where the budget is too small it says so, and what it expects to miss") {
  TextMaker make(14);
  std::vector<std::string> texts = hostile_collections().at("three words")(1000);
  for (std::size_t i = 0; i < 300; ++i) {
    texts.push_back(texts[i].substr(0, texts[i].rfind(' ')) + " " + make.word());
    texts.push_back("kata " + texts[i]);
  }
  const Duplicates all = find(texts, {.budget = {.of_search = UINT64_MAX}});
  CHECK(all.search == Search::kExact);
  CHECK(all.expected_recall == 1);
  CHECK(all.expected_misses == 0);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> expected;
  for (const DuplicatePair& p : all.pairs) expected.emplace_back(p.left, p.right);
  CHECK(expected.size() >= 800);
  double recall_before = 0;
  for (const std::uint64_t of_text : {0, 1 << 10, 1 << 12}) {
    const Duplicates some =
        find(texts, {.budget = {.of_text = of_text, .of_shingle = 0, .of_search = 0}});
    CHECK(some.search == Search::kMinHash);
    CHECK(some.expected_recall < 1);
    check_sound(some, 0.8);
    std::size_t found = 0;
    for (const DuplicatePair& p : some.pairs) {
      REQUIRE(std::binary_search(expected.begin(), expected.end(), std::pair(p.left, p.right)));
      ++found;
    }
    const double recall = static_cast<double>(found) / static_cast<double>(expected.size());
    INFO("budget " << of_text << ": recall " << recall << ", expected " << some.expected_recall
                   << ", misses " << expected.size() - found << ", expected "
                   << some.expected_misses);
    // The pairs here are more similar than the threshold.
    CHECK(recall >= some.expected_recall - 0.02);
    CHECK(recall >= recall_before);
    recall_before = recall;
  }
  CHECK(recall_before > 0.95);
}

TEST_CASE(
    "near_duplicates: threads, batches and the order of texts change nothing under a budget") {
  const WorkBudget budget{.of_text = 1 << 9, .of_shingle = 0, .of_search = 1 << 12};
  std::vector<std::string> texts = hostile_collections().at("three words")(700);
  for (const std::string& text : TextMaker(15).collection(700)) texts.push_back(text);
  for (std::size_t i = 0; i < 200; ++i) texts.push_back("kata " + texts[i]);
  for (const double containment : {0.0, 0.8}) {
    const DedupOptions options{
        .threshold = 0.6, .containment = containment, .budget = budget, .num_threads = 1};
    const Duplicates expected = find(texts, options);
    CHECK(expected.search == Search::kMinHash);
    DedupOptions parallel = options;
    parallel.num_threads = 5;
    const Duplicates by_threads = find(texts, parallel);
    CHECK(same(by_threads, expected));
    CHECK(by_threads.expected_recall == expected.expected_recall);
    CHECK(by_threads.visits == expected.visits);
    std::vector<std::string> moved = texts;
    std::shuffle(moved.begin(), moved.end(), std::mt19937(2));
    CHECK(texts_by_representative(moved, find(moved, options)) ==
          texts_by_representative(texts, expected));
  }
}

TEST_CASE("near_duplicates: the key of the hashes changes no result") {
  const WorkBudget small{.of_text = 1 << 9, .of_shingle = 0, .of_search = 1 << 12};
  for (const std::uint32_t seed : {16U, 17U}) {
    std::vector<std::string> texts = TextMaker(seed).collection(200);
    for (const std::string& text : hostile_collections().at("three words")(300)) {
      texts.push_back(text);
    }
    for (std::size_t i = 0; i < 100; ++i) texts.push_back("kata " + texts[200 + i]);
    for (const Search search : {Search::kExact, Search::kMinHash}) {
      for (const WorkBudget& budget : {WorkBudget{}, small}) {
        DedupOptions options{
            .threshold = 0.5, .containment = 0.7, .search = search, .budget = budget, .key = 1};
        const Duplicates expected = find(texts, options);
        for (const std::uint64_t key : {std::uint64_t{0}, std::uint64_t{2}, UINT64_MAX}) {
          options.key = key;
          const Duplicates d = find(texts, options);
          CHECK(same(d, expected));
          CHECK(d.expected_recall == expected.expected_recall);
          CHECK(d.visits == expected.visits);
        }
      }
    }
  }
}

TEST_CASE("near_duplicates: texts whose stable hashes were made to collide are both kept") {
  // Unrelated words, found by a search for solutions of the sum of the hashes (Wagner 2002).
  const std::vector<std::pair<std::string, std::string>> collisions = {
      {"adualez bwqztbz cddovhq dpexfjr sama", "etnwoar fravzvg giaymcp hlhboix sama"},
      {"azcekta bdfwzxi cfzhkvn divrcqf sama", "eqoycea fpkmhvn guvsbxj hgygtes sama"},
      {"aitoprr brvvhir chqvglf dtrvdaw sama", "eyknjic fpxtura gnoywpt hxmaltd sama"}};
  for (const auto& [left, right] : collisions) {
    std::vector<std::uint64_t> a;
    std::vector<std::uint64_t> b;
    (void)Shingler().shingle(left, a);
    (void)Shingler().shingle(right, b);
    REQUIRE(a == b);
    for (const Search search : {Search::kExact, Search::kMinHash}) {
      const Duplicates d = find(
          {left, right}, {.containment = 0.5, .containment_min_shingles = 1, .search = search});
      CHECK(d.num_removed() == 0);
      CHECK(d.pairs.empty());
    }
  }
}

TEST_CASE("Deduplicator: rejects options out of range") {
  CHECK_THROWS_AS(Deduplicator({.threshold = 0}), std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.threshold = 1.01}), std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.threshold = std::nan("")}), std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.measure = "hamming"}), std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.containment = -0.1}), std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.measure = "dice", .search = Search::kMinHash}),
                  std::invalid_argument);
  CHECK_THROWS_AS(Deduplicator({.shingles = {.ngram_size = 0}}), std::invalid_argument);
  const std::vector<std::string> texts = {"a", "b"};
  CHECK_THROWS_AS(find(texts, {}, Keep::kNewest), std::invalid_argument);
  CHECK_THROWS_AS(find(texts, {}, Keep::kFirst, {1.0, 2.0}), std::invalid_argument);
}
