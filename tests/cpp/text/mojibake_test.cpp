#include "saring/text/mojibake.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "saring/text/encoding.hpp"

namespace saring::text {

TEST_CASE("mojibake: UTF-8 that was read in a single-byte encoding is found") {
  for (const char* text :
       {"Un cafÃ© en la esquina", "It doesnâ€™t matter", "Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "РїСЂРёРІРµС‚",
        "cafГ© au lait", "itвЂ™s late", "25 Â°C", "price: Â£20", "ï»¿Judul", "Ã‰cole de musique",
        "GrÃ¼ÃŸe aus KÃ¶ln", "æ—¥æœ¬èªž", "ì•ˆë…•", "emoji ðŸ˜€", "damaged ï¿½ text", "100 â‚¬",
        "Ã©", "cafĂ© w Krakowie", "itâ€™s in windows-1250"}) {
    CAPTURE(text);
    CHECK(has_utf8_mojibake(text));
  }
  // Latin-1 has control characters where windows-1252 has letters.
  CHECK(has_utf8_mojibake("it\u00E2\u0080\u0099s"));
}

TEST_CASE("mojibake: text that is as it was written is not") {
  for (const char* text : {"",
                           "plain",
                           "Un café en la esquina",
                           "“L’été…” – « Oui »",
                           "É…”",
                           "AMANHÃ…",
                           "“AMANHÃ”",
                           "ÇA VA ?",
                           "Úžasný den",
                           "Ížeň",
                           "ÓŻAREK",
                           "MÍŽA",
                           "Ółka",
                           "ПРАВІ ТА ЛІВІ СІРІ",
                           "діє",
                           "РІК",
                           "Сёстры в Рїге",
                           "привет, как дела",
                           "đượcư",
                           "Það er æðislegt",
                           "naïve façade",
                           "Â",
                           "L’Âge d’or",
                           "20 °C, £20 ©",
                           "größer",
                           "Żółć",
                           "Größe: 5 µm²",
                           "über “Öl”",
                           "ÖL–FARBE",
                           "日本語",
                           "안녕",
                           "😀",
                           "ÄÖÜ",
                           "Ä–Ö",
                           "СВІТ ДІЄ"}) {
    CAPTURE(text);
    CHECK_FALSE(has_utf8_mojibake(text));
  }
}

TEST_CASE("mojibake: UTF-8 that was read in an encoding of Macintosh, KOI8 or DOS is found") {
  for (const std::string text : {"Дети играли в саду", "Діти гралися в саду", "Un café"}) {
    for (const char* name : {"macintosh", "koi8-r", "ibm866"}) {
      if (text == "Un café" && std::string(name) != "macintosh") continue;  // too little
      CAPTURE(text, name);
      CHECK(has_utf8_mojibake(decode_bytes(text, name).value()));
    }
  }
  for (const char* text : {"√π ≈ 1,77", "√∞", "Sjælland–øerne", "╔═╗║╚╝├┤├┤┌┐", "п. 3·я", "Mac–Öl",
                           "эта работа добавила новые рекомендации", "тюрленген маълюмат"}) {
    CAPTURE(text);
    CHECK_FALSE(has_utf8_mojibake(text));
  }
}

TEST_CASE("mojibake: what windows-1252 makes of any text in UTF-8 is found") {
  for (const std::string text :
       {"Kopi di tepi laut — harganya naik", "Η μέρα είναι ωραία", "Дети играли в саду", "éà",
        "子供たちは庭で遊んでいました", "เด็กๆ เล่นอยู่ในสวน", "كان الأطفال يلعبون"}) {
    CAPTURE(text);
    CHECK_FALSE(has_utf8_mojibake(text));
    CHECK(has_utf8_mojibake(decode_bytes(text, "windows-1252").value()));
  }
}

}  // namespace saring::text
