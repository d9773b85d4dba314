#include "saring/pipeline/notable.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using saring::pipeline::CleanDocument;
using saring::pipeline::excerpt_of;
using saring::pipeline::kMaxRemovals;
using saring::pipeline::Notable;
using saring::pipeline::Removal;

namespace {

Removal removal(std::size_t start, std::size_t end, std::string_view rule = "r") {
  Removal made;
  made.start = start;
  made.end = end;
  made.rule = rule;
  return made;
}

CleanDocument document(std::size_t before, std::size_t after, std::vector<Removal> removals) {
  CleanDocument made;
  made.chars_before = before;
  made.chars_after = after;
  made.removals = std::move(removals);
  return made;
}

}  // namespace

TEST_CASE("notable: the longest removal of each rule, the first of equal ones") {
  Notable notable;
  notable.add(0, document(50, 40, {removal(0, 4), removal(5, 9, "s")}), "");
  notable.add(1, document(50, 40, {removal(0, 6), removal(10, 16)}), "");
  notable.add(2, document(50, 40, {removal(0, 6)}), "");
  const auto& rules = notable.rules();
  REQUIRE(rules.size() == 2);
  CHECK(rules.at("r").document == 1);
  CHECK(rules.at("r").removal == 0);
  CHECK(rules.at("r").rank == 6);
  CHECK(rules.at("s").document == 0);
  CHECK(rules.at("s").removal == 1);
}

TEST_CASE("notable: a removal without a rule goes by its reason") {
  Notable notable;
  Removal none = removal(0, 4, "");
  none.reason = "a short line";
  notable.add(0, document(50, 46, {none}), "");
  CHECK(notable.rules().count("a short line") == 1);
}

TEST_CASE("notable: of a site the document that lost most, and nothing of small losses") {
  Notable notable;
  notable.add(0, document(1000, 950, {removal(0, 50)}), "small.example");
  notable.add(1, document(1000, 800, {removal(0, 200)}), "big.example");
  notable.add(2, document(9000, 8700, {removal(0, 300)}), "big.example");
  REQUIRE(notable.sites().size() == 1);
  CHECK(notable.sites().at("big.example").document == 2);
  CHECK(notable.sites().at("big.example").rank == 300);
}

TEST_CASE("notable: documents by share, the greatest first, without heavy losses") {
  Notable notable;
  for (std::size_t i = 0; i < 200; ++i) {
    notable.add(i, document(1000, 1000 - 2 * i, {removal(0, 2 * i)}), "");
  }
  CleanDocument heavy = document(1000, 10, {removal(0, 990)});
  heavy.is_heavy_loss = true;
  notable.add(200, heavy, "");
  notable.add(201, document(0, 0, {}), "");
  notable.finish();
  REQUIRE(notable.losses().size() == Notable::kMaxLosses);
  CHECK(notable.losses().front().document == 199);
  CHECK(notable.losses().back().document == 170);
  const auto& shares = notable.shares();
  CHECK(std::accumulate(shares.begin(), shares.end(), 0U) == 202);
  CHECK(shares[99] == 1);
  CHECK(shares[0] == 6);
}

TEST_CASE("excerpt: from two lines before a removal on") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "line " + std::to_string(100 + i) + "\n";  // 9 bytes each
  const CleanDocument clean = document(900, 880, {removal(9, 17), removal(450, 458)});
  const auto early = excerpt_of(text, clean, 0, 60);
  CHECK(early.text == text.substr(0, 60));
  CHECK_FALSE(early.has_more_before);
  CHECK(early.has_more_after);
  const auto late = excerpt_of(text, clean, 1, 45);
  CHECK(late.text == text.substr(432, 45));
  CHECK(late.has_more_before);
  REQUIRE(late.removals.size() == 1);
  CHECK(late.removals[0].start == 18);
  CHECK(late.removals[0].end == 26);
  CHECK_FALSE(excerpt_of(text, clean, 1, 9000).has_more_after);
}

TEST_CASE("excerpt: long lines, cut between characters") {
  std::string text;
  for (int i = 0; i < 600; ++i) text += "é";
  for (const std::size_t start : {600U, 602U}) {
    const CleanDocument clean = document(600, 300, {removal(start, 1200)});
    const auto part = excerpt_of(text, clean, 0, 401);
    CHECK(part.text.size() == 400);
    CHECK(part.text.front() == "é"[0]);
    REQUIRE(part.removals.size() == 1);
    CHECK(part.removals[0].start == 240);
    CHECK(part.removals[0].end == 400);
  }
}

TEST_CASE("excerpt: no more removals than are shown") {
  const std::string text(500, 'x');
  std::vector<Removal> removals;
  for (std::size_t i = 0; i < 200; ++i) removals.push_back(removal(2 * i, 2 * i + 1));
  const auto part = excerpt_of(text, document(500, 300, removals), 0, 500);
  CHECK(part.removals.size() == kMaxRemovals);
  CHECK(part.text.size() == 2 * kMaxRemovals);
  CHECK(part.has_more_after);
}
