#include "saring/dedup/kept_texts_internal.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "reference/naive_dedup.hpp"

using saring::dedup::Contained;
using saring::dedup::DedupOptions;
using saring::dedup::Duplicates;
using saring::dedup::Keep;
using saring::dedup::Relation;
namespace reference = saring::reference;

namespace {

DedupOptions removing(Contained contained, unsigned threads = 1) {
  return {.containment = 0.9,
          .containment_min_shingles = 10,
          .contained = contained,
          .key = 7,
          .num_threads = threads};
}

Duplicates find(const std::vector<std::string>& texts, const DedupOptions& options,
                Keep keep = Keep::kLongest) {
  return saring::dedup::near_duplicates(reference::views(texts), options, keep);
}

// A story of its own sentences, and its beginning.
struct Story {
  explicit Story(std::uint32_t seed) {
    reference::TextMaker make(seed);
    words = make.article(160);
  }
  [[nodiscard]] std::string first(std::size_t count) const {
    return reference::TextMaker::join({words.begin(), words.begin() + static_cast<long>(count)});
  }
  [[nodiscard]] std::string whole() const { return reference::TextMaker::join(words) + "."; }
  std::vector<std::string> words;
};

}  // namespace

TEST_CASE("kept texts: a text ends in an ellipsis, or something is said after it") {
  for (const char* text :
       {"kata lalu...", "kata lalu \u2026", "kata lalu [...]", "kata lalu... Read more",
        "kata\u2026 Baca selengkapnya \u00bb", "kata... Subscribe to read the whole article."}) {
    CHECK(saring::dedup::ends_in_ellipsis(text));
  }
  for (const char* text :
       {"", "kata.", "kata... lalu. Selesai.", "kata lalu",
        "... kata yang cukup panjang sehingga titik itu jauh dari akhir teks yang panjang ini"}) {
    CHECK_FALSE(saring::dedup::ends_in_ellipsis(text));
  }
}

TEST_CASE("kept texts: a teaser goes, and its whole stays, whatever the order") {
  const Story story(1);
  const std::string cut_word = story.words[40].substr(0, 2);
  for (const std::string& teaser :
       {story.first(40) + "...", story.first(40) + " " + cut_word + "...",
        story.first(40) + " " + cut_word + "\u2026 Read more", story.first(60) + "."}) {
    const std::vector<std::string> texts = {teaser, story.whole(), Story(2).whole()};
    const Duplicates found = find(texts, removing(Contained::kExcerpts));
    CHECK(found.representative == std::vector<std::uint32_t>{1, 1, 2});
    CHECK(found.relation[0] == Relation::kContainedIn);
    CHECK(found.relation[1] == Relation::kExact);
    CHECK(found.similarity[0] < 0.8);
    CHECK(found.cluster_size == std::vector<std::uint32_t>{2, 2, 1});
    CHECK(find(texts, removing(Contained::kKeep)).num_removed() == 0);
    CHECK(find(texts, removing(Contained::kExcerpts), Keep::kFirst).representative[0] == 1);
  }
}

TEST_CASE("kept texts: a round-up removes none of its stories, unless that is asked for") {
  const Story a(3);
  const Story b(4);
  const Story c(5);
  const std::string round_up = a.whole() + "\n" + b.whole() + "\n" + c.whole();
  // Also the first one, where the round-up begins with it.
  const std::vector<std::string> texts = {round_up, a.whole(), b.whole(), c.whole()};
  CHECK(find(texts, removing(Contained::kExcerpts)).num_removed() == 0);
  CHECK(find({"Morning briefing: " + round_up, a.whole()}, removing(Contained::kExcerpts))
            .num_removed() == 0);
  CHECK(find(texts, removing(Contained::kAll)).representative ==
        std::vector<std::uint32_t>{0, 0, 0, 0});
}

TEST_CASE("kept texts: what is said elsewhere only stays") {
  const Story story(6);
  const Story other(7);
  const std::string own_end = story.first(60) + " " + other.first(20) + ".";
  CHECK(find({own_end, story.whole()}, removing(Contained::kExcerpts)).num_removed() == 0);
  const std::string own_end_cut = story.first(100) + " " + other.first(20) + "...";
  CHECK(find({own_end_cut, story.whole()}, removing(Contained::kExcerpts)).num_removed() == 0);
  const std::string quote = story.first(90).substr(story.first(50).size() + 1);
  CHECK(find({quote, story.whole()}, removing(Contained::kExcerpts)).num_removed() == 0);
  CHECK(find({quote, story.whole()}, removing(Contained::kAll)).num_removed() == 1);
  CHECK(
      find({story.first(8) + "...", story.whole()}, removing(Contained::kExcerpts)).num_removed() ==
      0);  // too short to tell
}

