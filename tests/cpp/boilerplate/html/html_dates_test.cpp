#include "saring/boilerplate/html/html_dates_internal.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "boilerplate/html/html_page_view.hpp"

namespace saring::boilerplate {
namespace {

std::string date(const std::string& html, std::string_view url = {}) {
  return ReadPage(html, url).metadata().date;
}
const std::string kHeading = "<h1>Dewan setuju dermaga diperlebar</h1>";

}  // namespace

TEST_CASE("html dates: JSON-LD, <meta>, microdata and <time>, with their zones") {
  CHECK(date(R"(<script type="application/ld+json">{"@type":"Article","datePublished":)"
             R"("2021-10-05T12:00:54+00:00"}</script>)") == "2021-10-05T12:00:54+00:00");
  CHECK(date("<meta property='article:published_time' content='2021-10-05T12:00+07:00'>") ==
        "2021-10-05T12:00+07:00");
  CHECK(date(kHeading + "<span itemprop=datePublished content=2021-10-05>kemarin</span>" + kBody) ==
        "2021-10-05");
  CHECK(date(kHeading + "<time datetime='2021-10-05T10:20'>Selasa</time>" + kBody) ==
        "2021-10-05T10:20");
  CHECK(date(kHeading + "<abbr class=published title=2021-10-05>Selasa</abbr>" + kBody) ==
        "2021-10-05");
}

TEST_CASE("html dates: dates written below the heading, in the language of the page") {
  const auto of = [&](const std::string& language, const std::string& line) {
    return date("<html lang=" + language + ">" + kHeading + "<div>" + line + "</div>" + kBody);
  };
  CHECK(of("id", "Minggu, 12 Mei 2024 10:30 WIB") == "2024-05-12T10:30+07:00");
  CHECK(of("de", "Veröffentlicht am 12. Mai 2024") == "2024-05-12");
  CHECK(of("en-GB", "03/04/2024") == "2024-04-03");
  CHECK(of("en-US", "03/04/2024") == "2024-03-04");
  CHECK(of("ja", "2024年5月12日") == "2024-05-12");
  CHECK(of("th", "12 พฤษภาคม 2567") == "2024-05-12");
}

TEST_CASE("html dates: the address tells the day where nothing else does") {
  CHECK(date("<p>x", "https://a.example/2024/02/03/kota") == "2024-02-03");
  CHECK(date("<p>x", "https://a.example/20240203/kota") == "2024-02-03");
  CHECK(date("<p>x", "https://a.example/2024/feb/03/kota") == "2024-02-03");
  CHECK(date("<p>x", "https://a.example/2024/02/kota-99").empty());
  CHECK(date("<p>x", "https://a.example/id/1234567890123").empty());
}

TEST_CASE("html dates: published comes before modified, and that before nothing") {
  const std::string changed = "<meta property='article:modified_time' content=2022-03-03>";
  const ArticleMetadata m =
      ReadPage("<meta property='article:published_time' content=2021-10-05>" + changed).metadata();
  CHECK(m.date == "2021-10-05");
  CHECK(m.date_modified == "2022-03-03");
  CHECK(date(changed) == "2022-03-03");
  const ArticleMetadata both =
      ReadPage("<html lang=en>" + kHeading +
               "<div>Published 5 May 2021 | Updated 7 May 2021</div>" + kBody)
          .metadata();
  CHECK(both.date == "2021-05-05");
  CHECK(both.date_modified == "2021-05-07");
}

TEST_CASE(
    "html dates: dates of comments, related texts and copyright notes are not the article's") {
  const std::string others =
      "<div class=related><span class=date>1 Jan 2019</span></div><div id=comments><time "
      "datetime=2020-02-02>2 Feb 2020</time></div><footer>© 2018 Kabar</footer>";
  CHECK(date(kHeading + kBody + others).empty());
  CHECK(date(kHeading + "<p class=date>12 Mei 2021</p>" + kBody + others) == "2021-05-12");
}

TEST_CASE(
    "html dates: a dateline tells the day, a date in a sentence or a copyright note does not") {
  const std::string html = "<html lang=id>" + kHeading;
  const std::string text =
      " Dewan pelabuhan memutuskan untuk memperlebar dermaga batu tua di kota kecil itu, kata "
      "ketua.";
  CHECK(date(html + "<p>Jakarta, 12 Mei 2024 –" + text + "</p>" + kBody) == "2024-05-12");
  CHECK(date(html + "<p>Badai 3 Januari 1998 merusak dindingnya." + text + "</p>" + kBody).empty());
  CHECK(date(html + kBody + "<div>© 12 Mei 2019 Kabar</div>").empty());
}

TEST_CASE("html dates: a date glued to what stands beside it in another element is read") {
  CHECK(date(kHeading + "<div><b>Jo Fenn</b><i>12 May 2024</i><i>10:30</i></div>" + kBody) ==
        "2024-05-12T10:30");
}

TEST_CASE("html dates: impossible years and the epoch are no dates") {
  for (const char* value : {"0001-01-01T00:00:00", "1970-01-01T00:00:00Z", "9999-12-31", "x", ""}) {
    CHECK(date("<meta property='article:published_time' content='" + std::string(value) + "'>")
              .empty());
  }
}

TEST_CASE("html dates: readers' day counts where a program writes Greenwich time") {
  const std::string meta =
      "<meta property='article:published_time' content='2021-10-04T22:30:00+00:00'>";
  CHECK(date(meta + kHeading + "<p class=date>5 October 2021</p>" + kBody) == "2021-10-05");
  CHECK(date(meta + kHeading + "<p class=date>9 October 2021</p>" + kBody) ==
        "2021-10-04T22:30:00+00:00");
}

}  // namespace saring::boilerplate
