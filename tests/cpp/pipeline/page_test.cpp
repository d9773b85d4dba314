#include <catch2/catch.hpp>
#include <string>

#include "saring/pipeline/page_internal.hpp"

using saring::boilerplate::Role;
using saring::pipeline::CleanDocument;
using saring::pipeline::Page;
using saring::pipeline::Removal;

namespace {

struct Block {
  std::string text;
  Role role;
  bool keep;
};

Page page_of(std::initializer_list<Block> blocks) {
  Page page;
  for (const Block& block : blocks) {
    if (!page.lines.empty()) page.text += '\n';
    const std::size_t begin = page.text.size();
    page.text += block.text;
    if (block.keep) {
      if (!page.kept.empty()) page.article += '\n';
      page.article += block.text;
      page.kept.push_back(page.lines.size());
    }
    page.lines.push_back({begin, page.text.size(), block.role, block.keep, 0.9, "r", "why"});
  }
  return page;
}

std::string taken(const Page& page, const Removal& removal) {
  return page.text.substr(removal.begin, removal.end - removal.begin);
}

}  // namespace

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

  page.title = "Judul & <lain>";
  page.language = "id";
  CleanDocument clean;
  clean.removals = removals;
  std::string out;
  append_article_page(page, clean, out);
  CHECK(out ==
        "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<title>Judul &amp; &lt;lain&gt;</title>\n</head>\n<body>\n<article>\n"
        "<h1>Judul</h1>\n<p>Isi pertama.</p>\n</article>\n</body>\n</html>\n");
}

TEST_CASE("page: text is escaped and empty blocks are not written") {
  Page page = page_of({{"a < b & \"c\"", Role::kQuote, true}, {"  ", Role::kBody, true}});
  std::vector<Removal> removals;
  place_page_removals(page, removals);
  std::string out;
  append_article_page(page, {}, out);
  CHECK(out.find("<blockquote>a &lt; b &amp; &quot;c&quot;</blockquote>\n</article>") !=
        std::string::npos);
}