TEST_CASE("kept texts: of teasers of teasers only the whole stays") {
  const Story story(8);
  const std::vector<std::string> texts = {story.first(30) + "...", story.first(70) + "...",
                                          story.whole(), story.first(30) + "!"};
  const Duplicates found = find(texts, removing(Contained::kExcerpts));
  CHECK(found.representative == std::vector<std::uint32_t>{2, 2, 2, 2});
  CHECK(found.num_removed() == 3);
}

TEST_CASE("kept texts: every removed text is in the one that stays for it") {
  reference::TextMaker make(9);
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    const auto words = make.article(60 + make.below(100));
    for (std::size_t copies = 1 + make.below(4); copies > 0; --copies) {
      auto part = words;
      part.resize(20 + make.below(words.size() - 20));
      texts.push_back(reference::TextMaker::join(make.edited(part, 5)) + "...");
    }
    texts.push_back(reference::TextMaker::join(words));
  }
  const Duplicates one = find(texts, removing(Contained::kExcerpts));
  const Duplicates many = find(texts, removing(Contained::kExcerpts, 4));
  CHECK(one.representative == many.representative);
  CHECK(one.num_removed() > 60);
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    const std::uint32_t kept = one.representative[i];
    REQUIRE(one.representative[kept] == kept);
    if (kept == i) continue;
    const auto a = reference::naive_shingles(texts[i], 5);
    const auto b = reference::naive_shingles(texts[kept], 5);
    const auto shared = static_cast<double>(reference::naive_shared(a, b));
    const bool is_near = reference::naive_jaccard(a, b) >= 0.8;
    CHECK((is_near || shared >= 0.8 * static_cast<double>(a.size())));
    CHECK((one.relation[i] == Relation::kContainedIn) == !(one.similarity[i] >= 0.8));
  }
  // Batches and storage on disk do not matter either.
  DedupOptions on_disk = removing(Contained::kExcerpts);
  on_disk.memory_budget = 0;
  saring::dedup::Deduplicator finder(on_disk);
  const auto views = reference::views(texts);
  for (std::size_t at = 0; at < views.size(); at += 7) {
    finder.add(std::span(views).subspan(at, std::min<std::size_t>(7, views.size() - at)));
  }
  CHECK(finder.finish().representative == one.representative);
  // The order of the texts does not matter.
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), 0);
  std::reverse(order.begin(), order.end());
  std::vector<std::string> reversed;
  for (const std::size_t i : order) reversed.push_back(texts[i]);
  const Duplicates other = find(reversed, removing(Contained::kExcerpts));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(texts[one.representative[order[i]]] == reversed[other.representative[i]]);
  }
}

TEST_CASE("kept texts: the last text, or none of those that have copies") {
  const std::vector<std::string> texts = {"satu dua tiga", "Satu, dua, tiga!", "lain"};
  CHECK(find(texts, {}, Keep::kLast).representative == std::vector<std::uint32_t>{1, 1, 2});
  const Duplicates none = find(texts, {}, Keep::kNone);
  CHECK(none.num_removed() == 2);
  CHECK_FALSE(none.is_kept(0));
  CHECK_FALSE(none.is_kept(1));
  CHECK(none.is_kept(2));
}

TEST_CASE("kept texts: ties go to the smaller id") {
  const std::vector<std::string> texts = {"satu dua tiga", "Satu dua tiga", "satu Dua tiga"};
  const std::vector<std::uint32_t> ids = {2, 0, 1};
  const auto views = reference::views(texts);
  CHECK(saring::dedup::near_duplicates(views, {}, Keep::kLongest, {}, ids).representative ==
        std::vector<std::uint32_t>{1, 1, 1});
  CHECK_THROWS_AS(
      saring::dedup::near_duplicates(views, {}, Keep::kLongest, {}, std::vector<std::uint32_t>{1}),
      std::invalid_argument);
  CHECK_THROWS_AS(find(texts, {.contained = Contained::kAll}), std::invalid_argument);
}
