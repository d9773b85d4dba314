#include "saring/boilerplate/html/html_metadata_internal.hpp"

#include <catch2/catch.hpp>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

HtmlMetadata read(std::string_view html) { return read_metadata(HtmlTree::parse(html)); }

}  // namespace

TEST_CASE("html metadata: a news page gives title, author, date, site, address and language") {
  const std::string page = news_page();
  const HtmlMetadata m = read(page);
  CHECK(m.title == "Petani kopi kembali ke lereng");
  CHECK(m.byline == "Sri Wahyuni");
  CHECK(m.date == "2024-05-06T07:08:09+07:00");
  CHECK(m.site_name == "Kabar Lereng");
  CHECK(m.canonical_url == "https://kabarlereng.example/kopi");
  CHECK(m.language == "id");
  CHECK(m.says_article);
  CHECK(!m.says_product);
}

TEST_CASE("html metadata: the name of the site is removed from the title") {
  CHECK(read("<title>Judul berita ini | Situs</title>").title == "Judul berita ini");
  CHECK(read("<title>Kota kecil di tepi laut - Harian Pantai</title>").title ==
        "Kota kecil di tepi laut");
  CHECK(read("<title>Satu judul saja</title>").title == "Satu judul saja");
  CHECK(read("<title>A - B</title>").title == "A - B");
}

TEST_CASE("html metadata: several authors are joined, addresses are not names") {
  CHECK(read(R"(<script type="application/ld+json">{"@type":"Article","author":[{"name":"Ani"},)"
             R"({"name":"Budi"},{"name":"Ani"}]}</script>)")
            .byline == "Ani, Budi");
  CHECK(read("<meta property='article:author' content='https://example.org/ani'>").byline.empty());
}

TEST_CASE("html metadata: the better source wins in any order") {
  CHECK(read("<meta name=date content=2020-01-01><meta property='article:published_time' "
             "content=2021-02-02>")
            .date == "2021-02-02");
  CHECK(read("<meta property='article:published_time' content=2021-02-02><meta name=date "
             "content=2020-01-01>")
            .date == "2021-02-02");
}

TEST_CASE("html metadata: a page that says nothing gives empty strings") {
  const HtmlMetadata m = read("<p>x");
  CHECK(m.title.empty());
  CHECK(m.byline.empty());
  CHECK(m.date.empty());
  CHECK(m.language.empty());
}

}  // namespace saring::boilerplate
