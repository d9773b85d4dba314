#include "saring/pipeline/copies.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using saring::dedup::Relation;
using saring::pipeline::Copies;
using saring::pipeline::CopyFinder;
using saring::pipeline::Decision;
using saring::pipeline::DocumentTable;
using saring::pipeline::StoredDocument;

namespace {

const std::string kStory =
    "Para petani di lereng utara menanam kopi lagi setelah hujan pertama turun pekan lalu, dan "
    "warga berharap panen tahun depan lebih baik daripada tahun ini yang terlalu kering.";
const std::string kLonger = kStory + " Kata mereka.";
const std::string kOther =
    "The harbour was closed for two days while engineers repaired the old crane that had stood "
    "there since before the war and was never replaced.";

DocumentTable table_of(std::size_t rows) {
  DocumentTable table;
  table.add_source("a");
  for (std::size_t row = 0; row < rows; ++row) table.append(0, {.record = row}, Decision::kKept);
  return table;
}

std::vector<StoredDocument> documents(const std::vector<std::string_view>& texts) {
  std::vector<StoredDocument> out;
  for (const std::string_view text : texts) {
    out.push_back({.chars = text.size(), .text = text});
  }
  return out;
}

}  // namespace

TEST_CASE("copies: found copies are marked, and name what is kept instead") {
  DocumentTable table = table_of(5);
  table.set_decision(1, Decision::kEmpty);
  CopyFinder finder({.num_threads = 1});
  const std::vector<std::string_view> texts = {kStory, kOther, kLonger, kOther};
  const std::vector<std::size_t> rows = {0, 2, 3, 4};
  finder.add(documents(texts), rows);
  const Copies copies = finder.finish("longest", table);
  REQUIRE(copies.all().size() == 2);
  const Copies::Copy* near = copies.find(0);
  REQUIRE(near != nullptr);
  CHECK(near->representative == 3);
  CHECK(near->relation == Relation::kNear);
  CHECK(near->similarity >= 0.8);
  const Copies::Copy* exact = copies.find(4);
  REQUIRE(exact != nullptr);
  CHECK(exact->representative == 2);
  CHECK(exact->relation == Relation::kExact);
  CHECK(copies.find(3) == nullptr);
  std::vector<std::size_t> sizes;
  for (std::size_t row = 0; row < 6; ++row) sizes.push_back(copies.cluster_size(row));
  CHECK(sizes == std::vector<std::size_t>{2, 1, 2, 2, 2, 1});
  CHECK(table.decision(0) == Decision::kDuplicate);
  CHECK(table.decision(1) == Decision::kEmpty);
  CHECK(table.decision(3) == Decision::kKept);
  CHECK_THROWS_AS(finder.finish("worst", table), std::invalid_argument);
}

TEST_CASE("copies: the first copy is kept with keep=first") {
  DocumentTable table = table_of(2);
  CopyFinder finder({.num_threads = 1});
  const std::vector<std::string_view> texts = {kStory, kLonger};
  const std::vector<std::size_t> rows = {0, 1};
  finder.add(documents(texts), rows);
  const Copies copies = finder.finish("first", table);
  REQUIRE(copies.find(1) != nullptr);
  CHECK(copies.find(1)->representative == 0);
}

TEST_CASE("copies: an excerpt goes where its whole stands, unless excerpts are kept") {
  const std::string whole = kStory + " " + kOther;
  const std::string teaser = kStory.substr(0, 130) + "...";
  const std::vector<std::string_view> texts = {teaser, whole};
  const std::vector<std::size_t> rows = {0, 1};
  for (const auto contained :
       {saring::dedup::Contained::kExcerpts, saring::dedup::Contained::kKeep}) {
    DocumentTable table = table_of(2);
    CopyFinder finder({.contained = contained, .num_threads = 1});
    finder.add(documents(texts), rows);
    const Copies copies = finder.finish("first", table);
    const bool goes = contained == saring::dedup::Contained::kExcerpts;
    CHECK(copies.all().size() == (goes ? 1 : 0));
    if (!goes) continue;
    CHECK(copies.find(0)->representative == 1);
    CHECK(copies.find(0)->relation == Relation::kContainedIn);
  }
}

