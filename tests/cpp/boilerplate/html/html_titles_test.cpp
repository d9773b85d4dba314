#include "saring/boilerplate/html/html_titles_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "boilerplate/html/html_page_view.hpp"

namespace saring::boilerplate {
namespace {

std::string title(const std::string& html, std::string_view url = {}) {
  return ReadPage(html, url).metadata().title;
}

}  // namespace

TEST_CASE("html titles: the heading of the article is the title") {
  CHECK(title("<title>Dewan setuju - Kabar</title><h1>Dewan setuju dermaga diperlebar</h1>" +
              kBody) == "Dewan setuju dermaga diperlebar");
  CHECK(title("<h1>Dewan setuju dermaga diperlebar</h1>" + kBody) ==
        "Dewan setuju dermaga diperlebar");
  CHECK(title("<title>Kabar</title><meta property='og:site_name' content=Kabar>"
              "<h2>Dewan setuju dermaga diperlebar</h2>" +
              kBody) == "Dewan setuju dermaga diperlebar");
}

TEST_CASE("html titles: names of the site and slogans go from both ends") {
  const std::string site = "<meta property='og:site_name' content='Kabar Teluk'>";
  const auto of = [&](const std::string& t) { return title(site + "<title>" + t + "</title>"); };
  CHECK(of("Dermaga diperlebar | Kabar Teluk") == "Dermaga diperlebar");
  CHECK(of("Dermaga diperlebar - Kabar Teluk, koran pesisir") == "Dermaga diperlebar");
  CHECK(of("Dermaga akan diperlebar | Kabar Teluk – berita dari pesisir") ==
        "Dermaga akan diperlebar");
  CHECK(of("Kabar Teluk: Dermaga diperlebar") == "Dermaga diperlebar");
  CHECK(of("Dermaga akan diperlebar | Pesisir | Kabar Teluk") == "Dermaga akan diperlebar");
  CHECK(of("Dermaga - lama dan baru") == "Dermaga - lama dan baru");
}

TEST_CASE("html titles: the name in the address is a name of the site") {
  CHECK(title("<title>Dermaga diperlebar » Kabarteluk</title>",
              "https://www.kabarteluk.example/a") == "Dermaga diperlebar");
  CHECK(title("<title>码头将扩建_港口新闻_kabarteluk</title>", "https://kabarteluk.example/a") ==
        "码头将扩建_港口新闻");
}

TEST_CASE("html titles: headings of the site, of menus and of related texts are not the title") {
  const std::string head =
      "<title>Dewan setuju dermaga diperlebar | Kabar</title>"
      "<meta property='og:site_name' content=Kabar>";
  const std::string want = "Dewan setuju dermaga diperlebar";
  CHECK(title(head + "<h1><a href=/>Kabar</a></h1><h2>" + want + "</h2>" + kBody) == want);
  CHECK(title(head + "<aside><h1>Berita terpopuler di pesisir hari ini</h1></aside>" + kBody) ==
        want);
  CHECK(title(head + "<h1>Berita</h1>" + kBody) == want);
}

TEST_CASE("html titles: a section inside the heading is not part of the title") {
  CHECK(title("<meta property='og:title' content='Dermaga akan diperlebar'>"
              "<h1><span>Pesisir</span> <span>Dermaga akan diperlebar</span></h1>" +
              kBody) == "Dermaga akan diperlebar");
}

TEST_CASE("html titles: a page without any title has none") {
  CHECK(title("<p>x").empty());
  CHECK(title("").empty());
}

TEST_CASE("html titles: more marks part the site's name, and a section between bars goes") {
  const std::string site = "<meta property='og:site_name' content='Kabar Teluk'>";
  const auto of = [&](const std::string& t) { return title(site + "<title>" + t + "</title>"); };
  for (const char* mark : {" // ", " > ", " ⋆ ", " ― ", " ★ "}) {
    INFO(mark);
    CHECK(of(std::string("Dermaga akan diperlebar") + mark + "Kabar Teluk") ==
          "Dermaga akan diperlebar");
    CHECK(of(std::string("Kabar Teluk") + mark + "Dermaga akan diperlebar") ==
          "Dermaga akan diperlebar");
  }
  CHECK(of("Kabar Teluk | Pesisir | Dermaga akan diperlebar") == "Dermaga akan diperlebar");
  CHECK(of("Kabar Teluk - Jakarta - Bandung dalam sejam") == "Jakarta - Bandung dalam sejam");
  CHECK(title("<title>Dermaga akan diperlebar | Pesisir | Kabar Teluk</title>") ==
        "Dermaga akan diperlebar");
  CHECK(
      title(
          "<meta property='og:site_name' content=港口日报><title>码头将被拓宽-港口日报</title>") ==
      "码头将被拓宽");
  CHECK(title("<meta property='og:site_name' content=News><title>The e-News</title>") ==
        "The e-News");
}

TEST_CASE("html titles: neither a logo nor the site's name is the title of an article") {
  CHECK(title("<h1 class=logo><a href=/>Kabar Teluk</a></h1>"
              "<h2 class=entry-title>Dewan setuju dermaga diperlebar</h2>" +
              kBody) == "Dewan setuju dermaga diperlebar");
  CHECK(title("<title>Kabar Teluk</title><meta property='og:title' content='Kabar Teluk'>"
              "<h1>Dewan setuju dermaga diperlebar</h1>" +
              kBody) == "Dewan setuju dermaga diperlebar");
}

}  // namespace saring::boilerplate
