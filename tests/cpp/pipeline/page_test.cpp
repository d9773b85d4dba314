#include <catch2/catch.hpp>
#include <string>

#include "saring/pipeline/page_internal.hpp"

using saring::boilerplate::Role;
using saring::pipeline::Block;
using saring::pipeline::Page;
using saring::pipeline::Removal;

namespace {

struct Given {
  std::string text;
  Role role;
  bool keep;
};

Page page_of(std::initializer_list<Given> blocks) {
  Page page;
  for (const Given& block : blocks) {
    if (!page.lines.empty()) page.text += '\n';
    const std::size_t start = page.text.size();
    page.text += block.text;
    if (block.keep) {
      if (!page.kept.empty()) page.article += '\n';
      page.article += block.text;
      page.kept.push_back(page.lines.size());
    }
    page.lines.push_back({start, page.text.size(), block.role, block.keep, 0.9, "r", "why"});
  }
  return page;
}

std::string taken(const Page& page, const Removal& removal) {
  return page.text.substr(removal.start, removal.end - removal.start);
}

}  // namespace

TEST_CASE("page: each line of preformatted text is a line of the page") {
  const std::string prose =
      "<p>Petani di lereng gunung itu mulai menanam kopi kembali sejak tiga tahun lalu, setelah "
      "harga biji kering naik dua kali lipat di pasar kabupaten.</p>";
  const Page page = saring::pipeline::PageExtractor().extract(
      "<article>" + prose + "<pre>tanam:\n    siram\n\nBaca juga: panen</pre>" + prose +
          "</article>",
      saring::boilerplate::kArticleRoles);
  REQUIRE(page.kept.size() == 6);
  CHECK(page.article.find("\ntanam:\n    siram\n\nBaca juga: panen\n") != std::string::npos);
  std::string joined;
  for (std::size_t i = 0; i < page.kept.size(); ++i) {
    const auto& line = page.lines.at(page.kept[i]);
    joined += (i > 0 ? "\n" : "") + page.text.substr(line.start, line.end - line.start);
  }
  CHECK(joined == page.article);
}

TEST_CASE("page: removals refer to the whole page and come in order") {
  Page page = page_of({{"Menu", Role::kNavigation, false},
                       {"Judul", Role::kHeadline, true},
                       {"", Role::kOther, false},
                       {"Bogor - Isi pertama.", Role::kBody, true},
                       {"Baca juga:", Role::kBody, true},
                       {"Bagikan", Role::kShare, false}});
  std::vector<Removal> removals(2);
  removals[0] = {1, true, 6, 13, Role::kDateline, 1, "span", ""};
  removals[1] = {2, false, 27, 37, Role::kRelatedLabel, 1, "label", ""};
  place_page_removals(page, removals);
  REQUIRE(removals.size() == 4);
  CHECK(taken(page, removals[0]) == "Menu");
  CHECK(taken(page, removals[1]) == "Bogor -");
  CHECK(removals[1].line == 3);
  CHECK(taken(page, removals[2]) == "Baca juga:");
  CHECK(taken(page, removals[3]) == "Bagikan");
  CHECK_FALSE(page.lines[4].keep);

  const std::vector<Block> blocks = article_blocks(page, removals);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].role == Role::kHeadline);
  CHECK(blocks[0].text == "Judul");
  CHECK(blocks[1].text == "Isi pertama.");
}

TEST_CASE("page: empty blocks are left out") {
  Page page = page_of({{"a < b", Role::kQuote, true}, {"  ", Role::kBody, true}});
  std::vector<Removal> removals;
  place_page_removals(page, removals);
  REQUIRE(article_blocks(page, removals).size() == 1);
}

TEST_CASE("page: what is kept and what is removed give the page's text back") {
  Page page = page_of({{"Menu", Role::kNavigation, false},
                       {"Judul", Role::kHeadline, true},
                       {"Bogor - Isi pertama.", Role::kBody, true},
                       {"Baca juga:", Role::kBody, true},
                       {"Bagikan", Role::kShare, false}});
  std::vector<Removal> removals(2);
  removals[0] = {1, true, 6, 13, Role::kDateline, 1, "span", "", 0, 1};
  removals[1] = {2, false, 27, 37, Role::kRelatedLabel, 1, "label", "", 1, 0};
  place_page_removals(page, removals);
  std::string kept;
  std::size_t at = 0;
  for (const Removal& removal : removals) {
    kept += page.text.substr(at, removal.start - removal.bytes_before - at);
    at = removal.end + removal.bytes_after;
  }
  CHECK(kept == "Judul\nIsi pertama.\n");
  CHECK(at == page.text.size());
}
