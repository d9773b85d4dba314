#include "saring/boilerplate/lines/sentences_internal.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace saring::boilerplate;

namespace {

std::vector<std::string> sentences(std::string_view line) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = sentence_end(line, at);
    out.emplace_back(line.substr(at, end - at));
    at = end;
    while (at < line.size() && line[at] == ' ') ++at;
  }
  return out;
}

std::string title(std::string_view line) {
  return std::string(line.substr(0, title_end(line, 0, line.size())));
}

std::string link(std::string_view line) {
  return std::string(line.substr(0, link_end(line, 0, line.size())));
}

std::string name(std::string_view line) {
  return std::string(line.substr(0, name_end(line, 0, line.size())));
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("sentences: they end in every script, with or without a space behind") {
  CHECK(sentences("One rose. Two fell! Three? Yes…") ==
        Parts{"One rose.", "Two fell!", "Three?", "Yes…"});
  CHECK(sentences("kata warga.Baca juga: Pasar") == Parts{"kata warga.", "Baca juga: Pasar"});
  CHECK(sentences("河水上涨了。桥关闭了！为什么？") ==
        Parts{"河水上涨了。", "桥关闭了！", "为什么？"});
  CHECK(sentences("पुल खुला। नदी बढ़ी।") == Parts{"पुल खुला।", "नदी बढ़ी।"});
  CHECK(sentences("هل فتح الجسر؟ نعم.") == Parts{"هل فتح الجسر؟", "نعم."});
  CHECK(sentences("\"It rose.\" People left.") == Parts{"\"It rose.\"", "People left."});
}

TEST_CASE("sentences: abbreviations, initials, numbers and addresses do not end one") {
  for (const std::string whole :
       {"Dr. Sari met Mr. Holm.", "J. K. Holm spoke.", "U.S. Steel paid Rp 3.500.000 to it.",
        "Pada pukul 10.30 WIB ia tiba di Jl. Merdeka No. 5 bersama Ir. Budi.",
        "See KabarDesa.com for more.", "KONTAN.CO.ID is a site.", "Am 3. Mai begann es.",
        "\"Where?\" she asked."}) {
    CAPTURE(whole);
    CHECK(sentences(whole) == Parts{whole});
  }
}

TEST_CASE("sentences: a title ends with its sentence or before the next one") {
  CHECK(title("Banjir Surut di Kota Lama. Warga pulang.") == "Banjir Surut di Kota Lama.");
  CHECK(title("Banjir Surut di Kota Lama Warga mengatakan air mulai naik.") ==
        "Banjir Surut di Kota Lama");
  CHECK(title("Mengapa Harga Cabai Naik? Pedagang menjawab.") == "Mengapa Harga Cabai Naik?");
  CHECK(title("Banjir Surut di Kota Lama \"Air sudah turun,\" kata dia.") ==
        "Banjir Surut di Kota Lama");
  CHECK(title("Banjir Surut di Kota Lama “Air sudah turun,” kata dia.") ==
        "Banjir Surut di Kota Lama");
  CHECK(title("Old mill to become a library The council approved the plan.") ==
        "Old mill to become a library");
  CHECK(title("Old mill to become a library. The council approved the plan.") ==
        "Old mill to become a library.");
  CHECK(title("Old Mill | New Bridge") == "Old Mill");
  CHECK(title("河水上涨了。桥关闭了。") == "河水上涨了。");
}

TEST_CASE("sentences: a link in sentence case leaves the sentence that is glued to it") {
  CHECK(link("De haven verzandt Een schipper wacht al drie dagen.") == "De haven verzandt");
  CHECK(link("Гавань у моста мелеет Капитан ждёт уже три дня.") == "Гавань у моста мелеет");
  CHECK(link("What the mayor of Marsh wants to build?") ==
        "What the mayor of Marsh wants to build?");
  CHECK(title("Petani memanen bawang di lereng Merapi pagi ini.") ==
        "Petani memanen bawang di lereng Merapi pagi ini.");
  // Without capitals nothing says where the title ends.
  CHECK(link("बंदरगाह फिर से उथला हुआ नाविक तीन दिन से इंतजार कर रहा है।").empty());
  CHECK(link("बंदरगाह फिर से उथला हुआ") == "बंदरगाह फिर से उथला हुआ");
}

TEST_CASE("sentences: prose behind a label is no title") {
  CHECK(title("the river rose for two days and nobody in the valley knew when it would fall "
              "again, so they left.")
            .empty());
  std::string endless;
  for (int i = 0; i < 60; ++i) endless += "word ";
  CHECK(title(endless).empty());
}

TEST_CASE("sentences: a name ends where the article begins") {
  CHECK(name("Sari Dewi | Editor") == "Sari Dewi");
  CHECK(name("Sari Hujan turun deras.") == "Sari");
  CHECK(name("Yudho Hartono KABAR.CO.ID - Hujan turun.") == "Yudho Hartono");
  CHECK(name("Sari Dewi. Hujan turun.") == "Sari Dewi.");
  CHECK(name("kabardesa.com | Editor: Budi") == "kabardesa.com");
  CHECK(name("Rina Wulandari Wali Kota Surabaya Eri Hadi mengatakan air naik.") ==
        "Rina Wulandari");
  CHECK(name("apa kabar hari ini, Bu?").empty());
  CHECK(name("Budi Santoso Copyright © 2024") == "Budi Santoso");
}

TEST_CASE("sentences: an article begins the next sentence with the word behind it") {
  CHECK(
      title(
          "Alte Brücke über den Kanal stürzt ein Der Umbau dauerte drei Jahre und kostete viel.") ==
      "Alte Brücke über den Kanal stürzt ein");
  CHECK(title("Old Bridge Over the Canal Collapses The Work took three years and cost a lot.") ==
        "Old Bridge Over the Canal Collapses");
}

TEST_CASE("sentences: a credit ends with its agency or the word behind a slash") {
  const auto credit = [](const std::string& line) { return line.substr(0, credit_end(line, 0)); };
  CHECK(credit("dpa Die Stadt hat gebaut.") == "dpa");
  CHECK(credit("Anna Holm/Reuters The town has built.") == "Anna Holm/Reuters");
  CHECK(credit("Anna Holm/ReutersThe town has built.") == "Anna Holm/Reuters");
  CHECK(credit("Budi Santoso/detikcom Pemerintah kota") == "Budi Santoso/detikcom");
  CHECK(credit("Anna Holm/Getty Images The town") == "Anna Holm/Getty Images");
  CHECK(credit("Anna Holm The town has built.").empty());
  CHECK(credit("a bridge and/or a road").empty());
  CHECK(credit("Apache servers").empty());
}
