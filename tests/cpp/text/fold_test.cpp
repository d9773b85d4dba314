#include "saring/text/fold.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "saring/text/normalize.hpp"
#include "saring/text/utf8.hpp"

using saring::text::fold;
using saring::text::FoldMap;
using saring::text::FoldOptions;

namespace {

std::string folded(std::string_view text, FoldOptions options = {}) {
  std::string buffer;
  return std::string(fold(text, options, buffer));
}

}  // namespace

TEST_CASE("fold: characters that nobody sees go") {
  for (const char* hidden :
       {"\u00AD", "\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u200E", "\u202E", "\u2066",
        "\uFE0F", "\U000E0101", "\u034F", "\u180E", "\u061C", "\x01", "\x7F", "\u0090"}) {
    CHECK(folded(std::string("kre") + hidden + "dit") == "kredit");
    CHECK(folded(std::string(hidden) + "kredit bank" + hidden) == "kredit bank");
  }
  CHECK(folded(std::string_view("a\0b", 3)) == "ab");
}

TEST_CASE("fold: what only stretches a line goes") {
  CHECK(folded("كتـــاب جميـل") == "كتاب جميل");
  CHECK(folded("ـ") == "");
  CHECK(folded("ߞߺߊ") == "ߞߊ");
  CHECK(folded("ك\uFE71ب") == folded("ك\u064Bب"));
}

TEST_CASE("fold: the tags of a flag stay, others go") {
  const std::string england = "\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F";
  for (const std::string& text :
       {"🏴" + england, "tim 🏴" + england + " menang", "é🏴" + england}) {
    CHECK(folded(text) == text);
  }
  CHECK(folded("a" + england) == "a");
  CHECK(folded("🏴 " + england) == "🏴 ");
  CHECK(folded("🏴\u200D" + england) == "🏴");
  CHECK(folded("🏴" + england + england) == "🏴" + england + england.substr(0, 4));
  CHECK(folded("👍🏽") == "👍🏽");
}

TEST_CASE("fold: white space, separators and visible format characters stay") {
  for (const std::string text : {"a b\tc\nd\r\ne\x0C f", "a\x1E b", "a\u00A0b\u2028c\u0085d",
                                 "\u0600\u0661\u0662", "👍 👎", "خانه ها"}) {
    CHECK(folded(text) == text);
  }
}

TEST_CASE("fold: variants of letters and digits become these letters") {
  CHECK(folded("eﬃcient ﬁre") == "efficient fire");
  CHECK(folded("Ｆｕｌｌ　１２３＋％") == "Full 123+%");
  CHECK(folded("𝐁𝐨𝐥𝐝 𝓈𝒸𝓇𝒾𝓅𝓉 ℍ 𝟙𝟚") == "Bold script H 12");
  CHECK(folded("1ª 2º Ⅷ") == "1a 2o VIII");
  CHECK(folded("ｶﾞｷﾞ") == "ガギ");
  CHECK(folded("ﻼﻡ") == "لام");
  CHECK(folded("m² ½ ①") == "m² ½ ①");  // numbers of their own
  CHECK(folded("e\u00AD\u0301a") == "éa");
}

TEST_CASE("fold: full case folding can be left out") {
  CHECK(folded("Straße ΣΟΦΟΣ σοφος") == "Strasse ΣΟΦΟΣ σοφοσ");
  CHECK(folded("Straße σοφος", {.full_case = false}) == "Straße σοφος");
  CHECK(folded("İstanbul") == "İstanbul");
}

TEST_CASE("fold: marks and digits go where that is asked for") {
  const FoldOptions marks{.marks = true};
  CHECK(folded("Café Ångström e\u0301a", marks) == "Cafe Angstrom ea");
  CHECK(folded("كَتَبَ שָׁלוֹם", marks) == "كتب שלום");
  CHECK(folded("ガ กำ हिन्दी", marks) == "ガ " + folded("กำ") + " हिन्दी");
  const FoldOptions digits{.digits = true};
  CHECK(folded("12 Maret 2024, Rp5.000, ٣٤", digits) == "0 Maret 0, Rp0.0, 0");
  CHECK(folded("x1\u00AD2y", digits) == "x0y");
}

TEST_CASE("fold: plain text is returned as it is, without a copy") {
  const std::string text = "Satu dua, tiga.\n\tEmpat “lima” – enam… 你好 Привет";
  std::string buffer;
  CHECK(fold(text, {}, buffer).data() == text.data());
  CHECK(folded("") == "");
}

TEST_CASE("fold: twice is once, on every code point between letters, in NFC") {
  for (char32_t c = 1; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    char bytes[4];
    const std::string text = "a" + std::string(bytes, saring::text::encode(c, bytes)) + "b";
    const std::string once = folded(text, {.marks = c % 2 == 0});
    if (folded(once, {.marks = c % 2 == 0}) != once || !saring::text::is_nfc(once)) {
      FAIL("U+" << std::hex << static_cast<std::uint32_t>(c));
    }
  }
}

TEST_CASE("fold: composed and decomposed text fold to the same") {
  CHECK(folded("Ma\u0301laga Tie\u0302\u0301ng") == folded("Málaga Tiếng"));
  CHECK(folded("한국") == folded("\u1112\u1161\u11ab\u1100\u116e\u11a8"));
}

TEST_CASE("fold: offsets map back to the original text") {
  const std::string text = "dua ﬁre kre\u00ADdit bank e\u0301a end";
  std::string buffer;
  FoldMap map;
  const std::string_view out = fold(text, {}, buffer, &map);
  REQUIRE(out == "dua fire kredit bank éa end");
  const auto original = [&](std::string_view word) {
    const std::size_t at = out.find(word);
    const std::size_t start = map.to_original_start(at);
    return text.substr(start, map.to_original_end(at + word.size()) - start);
  };
  CHECK(original("dua") == "dua");
  CHECK(original("fire") == "ﬁre");
  CHECK(original("kredit") == "kre\u00ADdit");
  CHECK(original("bank") == "bank");
  CHECK(original("éa") == "e\u0301a");
  CHECK(original("end") == "end");
  CHECK(map.to_original_end(out.size()) == text.size());
  CHECK(map.to_original_start(0) == 0);
}

TEST_CASE("fold: very many marks, or hidden characters, take linear time") {
  std::string marks = "a";
  for (int i = 0; i < 200'000; ++i) marks += "\u0301";
  CHECK(!folded(marks).empty());
  std::string hidden;
  for (int i = 0; i < 200'000; ++i) hidden += "x\u00AD";
  CHECK(folded(hidden).size() == 200'000);
}
