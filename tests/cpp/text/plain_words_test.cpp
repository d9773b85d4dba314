#include "saring/text/plain_words.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

using namespace saring::text;

namespace {

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> out;
  PlainWordScanner scanner(text);
  Word word;
  while (scanner.next(word)) out.emplace_back(word.folded);
  return out;
}

using Words = std::vector<std::string>;

Word first_word(PlainWordScanner& scanner) {
  Word word;
  REQUIRE(scanner.next(word));
  return word;
}

}  // namespace

TEST_CASE("plain words: canonically equal words are equal") {
  CHECK(plain_words("E\u0301te\u0301") == Words{"été"});
  CHECK(plain_words("tie\u0302\u0301ng") == plain_words("tiếng"));
  CHECK(plain_words("\u1112\u1161\u11ab\u1100\u1173\u11af") == Words{"한글"});
  CHECK(plain_words("\u09c7\u09be") == plain_words("\u09cb"));  // a vowel sign of two parts
  CHECK(plain_words("ব\u09dc") == plain_words("ব\u09a1\u09bc"));
  CHECK(plain_words("\u0627\u0653ن") == plain_words("\u0622ن"));
  CHECK(plain_words("か\u3099") == Words{"が"});
}

TEST_CASE("plain words: letters of another font, width or position are ordinary letters") {
  CHECK(plain_words("ＴＨＥ ｔｈｅ") == Words{"the", "the"});
  CHECK(plain_words("𝐓𝐡𝐞 𝗸𝗮𝗺𝗶") == Words{"the", "kami"});
  CHECK(plain_words("ﬁnal") == Words{"final"});
  CHECK(plain_words("ﻳﺴﺘﻄﻴﻊ") == Words{"يستطيع"});
  CHECK(plain_words("ﾃｽﾄ") == Words{"テスト"});
  CHECK(plain_words("ᴛʜᴇ ꜱᴍᴀʟʟ ᵗʰᵉ") == Words{"the", "small", "the"});
  // Letters of an orthography or of phonetic script, among others.
  CHECK(plain_words("kʷa ɪn") == Words{"kʷa", "ɪn"});
  CHECK(plain_words("น้ำ") == Words{"น้ำ"});
}

TEST_CASE("plain words: optional marks and joiners are left out") {
  CHECK(plain_words("שָׁלוֹם") == Words{"שלום"});
  CHECK(plain_words("كَتَبَ كتـــاب") == Words{"كتب", "كتاب"});
  CHECK(plain_words("молоко\u0301 стои\u0301т йод") == Words{"молоко", "стоит", "йод"});
  CHECK(plain_words("می\u200cخواهم") == Words{"میخواهم"});
  CHECK(plain_words("ἀρχῇ λόγος") == Words{"αρχή", "λόγος"});
}

TEST_CASE("plain words: script, case and offsets") {
  PlainWordScanner scanner("1 𝐓𝐡𝐞, ok");
  Word word = first_word(scanner);
  CHECK(word.folded == "1");
  word = first_word(scanner);
  CHECK(word.script == Script::kLatin);
  CHECK(word.start == 2);
  CHECK(word.end == 14);
  CHECK_FALSE(word.is_dictionary);
  word = first_word(scanner);
  CHECK(word.folded == "ok");
  CHECK_FALSE(word.may_vary);
}

TEST_CASE("plain words: words in plain form are those of the text") {
  for (const std::string_view text :
       {"été", "tiếng", "молоко", "বাংলা", "한글", "မြန်မာ", "हिन्दी", "தமிழ்", "ไทย", "日本語"}) {
    INFO(text);
    PlainWordScanner scanner(text);
    const Word word = first_word(scanner);
    CHECK(word.folded == text);
    CHECK(word.folded.data() == text.data());
    CHECK_FALSE(word.may_vary);
  }
}

TEST_CASE("plain words: long words and words of marks alone end") {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "ﷺ";
  text += " ";
  for (int i = 0; i < 400; ++i) text += "\u0301";
  text += " \u064e\u064e";
  for (const std::string& word : plain_words(text))
    CHECK(word.size() <= 4 * WordScanner::kMaxWordBytes);
}
