#include "saring/pipeline/tally.hpp"

#include <catch2/catch.hpp>
#include <span>
#include <string>
#include <vector>

#include "saring/base/error.hpp"

using saring::boilerplate::Role;
using saring::pipeline::CleanDocument;
using saring::pipeline::Decision;
using saring::pipeline::Tally;

namespace {

CleanDocument document(std::string_view rule, std::size_t end, std::string_view lang) {
  CleanDocument clean;
  clean.removals.push_back({0, false, 0, end, Role::kShare, 1, rule, "a share label"});
  clean.lang = lang;
  clean.chars_before = 10;
  clean.chars_after = 4;
  return clean;
}

}  // namespace

TEST_CASE("tally: counts lines and characters by role, rule and language") {
  Tally tally;
  tally.add("é agikan x", document("id.share", 3, "ind_Latn"));
  tally.add("agikan x", document("id.share", 6, "ind_Latn"));
  CleanDocument other = document("", 6, "eng_Latn");
  other.decision = Decision::kLanguage;
  tally.add("share! x", other);
  CHECK(tally.documents == 3);
  CHECK(tally.chars_before == 30);
  CHECK(tally.decisions[0] == 2);
  CHECK(tally.decisions[static_cast<std::size_t>(Decision::kLanguage)] == 1);
  CHECK(tally.roles[static_cast<std::size_t>(Role::kShare)].lines == 3);
  CHECK(tally.roles[static_cast<std::size_t>(Role::kShare)].chars == 2 + 6 + 6);
  CHECK(tally.rules.at("id.share").lines == 2);
  CHECK(tally.rules.at("id.share").examples == std::vector<std::string>{"é ", "agikan"});
  CHECK(tally.rules.at("a share label").lines == 1);
  CHECK(tally.languages.at("ind_Latn").kept == 2);
  CHECK(tally.languages.at("eng_Latn").kept == 0);
}

TEST_CASE("tally: counts documents whose article is unsure apart from heavy losses") {
  CleanDocument unsure = document("id.share", 3, "ind_Latn");
  unsure.review_reason = "unsure";
  CleanDocument heavy = document("id.share", 3, "ind_Latn");
  heavy.review_reason = unsure.review_reason;
  heavy.is_heavy_loss = true;
  Tally tally;
  tally.add("agikan x", document("id.share", 3, "ind_Latn"));
  tally.add("agikan x", heavy);
  CHECK(tally.unsure == 0);
  tally.add("agikan x", unsure);
  Tally later;
  later.add("agikan x", unsure);
  tally.merge(later);
  CHECK(tally.unsure == 2);
}

TEST_CASE("tally: a document rejected afterwards is counted as if it had gone at once") {
  Tally late;
  late.add("agikan x", document("id.share", 6, "ind_Latn"));
  late.reject("ind_Latn", 4, Decision::kDuplicate);
  Tally at_once;
  CleanDocument copy = document("id.share", 6, "ind_Latn");
  copy.decision = Decision::kDuplicate;
  at_once.add("agikan x", copy);
  CHECK(late.decisions == at_once.decisions);
  CHECK(late.decision_chars == at_once.decision_chars);
  CHECK(late.languages.at("ind_Latn").kept == 0);
  CHECK(late.languages.at("ind_Latn").chars_kept == 0);
  CHECK(late.languages.at("ind_Latn").documents == 1);
}

TEST_CASE("tally: counts by site where one is named") {
  Tally first;
  first.add("agikan x", document("id.share", 6, "ind_Latn"), "kabar.example");
  first.add("agikan x", document("id.share", 6, "ind_Latn"));
  Tally second;
  second.add("agikan x", document("id.share", 6, "ind_Latn"), "kabar.example");
  first.merge(second);
  REQUIRE(first.sites.size() == 1);
  const Tally::Site& site = first.sites.at("kabar.example");
  CHECK(site.documents == 2);
  CHECK(site.lines == 2);
  CHECK(site.chars_before == 20);
  CHECK(site.chars_after == 8);
}

