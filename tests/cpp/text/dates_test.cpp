#include "saring/text/dates.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

namespace saring::text {
namespace {

std::string read(std::string_view text, std::string_view language = {}, bool month_first = false) {
  const auto found = find_dates(text, {.language = language, .month_first = month_first}, 1);
  return found.empty() ? "" : to_iso8601(found[0].date);
}

std::string compact(std::string_view text) {
  const auto found = find_dates(text, {.compact = true}, 1);
  return found.empty() ? "" : to_iso8601(found[0].date);
}

}  // namespace

TEST_CASE("dates: ISO 8601 keeps its time and zone") {
  CHECK(read("2021-10-05") == "2021-10-05");
  CHECK(read("2021-10-05T12:00:54+00:00") == "2021-10-05T12:00:54+00:00");
  CHECK(read("2021-10-05T12:00:54.123Z") == "2021-10-05T12:00:54+00:00");
  CHECK(read("2021-10-05 12:00:54 +0700") == "2021-10-05T12:00:54+07:00");
  CHECK(read("2021-10-05T12:00-03:30") == "2021-10-05T12:00-03:30");
  CHECK(read("2021-10-05T12:00") == "2021-10-05T12:00");
}

TEST_CASE("dates: forms of programs") {
  CHECK(read("Tue, 05 Oct 2021 12:00:54 GMT") == "2021-10-05T12:00:54+00:00");
  CHECK(read("Tue Oct 05 12:00:54 +0000 2021") == "2021-10-05T12:00:54+00:00");
  CHECK(read("Tue Oct 05 2021 12:00:54 GMT+0200 (CEST)") == "2021-10-05T12:00:54+02:00");
  CHECK(compact("20211005") == "2021-10-05");
  CHECK(compact("20211005T120054Z") == "2021-10-05T12:00:54+00:00");
  CHECK(compact("1633435254") == "2021-10-05T12:00:54+00:00");
  CHECK(compact("1633435254000") == "2021-10-05T12:00:54+00:00");
  CHECK(read("20211005").empty());
}

TEST_CASE("dates: names of months in many languages") {
  const std::pair<const char*, const char*> cases[] = {
      {"en", "October 5, 2021"},
      {"en", "5th of October, 2021"},
      {"de", "Dienstag, 5. Okt. 2021"},
      {"fr", "le 5 octobre 2021"},
      {"es", "5 de octubre de 2021"},
      {"pt", "5 de outubro de 2021"},
      {"it", "5 ottobre 2021"},
      {"nl", "5 oktober 2021"},
      {"sv", "5 oktober 2021"},
      {"pl", "5 października 2021"},
      {"cs", "5. října 2021"},
      {"sk", "5. októbra 2021"},
      {"hr", "5. listopada 2021."},
      {"sl", "5. oktober 2021"},
      {"ro", "5 octombrie 2021"},
      {"hu", "2021. október 5."},
      {"fi", "5. lokakuuta 2021"},
      {"et", "5. oktoober 2021"},
      {"lv", "5. oktobris 2021"},
      {"lt", "2021 m. spalio 5 d."},
      {"tr", "5 Ekim 2021"},
      {"el", "5 Οκτωβρίου 2021"},
      {"el", "5 ΟΚΤΩΒΡΙΟΥ 2021"},
      {"ru", "5 октября 2021"},
      {"uk", "5 жовтня 2021"},
      {"bg", "5 октомври 2021"},
      {"id", "Selasa, 05 Okt 2021"},
      {"ms", "5 Oktober 2021"},
      {"vi", "5 tháng 10, 2021"},
      {"th", "5 ต.ค. 2564"},
      {"th", "๕ ตุลาคม ๒๕๖๔"},
      {"ar", "5 أكتوبر 2021"},
      {"ar", "5 تشرين الأول 2021"},
      {"he", "5 באוקטובר 2021"},
      {"fa", "۱۳ مهر ۱۴۰۰"},
      {"hi", "5 अक्टूबर 2021"},
      {"bn", "৫ অক্টোবর ২০২১"},
      {"ja", "2021年10月5日"},
      {"ja", "令和3年10月5日"},
      {"zh", "二〇二一年十月五日"},
      {"ko", "2021년 10월 5일"},
      {"ko", "2021. 10. 5."},
  };
  for (const auto& [language, text] : cases) {
    CHECK_THAT(std::string(text) + " = " + read(text, language), Catch::EndsWith("= 2021-10-05"));
  }
}

TEST_CASE("dates: a name that two languages use is read in that of the text") {
  CHECK(read("3. listopada 2021", "hr") == "2021-10-03");
  CHECK(read("3 listopada 2021", "pl") == "2021-11-03");
}

TEST_CASE("dates: numbers are day, month, year, but month first where asked") {
  CHECK(read("03/04/2021") == "2021-04-03");
  CHECK(read("03/04/2021", "en-US", true) == "2021-03-04");
  CHECK(read("04/23/2021") == "2021-04-23");
  CHECK(read("03.04.2021", "de", true) == "2021-04-03");
  CHECK(read("3. 4. 2021") == "2021-04-03");
  CHECK(read("03.04.21") == "2021-04-03");
  CHECK(read("1400/07/13", "fa") == "2021-10-05");
}

TEST_CASE("dates: times beside the date are read") {
  CHECK(read("Minggu, 12 Mei 2024 10:30 WIB", "id") == "2024-05-12T10:30+07:00");
  CHECK(read("12. Mai 2024, 10.30 Uhr", "de") == "2024-05-12T10:30");
  CHECK(read("May 12, 2024 at 3:05 p.m. EDT") == "2024-05-12T15:05-04:00");
  CHECK(read("10:30, 12 May 2024") == "2024-05-12T10:30");
  CHECK(read("2024年5月12日(日) 10時30分") == "2024-05-12T10:30");
  CHECK(read("2024년 5월 12일 오후 3:05") == "2024-05-12T15:05");
  CHECK(read("12/05/2024 10h30", "fr") == "2024-05-12T10:30");
}

TEST_CASE("dates: a zone where the day comes first tells the order of numbers") {
  const auto of = [](std::string_view text) { return read(text, "en", true); };
  CHECK(of("12/05/2025 10:15 WIB") == "2025-05-12T10:15+07:00");
  CHECK(of("12/05/2025, 10:15 CEST") == "2025-05-12T10:15+02:00");
  CHECK(of("12/05/2025 10:15 EST") == "2025-12-05T10:15-05:00");
  CHECK(of("12/05/2025 10:15") == "2025-12-05T10:15");
  CHECK(of("12/13/2025 10:15 WIB") == "2025-12-13T10:15+07:00");
  CHECK(of("12/05/2025 10:15 WIB, 12/06/2025 10:15").starts_with("2025-05-12"));
}

TEST_CASE("dates: Thai years may be two digits of the Buddhist era") {
  CHECK(read("12 พ.ค. 68", "th") == "2025-05-12");
  CHECK(read("12 พ.ค. 68 เวลา 10:15", "th").starts_with("2025-05-12"));
  CHECK(read("12 พ.ค. 10:15", "th").empty());
  CHECK(read("12 May 68").empty());
}

TEST_CASE("dates: what is no day is not read as one") {
  for (const char* text :
       {"", "2021", "May 2021", "32.01.2021", "31 April 2021", "30.02.2020", "version 1.2.2021.4",
        "0001-01-01", "2345-01-01", "10:20:30", "192.168.10.20", "3 apples 2021", "yesterday",
        "may 5", "99999999999999999999999"}) {
    CHECK_THAT(std::string(text) + "=" + read(text), Catch::EndsWith("="));
  }
}

TEST_CASE("dates: offsets are of the text") {
  const std::string text = "Terbit: 5 Mei 2024 pukul 10.20 di sini, 6 Mei 2024";
  const auto found = find_dates(text, {.language = "id"});
  REQUIRE(found.size() == 2);
  CHECK(text.substr(found[0].start, found[0].end - found[0].start) == "5 Mei 2024 pukul 10.20");
  CHECK(text.substr(found[1].start, found[1].end - found[1].start) == "6 Mei 2024");
}

TEST_CASE("dates: long and odd texts are read in linear time") {
  for (const char* part : {"1.", "1/", "may ", "2021-", "12:", "1 de ", "令和", "午", "(", "十"}) {
    std::string text;
    while (text.size() < 1'000'000) text += part;
    CHECK(find_dates(text, {.compact = true}).size() < text.size());
  }
}

}  // namespace saring::text