TEST_CASE("copies: the last or the most complete one is kept, by its rank, or none") {
  const std::vector<std::size_t> rows = {0, 1, 2, 3};
  // The longest has a remaining line of boilerplate; the second has the most metadata.
  std::vector<StoredDocument> given = documents({kStory, kStory, kLonger, kOther});
  given[1].head = R"({"title":"Kopi","author":"Sari","text":)";
  given[0].rank = 2;
  given[1].rank = 1;
  given[2].rank = std::numeric_limits<double>::quiet_NaN();
  const auto kept = [&](std::string_view keep) {
    DocumentTable table = table_of(4);
    CopyFinder finder({.num_threads = 1});
    finder.add(given, rows);
    const Copies copies = finder.finish(keep, table);
    CHECK(copies.cluster_sizes() == std::map<std::size_t, std::size_t>{{3, 1}});
    std::vector<std::size_t> out;
    for (const std::size_t row : rows) {
      if (table.decision(row) == Decision::kKept) out.push_back(row);
    }
    return out;
  };
  CHECK(kept("last") == std::vector<std::size_t>{2, 3});
  CHECK(kept("most_complete") == std::vector<std::size_t>{1, 3});
  for (const char* keep : {"newest", "best", "site"}) {
    CHECK(kept(keep) == std::vector<std::size_t>{0, 3});
  }
  CHECK(kept("none") == std::vector<std::size_t>{3});
}

TEST_CASE("copies: clusters are counted, and the largest come first") {
  const Copies copies(
      {{5, 1, 0.9}, {2, 0, 1, Relation::kExact}, {7, 1, 0.9}, {8, 8, 1}, {9, 8, 1}});
  CHECK(copies.cluster_sizes() == std::map<std::size_t, std::size_t>{{2, 2}, {3, 1}});
  const std::vector<Copies::Cluster> expected = {{1, 5, 7}, {0, 2}};
  CHECK(copies.largest_clusters(2) == expected);
  CHECK(Copies().largest_clusters(3).empty());
}

TEST_CASE("copies: a search that could not be exact says so") {
  std::mt19937 random(4);
  std::vector<std::string> texts(3000);
  for (std::string& text : texts) {
    for (int i = 0; i < 200; ++i) text += std::string(1, "abc"[random() % 3]) + " ";
  }
  DocumentTable table = table_of(texts.size());
  CopyFinder finder({.num_threads = 1});
  std::vector<std::size_t> rows(texts.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  finder.add(documents({texts.begin(), texts.end()}), rows);
  const double recall = finder.finish("longest", table).expected_recall();
  CHECK(recall < 1);
  CHECK(recall > 0.9);
  CHECK(Copies().expected_recall() == 1);
}

TEST_CASE("copies: a bound on memory that is too small is refused with what is needed") {
  const std::vector<std::string_view> texts = {kStory, kOther, kLonger, kOther};
  const std::vector<std::size_t> rows = {0, 1, 2, 3};
  for (const std::string_view keep : {"longest", "best", "most_complete"}) {
    DocumentTable table = table_of(4);
    CopyFinder enough(
        {.num_threads = 1, .memory = std::size_t{8} << 30, .keep = std::string(keep)});
    enough.add(documents(texts), rows);
    CHECK_THROWS_AS(enough.finish("first", table), std::invalid_argument);
    CHECK(enough.finish(keep, table).all().size() == 2);
    CopyFinder few({.num_threads = 1, .memory = 1 << 20, .keep = std::string(keep)});
    few.add(documents(texts), rows);
    CHECK_THROWS_WITH(few.finish(keep, table),
                      Catch::Matchers::Contains("4 texts need a memory of at least"));
  }
  CHECK_THROWS_AS(CopyFinder({.keep = "shortest"}), std::invalid_argument);
}
