#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/lang/features_internal.hpp"

using namespace saring;
using namespace saring::lang;

namespace {

std::vector<std::string> language_words(std::string_view text) {
  std::vector<std::string> out;
  text::PlainWordScanner scanner(text);
  TechnicalFilter is_technical(text);
  text::Word word;
  while (scanner.next(word)) {
    if (word.has_letter && !is_technical(word)) out.emplace_back(word.folded);
  }
  return out;
}

std::size_t ngram_count(std::string_view folded, NgramRange range) {
  std::size_t n = 0;
  for_each_ngram(folded, range, [&](std::uint64_t) { ++n; });
  return n;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("features: addresses, identifiers and numbers are not words of language") {
  CHECK(language_words("lihat https://contoh.id/berita/baca?x=1 di sini") ==
        Words{"lihat", "di", "sini"});
  CHECK(language_words("www.contoh.co.id saja") == Words{"saja"});
  CHECK(language_words("surat ke nama.saya@contoh.id ya") == Words{"surat", "ke", "ya"});
  CHECK(language_words("the a1b2c3 and foo_bar end") == Words{"the", "and", "end"});
}

TEST_CASE("features: addresses need no scheme, paths start at a root") {
  CHECK(language_words("baca contoh.id/berita/hari-ini lagi") == Words{"baca", "lagi"});
  CHECK(language_words("buka /usr/share/data atau ~/kerja/berkas dan ../lain ya") ==
        Words{"buka", "atau", "dan", "ya"});
  CHECK(language_words("pergi/pulang") == Words{"pergi", "pulang"});
}

TEST_CASE("features: names in programs and markup are not words of language") {
  CHECK(language_words("def get(self) -> list[str]: a->next std::pair") ==
        Words{"def", "self", "str"});
  CHECK(language_words("<td class=\"kata\"></td> kita").back() == "kita");
  CHECK(language_words("{\"nama\": 3, 'umur': 4}").empty());
  CHECK(language_words("getItem HttpServer aGVsbG8gd29 kami") == Words{"kami"});
}

TEST_CASE(
    "features: units and short upper-case words beside numbers, options and versions are no "
    "words") {
  CHECK(language_words("beli 12 kg gula dan 5km lagi") == Words{"beli", "gula", "dan", "lagi"});
  CHECK(language_words("mobil B 1234 XYZ itu") == Words{"mobil", "itu"});
  CHECK(language_words("TAHUN 2007 KEMUDIAN") == Words{"tahun", "kemudian"});
  CHECK(language_words("buka -xzf berkas") == Words{"buka", "berkas"});
  CHECK(language_words("-ini -itu juga") == Words{"ini", "juga"});
  CHECK(language_words("berkas-1.2 juga-2") == Words{"juga"});
}

TEST_CASE("features: acronyms and Hangul with numbers are words") {
  CHECK(language_words("IoT dan HCoV") == Words{"iot", "dan", "hcov"});
  CHECK(language_words("100명 이상") == Words{"100명", "이상"});
}

TEST_CASE("features: capitals after a prefix are language") {
  CHECK(language_words("isiZulu kwaZulu nGaeilge") == Words{"isizulu", "kwazulu", "ngaeilge"});
}

TEST_CASE("features: a word of a few repeated letters is not language") {
  CHECK(language_words("aaaa hahaha wkwkwkwk dududu lucu").size() == 1);
  CHECK(language_words("哈哈哈哈").empty());
  CHECK(language_words("mama papa kupu tidak") == Words{"mama", "papa", "kupu", "tidak"});
}

TEST_CASE("features: punctuation of sentences does not join words") {
  CHECK(language_words("selesai.Kemudian, pergi/pulang (ya)!") ==
        Words{"selesai", "kemudian", "pergi", "pulang", "ya"});
  CHECK(language_words("kata--yang \"itu\", 'ini' -- lalu; dan: ya") ==
        Words{"kata", "yang", "itu", "ini", "lalu", "dan", "ya"});
}

TEST_CASE(
    "features: between spaces and commas only digits, connectors, humps and repetition tell") {
  CHECK(language_words("satu,dua,\ntiga empat") == Words{"satu", "dua", "tiga", "empat"});
  CHECK(language_words("satu b2c,foo_bar,\ngetItem haha hahaha,a\u203Fb DUA") ==
        Words{"satu", "haha", "dua"});
}

TEST_CASE("features: digits inside a run without spaces leave it language") {
  CHECK(language_words("2019年发生").size() == 1);
}

TEST_CASE("features: a word has the n-grams of its padded characters") {
  // ^ab$: triples 2, the whole 1.
  CHECK(ngram_count("ab", ngram_range(text::Script::kLatin)) == 3);
  // A letter outside ASCII also counts alone.
  CHECK(ngram_count("aé", ngram_range(text::Script::kLatin)) == 4);
  CHECK(ngram_count("天气好", ngram_range(text::Script::kHan)) == 6);
}

TEST_CASE("features: escaped line ends become spaces, paths and commands stay") {
  std::string out;
  CHECK(unescape_breaks("enak\\nmurah!\\r\\nramah", out));
  CHECK(out == "enak  murah!    ramah");
  CHECK_FALSE(unescape_breaks("C:\\new", out));
  CHECK_FALSE(unescape_breaks("(\\textbf{a})", out));
  CHECK_FALSE(unescape_breaks("\\", out));
  CHECK_FALSE(unescape_breaks("", out));
}

TEST_CASE("features: Latin homoglyphs in Cyrillic words are folded, other letters stay") {
  std::string out;
  CHECK(fold_homoglyphs("Бeoгpaд and гpaд", out));
  CHECK(out == "Београд and град");
  CHECK_FALSE(fold_homoglyphs("Београд and град", out));
  CHECK_FALSE(fold_homoglyphs("", out));
}

TEST_CASE("features: runs of three or more of a letter are cut") {
  std::string out;
  REQUIRE(shorten_runs("sooooo", 1, out));
  CHECK(out == "so");
  REQUIRE(shorten_runs("gooood", 2, out));
  CHECK(out == "good");
  REQUIRE(shorten_runs("ńńńieeee", 1, out));
  CHECK(out == "ńie");
  REQUIRE(shorten_runs("даааа", 2, out));
  CHECK(out == "даа");
  CHECK_FALSE(shorten_runs("good", 1, out));
  CHECK_FALSE(shorten_runs("xviii", 1, out));  // a Roman numeral
  CHECK_FALSE(shorten_runs("", 1, out));
}

TEST_CASE("features: entities become letters or spaces, and offsets stay the same") {
  const std::string text = "d&eacute;j&agrave;&nbsp;vu, l&rsquo;&#233;t&#xE9; &amp; &Oslash;l";
  std::string out;
  REQUIRE(unescape_entities(text, out));
  CHECK(out.size() == text.size());
  CHECK(language_words(out) == Words{"déjà", "vu", "l", "été", "øl"});
  CHECK(out.find("vu") == text.find("vu"));
  for (const std::string_view same :
       {"a & b", "&", "&;", "&unknown;", "&#;", "&#x;", "&#xD800;", "&#99999999;", "R&D; x", ""}) {
    INFO(same);
    CHECK_FALSE(unescape_entities(same, out));
  }
}

TEST_CASE("features: Roman numbers are those of the usual form") {
  for (const std::string_view number : {"i", "iii", "iv", "ix", "xiv", "xl", "xcix", "cd",
                                        "mcmxcix", "mmxxvi", "mmmcmxcix", "dccclxxxviii"}) {
    CHECK(is_roman_number(number));
  }
  for (const std::string_view other :
       {"", "iiii", "vv", "ivi", "ic", "xm", "mmmm", "civic", "vivid", "ixi", "a", "XIV", "xiv "}) {
    CHECK_FALSE(is_roman_number(other));
  }
}
