#include "saring/boilerplate/html/html_metadata_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "boilerplate/html/html_pages.hpp"

namespace saring::boilerplate {
namespace {

HtmlMetadata read(std::string_view html) { return read_metadata(HtmlTree::parse(html)); }

}  // namespace

TEST_CASE("html metadata: a news page declares title, author, date, site, address and language") {
  const std::string page = news_page();
  const HtmlMetadata m = read(page);
  CHECK(m.title == "Petani kopi kembali ke lereng");
  REQUIRE(m.declared.json_ld.article.authors.size() == 1);
  CHECK(m.declared.json_ld.article.authors[0].name == "Sri Wahyuni");
  CHECK(m.declared.json_ld.article.date_published == "2024-05-06T07:08:09+07:00");
  CHECK(m.declared.site_names == std::vector<std::string>{"Kabar Lereng"});
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

TEST_CASE("html metadata: values of <meta> are kept with the trust in their names") {
  const HtmlMetadata m = read(
      "<meta name=date content=2020-01-01><meta property='article:published_time' "
      "content=2021-02-02><meta property='article:modified_time' content=2022-03-03>");
  REQUIRE(m.declared.dates.size() == 2);
  CHECK(m.declared.dates[0].value == "2020-01-01");
  CHECK(m.declared.dates[0].trust < m.declared.dates[1].trust);
  REQUIRE(m.declared.modified_dates.size() == 1);
  CHECK(m.declared.modified_dates[0].value == "2022-03-03");
}

TEST_CASE("html metadata: a <meta> with value in place of content is read") {
  CHECK(read("<meta name=author value='Jo Fenn'>").declared.authors.at(0).value == "Jo Fenn");
}

TEST_CASE("html metadata: picture, section and tags come from the best source") {
  const HtmlMetadata m = read(
      "<meta name='twitter:image' content=/a.jpg><meta property='og:image' content=/b.jpg>"
      "<meta property='article:section' content=Laut><meta name=keywords content='x, y'>"
      "<meta property='article:tag' content=ikan><meta property='article:tag' content=perahu>");
  CHECK(m.declared.image == "/b.jpg");
  CHECK(m.declared.section == "Laut");
  CHECK(m.declared.tags == std::vector<std::string>{"ikan", "perahu"});
}

TEST_CASE("html metadata: a title of any length is cut between characters") {
  std::string page = "<title>x";
  for (int i = 0; i < 1000; ++i) page += "é";
  const std::string title = read(page).declared.document_title;
  CHECK(title.size() == 999);
  CHECK(title.ends_with("é"));
}

TEST_CASE("html metadata: no more than 64 values of one kind are kept") {
  std::string page;
  for (int i = 0; i < 1000; ++i) {
    page += "<meta name=author content=a" + std::to_string(i) + "><meta name=keywords content=k" +
            std::to_string(i) + ">";
  }
  const HtmlMetadata m = read(page);
  CHECK(m.declared.authors.size() == 64);
  CHECK(m.declared.tags.size() == 64);
}

TEST_CASE("html metadata: a page that says nothing gives empty strings") {
  const HtmlMetadata m = read("<p>x");
  CHECK(m.title.empty());
  CHECK(m.declared.authors.empty());
  CHECK(m.declared.dates.empty());
  CHECK(m.language.empty());
}

}  // namespace saring::boilerplate
