#include "saring/boilerplate/html/html_lines_internal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

const RuleMatcher& matcher() {
  static const RuleMatcher rules(built_in_rules());
  return rules;
}

// A page with one paragraph of this many sentences between two short ones.
std::string long_paragraph(int sentences) {
  std::string page = "<p>Awal.</p><p>";
  for (int i = 0; i < sentences; ++i)
    page += "Kalimat nomor " + std::to_string(i) + " bercerita tentang sawah di lereng gunung. ";
  return page + "</p><p>Akhir.</p>";
}

}  // namespace

TEST_CASE("html lines: every block has its units, in order") {
  for (const std::string& page : odd_pages()) {
    const HtmlTree tree = HtmlTree::parse(page);
    const HtmlBlocks blocks = split_blocks(tree);
    const PageLines lines(blocks, matcher(), nullptr);
    REQUIRE(lines.first_unit(blocks.blocks.size()) == lines.document().lines.size());
    for (std::size_t b = 0; b < blocks.blocks.size(); ++b) {
      for (std::uint32_t u = lines.first_unit(b); u < lines.first_unit(b + 1); ++u) {
        CHECK(lines.document().lines[u].start >= blocks.blocks[b].start);
        CHECK(lines.document().lines[u].end <= blocks.blocks[b].end);
      }
    }
  }
}

TEST_CASE("html lines: a very long block has several units and one row, that of the first") {
  const std::string page = long_paragraph(100);
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  REQUIRE(blocks.blocks.size() == 3);
  const PageLines lines(blocks, matcher(), nullptr);
  REQUIRE(lines.first_unit(2) - lines.first_unit(1) > 1);
  PageLines::Rows rows(lines);
  std::vector<std::vector<float>> found(3, std::vector<float>(PageLines::kLine));
  for (std::size_t b = 0; b < 3; ++b) rows.write(b, found[b].data(), 1);
  // The same rows if some units are skipped.
  PageLines::Rows last(lines);
  std::vector<float> row(PageLines::kLine);
  last.write(2, row.data(), 1);
  CHECK(row == found[2]);
  CHECK(found[0] != found[1]);
}

TEST_CASE("html lines: a stride spreads the same numbers") {
  const std::string page = news_page();
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  const PageLines lines(blocks, matcher(), nullptr);
  const std::vector<float> scores(blocks.blocks.size(), 0.25F);
  PageLines::Rows dense(lines), spread(lines);
  const PageLines::Document document(lines, scores);
  std::vector<float> one(PageLines::kDocument), three(3 * PageLines::kDocument);
  for (std::size_t b = 0; b < blocks.blocks.size(); ++b) {
    dense.write(b, one.data(), 1);
    spread.write(b, three.data(), 3);
    for (std::size_t f = 0; f < PageLines::kLine; ++f) {
      REQUIRE(std::isfinite(one[f]));
      REQUIRE(one[f] == three[3 * f]);
    }
    document.write(b, one.data(), 1);
    document.write(b, three.data(), 3);
    for (std::size_t f = 0; f < PageLines::kDocument; ++f) {
      REQUIRE(std::isfinite(one[f]));
      REQUIRE(one[f] == three[3 * f]);
    }
  }
}

TEST_CASE("html lines: what rules drop as plain text is told of the block") {
  const std::string page =
      "<article><p>Harga kopi naik sejak bulan lalu, kata ketua kelompok tani.</p>"
      "<p>Advertisement</p><p>Panen berikutnya baru tiga bulan lagi, katanya.</p></article>";
  const HtmlTree tree = HtmlTree::parse(page);
  const HtmlBlocks blocks = split_blocks(tree);
  REQUIRE(blocks.blocks.size() == 3);
  const PageLines lines(blocks, matcher(), nullptr);
  const auto& units = lines.document().lines;
  CHECK_FALSE(units[0].is_drop);
  CHECK(units[1].is_drop);
  CHECK(units[1].role == Role::kAdvert);
  PageLines::Rows rows(lines);
  std::vector<float> row(PageLines::kLine);
  for (std::size_t b = 0; b < 2; ++b) rows.write(b, row.data(), 1);
  CHECK(row[kLineFeatures] == static_cast<float>(Role::kAdvert));
  CHECK(row[kLineFeatures + 4] == 1.0F);
}

}  // namespace saring::boilerplate