TEST_CASE("tally: merging in order equals adding in order, however it is divided") {
  const std::string text = "Bagikan artikel ini kepada teman";
  const auto add = [&](Tally& tally, std::size_t i) {
    tally.add(text, document(i % 3 == 0 ? "a" : "b", 1 + i % 30, i % 2 == 0 ? "x" : "y"));
  };
  Tally whole;
  for (std::size_t i = 0; i < 40; ++i) add(whole, i);
  for (const std::size_t step : {1U, 7U, 16U}) {
    Tally merged;
    for (std::size_t start = 0; start < 40; start += step) {
      Tally part;
      for (std::size_t i = start; i < std::min<std::size_t>(40, start + step); ++i) add(part, i);
      merged.merge(part);
    }
    CHECK(merged.chars_before == whole.chars_before);
    CHECK(merged.rules.at("b").examples == whole.rules.at("b").examples);
    CHECK(merged.rules.at("a").chars == whole.rules.at("a").chars);
    CHECK(merged.languages.at("y").documents == whole.languages.at("y").documents);
  }
}

TEST_CASE("tally: a run names the first sites that occur, however its documents are divided") {
  // Site 9 comes first, and the last ones come again in every part.
  const auto site = [](std::size_t i) {
    return "s" + std::to_string(i % 7 == 0 ? 9 : 40 - i % 40);
  };
  constexpr std::size_t kMost = 5;
  for (const std::size_t step : {1U, 3U, 16U, 100U}) {
    Tally run;
    for (std::size_t start = 0; start < 100; start += step) {
      Tally part;
      for (std::size_t i = start; i < std::min<std::size_t>(100, start + step); ++i)
        part.add("agikan x", document("id.share", 6, "x"), site(i));
      run.merge(part, kMost);
      CHECK(run.sites.size() <= kMost);
    }
    REQUIRE(run.sites.size() == kMost);
    for (const char* name : {"s39", "s38", "s37", "s36"}) CHECK(run.sites.at(name).documents >= 2);
    CHECK(run.sites.at("s9").documents == 17);
    CHECK(run.sites.at("s9").first == 0);
    CHECK(run.sites.at("s36").first == 4);
    CHECK(run.documents == 100);
  }
}

TEST_CASE("tally: the name of a site is cut") {
  Tally tally;
  tally.add("x", {}, std::string(255, 'a') + "é");
  CHECK(tally.sites.begin()->first == std::string(255, 'a'));
}

TEST_CASE("tally: examples are cut before a code point") {
  std::string text(159, 'a');
  text += "éé";
  Tally tally;
  tally.add(text, document("r", text.size(), ""));
  CHECK(tally.rules.at("r").examples.front() == std::string(159, 'a'));
}

TEST_CASE("tally: saved counts go on as if they had not been saved") {
  CleanDocument clean = document("id.share", 6, "ind_Latn");
  clean.is_mojibake = clean.is_markup = true;
  Tally whole;
  whole.add("agikan x", clean, "ellery.example");
  Tally loaded;
  loaded.add("agikan x", document("", 3, "eng_Latn"));
  const std::string saved = whole.save();
  loaded.load(std::as_bytes(std::span(saved)));
  CHECK(loaded.save() == saved);
  for (Tally* tally : {&whole, &loaded}) {
    Tally later;
    later.add("agikan y", document("id.other", 2, "ind_Latn"), "bakti.example");
    tally->merge(later, 1);
  }
  CHECK(loaded.save() == whole.save());
  CHECK(loaded.mojibake == 1);
  CHECK(loaded.markup == 1);
  CHECK(loaded.sites.size() == 1);
  CHECK(loaded.rules.at("id.share").examples == std::vector<std::string>{"agikan"});
  CHECK(loaded.rules.at("id.share").role == Role::kShare);
  for (std::size_t size = 0; size < saved.size(); ++size) {
    CHECK_THROWS_AS(loaded.load(std::as_bytes(std::span(saved).first(size))), saring::ModelError);
  }
}
