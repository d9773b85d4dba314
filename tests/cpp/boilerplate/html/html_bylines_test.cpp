#include "saring/boilerplate/html/html_bylines_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "boilerplate/html/html_page_view.hpp"

namespace saring::boilerplate {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}
std::string names(std::string_view byline) { return joined(names_in_byline(byline)); }
std::string authors(const std::string& html) { return joined(ReadPage(html).metadata().authors); }
const std::string kHeading = "<h1>Dewan setuju dermaga diperlebar</h1>";

}  // namespace

TEST_CASE("html bylines: labels, jobs, dates, addresses, links and dashes go") {
  const std::pair<const char*, const char*> cases[] = {
      {"By Jo Fenn", "Jo Fenn"},
      {"BY JO FENN", "JO FENN"},
      {"By Jo Fenn and Ann Bee", "Jo Fenn, Ann Bee"},
      {"By Jo Fenn, Ann Bee & Tom Cole", "Jo Fenn, Ann Bee, Tom Cole"},
      {"Jo Fenn, Senior Reporter", "Jo Fenn"},
      {"Jo Fenn | Staff Writer", "Jo Fenn"},
      {"By Jo Fenn jo.fenn@post.example", "Jo Fenn"},
      {"Jo Fenn @jofenn", "Jo Fenn"},
      {"By Jo Fenn, 12 May 2024 10:30", "Jo Fenn"},
      {"Jo Fenn - 2024-05-12", "Jo Fenn"},
      {"- Jo Fenn -", "Jo Fenn"},
      {"Written by: Jo Fenn", "Jo Fenn"},
      {"Jo Fenn (Reuters)", "Jo Fenn"},
      {"Jo Fenn, AFP", "Jo Fenn"},
      {"Von Anna Holm", "Anna Holm"},
      {"Par Ludovic van der Meer", "Ludovic van der Meer"},
      {"Por Ana de la Cruz", "Ana de la Cruz"},
      {"Di Paolo Neri", "Paolo Neri"},
      {"Oleh: Sri Wahyuni", "Sri Wahyuni"},
      {"Penulis: Sri Wahyuni | Editor: Budi Santoso", "Sri Wahyuni"},
      {"Pewarta: Sri Wahyuni", "Sri Wahyuni"},
      {"Автор: Иван Петров", "Иван Петров"},
      {"作者：王小明", "王小明"},
      {"記者 王小明", "王小明"},
      {"By Jo Fenn Published in Harbour 14 December 2016 2:24 pm", "Jo Fenn"},
      {"Jo Fenn Senior Reporter", "Jo Fenn"},
      {"Jo (Johanna) Fenn", "Jo Fenn"},
      {"Jo B. Fenn. Diterbitkan Minggu", "Jo B. Fenn"},
      {"Jo Fenn, Minggu, 12 Mei 2024", "Jo Fenn"},
      {"Jo Fenn in Harbours", "Jo Fenn"},
      {"Jo Fenn, Senior Reporter and Ann Bee, Staff Writer", "Jo Fenn, Ann Bee"},
      {"Jo Fenn, Professor of Harbours and Human Rights", "Jo Fenn"},
      {"Jo Fenn | Reporter at Harbour Post", "Jo Fenn"},
      {"Laporan Wartawan Kabar Desa, Sri Wahyuni", "Sri Wahyuni"},
      {"Tim Redaksi: Sri Wahyuni", "Sri Wahyuni"},
      {"Jo Fenn, Director, Harbour Works", "Jo Fenn"},
      {"김수아 인턴 기자", "김수아"},
      {"台南報導", "台南報導"},
      {"Last updated", ""},
      {"Sat", ""},
      {"10", ""},
      {"Reuters", "Reuters"},
      {"Newsroom Team", "Newsroom Team"},
      {"BY İLKER KAYA", "İLKER KAYA"},
      {"https://post.example/jo", ""},
      {"Read more", ""},
      {"–", ""},
      {"", ""},
  };
  for (const auto& [byline, want] : cases) {
    CHECK_THAT(std::string(byline) + " = " + names(byline),
               Catch::Equals(std::string(byline) + " = " + want));
  }
}

TEST_CASE("html bylines: the job beside the name is left out") {
  CHECK(authors(kHeading +
                "<div class=byline><span class=author-name>Jo Fenn</span>"
                "<span class=author-title>Senior Reporter</span></div>" +
                kBody) == "Jo Fenn");
}

