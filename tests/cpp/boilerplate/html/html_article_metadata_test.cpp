#include "saring/boilerplate/html/html_article_metadata_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "boilerplate/html/html_page_view.hpp"

namespace saring::boilerplate {

TEST_CASE("article metadata: addresses are those of the page") {
  const std::string base = "https://a.example/kota/dermaga?x=1";
  CHECK(absolute_url(base, "/b.jpg") == "https://a.example/b.jpg");
  CHECK(absolute_url(base, "b.jpg") == "https://a.example/kota/b.jpg");
  CHECK(absolute_url(base, "//c.example/b.jpg") == "https://c.example/b.jpg");
  CHECK(absolute_url(base, "http://c.example/b.jpg") == "http://c.example/b.jpg");
  CHECK(absolute_url("https://a.example", "b.jpg") == "https://a.example/b.jpg");
  CHECK(absolute_url("", "b.jpg") == "b.jpg");
  CHECK(absolute_url(base, "").empty());
}

TEST_CASE("article metadata: every field from JSON-LD alone") {
  const ArticleMetadata m =
      ReadPage(R"(<script type="application/ld+json">{"@type":"NewsArticle","headline":"Dermaga",)"
               R"("author":{"name":"Jo Fenn"},"datePublished":"2021-01-02",)"
               R"("dateModified":"2021-01-03","description":"Pendek","image":"/1.jpg",)"
               R"("articleSection":"Laut","keywords":"x, y","inLanguage":"id",)"
               R"("publisher":{"name":"Kabar"},"url":"/dermaga"}</script>)",
               "https://a.example/q")
          .metadata();
  CHECK(m.title == "Dermaga");
  CHECK(m.authors == std::vector<std::string>{"Jo Fenn"});
  CHECK(m.date == "2021-01-02");
  CHECK(m.date_modified == "2021-01-03");
  CHECK(m.description == "Pendek");
  CHECK(m.image == "https://a.example/1.jpg");
  CHECK(m.section == "Laut");
  CHECK(m.tags == std::vector<std::string>{"x", "y"});
  CHECK(m.language == "id");
  CHECK(m.site_name == "Kabar");
  CHECK(m.url == "https://a.example/dermaga");
}

TEST_CASE("article metadata: the language is that of the mark-up, else of og:locale") {
  CHECK(ReadPage("<html lang=ms>").metadata().language == "ms");
  CHECK(ReadPage("<meta property='og:locale' content=id_ID>").metadata().language == "id-ID");
  CHECK(ReadPage("<p>x").metadata().language.empty());
}

}  // namespace saring::boilerplate