TEST_CASE("html bylines: JSON-LD, <meta>, microdata, rel=author and class names") {
  CHECK(authors(R"(<script type="application/ld+json">{"@graph":[{"@type":"Article","author":)"
                R"({"@id":"#p"}},{"@type":"Person","@id":"#p","name":"Jo Fenn"}]}</script>)") ==
        "Jo Fenn");
  CHECK(authors("<meta name=author content='Jo Fenn'>") == "Jo Fenn");
  CHECK(authors("<meta property='article:author' content='https://a.example/jo'>").empty());
  CHECK(authors(kHeading + "<p itemprop=author><span itemprop=name>Jo Fenn</span></p>" + kBody) ==
        "Jo Fenn");
  CHECK(authors(kHeading + "<p>by <a rel=author href=/jo>Jo Fenn</a></p>" + kBody) == "Jo Fenn");
  CHECK(authors(kHeading + "<p class=entry-author>Jo Fenn</p>" + kBody) == "Jo Fenn");
}

TEST_CASE("html bylines: lines with a label below the heading or after the text") {
  CHECK(authors(kHeading + "<p>By Jo Fenn</p>" + kBody) == "Jo Fenn");
  CHECK(authors(kHeading + kBody + "<p>Pewarta: Sri Wahyuni</p>") == "Sri Wahyuni");
  CHECK(authors(kHeading + "<p>Jo Fenn, 3 May 2021</p>" + kBody) == "Jo Fenn");
}

TEST_CASE("html bylines: a person counts before an organisation, a name before a login") {
  CHECK(authors("<meta name=author content='Kabar Media'>" + kHeading + "<p>By Jo Fenn</p>" +
                kBody) == "Jo Fenn");
  CHECK(authors(R"(<script type="application/ld+json">{"@type":"Article","author":{"@type":)"
                R"("Organization","name":"Kabar Teluk"}}</script>)" +
                kHeading + "<p>By Jo Fenn</p>" + kBody) == "Jo Fenn");
  CHECK(authors("<meta name=author content=jfenn>" + kHeading + "<p>By Jo Fenn</p>" + kBody) ==
        "Jo Fenn");
  CHECK(authors("<meta name=author content='Kabar Media'>" + kHeading + kBody) == "Kabar Media");
}

TEST_CASE("html bylines: the site is the author only where nobody else is, and so is its staff") {
  const std::string site = "<meta property='og:site_name' content='Kabar Teluk'>";
  CHECK(authors(site + "<meta name=author content='Kabar Teluk'>" + kHeading + "<p>By Jo Fenn</p>" +
                kBody) == "Jo Fenn");
  CHECK(authors(site + "<meta name=author content='Kabar Teluk Staff'>" + kHeading + kBody) ==
        "Kabar Teluk Staff");
}

TEST_CASE("html bylines: authors of comments and related texts are not the article's") {
  CHECK(authors(kHeading + kBody +
                "<div class=comments><span class=author>Budi Santoso</span></div>"
                "<aside><span class=author>Design</span></aside>")
            .empty());
}

TEST_CASE("html bylines: long and odd bylines are read in linear time") {
  for (const char* part : {"By ", "a, ", "| ", "@", "作者：", "and ", "(", "1.1."}) {
    std::string text;
    while (text.size() < 1'000'000) text += part;
    CHECK(names_in_byline(text).size() < 100);
  }
}

TEST_CASE("html bylines: the name of the site is no author beside one") {
  const std::string site = "<meta property='og:site_name' content='Kabar Teluk'>";
  for (const char* line :
       {"<p>By Jo Fenn, Kabar Teluk</p>", "<p class=author>Jo Fenn / Kabar Teluk</p>",
        "<p class=author>Jo Fenn - Kabar Teluk</p>"}) {
    INFO(line);
    CHECK(authors(site + kHeading + line + kBody) == "Jo Fenn");
  }
  CHECK(authors(site + "<meta name=author content='Jo Fenn | Kabar Teluk'>" + kHeading + kBody) ==
        "Jo Fenn");
  // The title has the byline too, and a heading has only the headline.
  CHECK(authors("<title>Dewan setuju dermaga diperlebar | Kabar Teluk</title>" + kHeading +
                "<p class=author>Jo Fenn, Kabar Teluk</p>" + kBody) == "Jo Fenn");
}

TEST_CASE("html bylines: a name with a job below the heading is the author's") {
  CHECK(authors(kHeading + "<p>Jo Fenn, Staff Reporter</p>" + kBody) == "Jo Fenn");
  CHECK(authors(kHeading + "<p>Jo Fenn, Port Ellery</p>" + kBody).empty());
  CHECK(authors("<meta property='og:article:author' content='Jo Fenn'>" + kHeading + kBody) ==
        "Jo Fenn");
}

}  // namespace saring::boilerplate
