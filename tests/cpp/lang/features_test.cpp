#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "saring/lang/features_internal.hpp"

using namespace saring;
using namespace saring::lang;

namespace {

std::vector<std::string> language_words(std::string_view text) {
  std::vector<std::string> out;
  text::WordScanner scanner(text);
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

TEST_CASE("features: addresses, identifiers and numbers are no words of language") {
  CHECK(language_words("lihat https://contoh.id/berita/baca?x=1 di sini") ==
        Words{"lihat", "di", "sini"});
  CHECK(language_words("www.contoh.co.id saja") == Words{"saja"});
  CHECK(language_words("surat ke nama.saya@contoh.id ya") == Words{"surat", "ke", "ya"});
  CHECK(language_words("the a1b2c3 and foo_bar end") == Words{"the", "and", "end"});
}

TEST_CASE("features: punctuation of sentences joins nothing") {
  CHECK(language_words("selesai.Kemudian, pergi/pulang (ya)!") ==
        Words{"selesai", "kemudian", "pergi", "pulang", "ya"});
}

TEST_CASE("features: digits inside a run without spaces leave it language") {
  CHECK(language_words("2019年发生").size() == 1);
}

TEST_CASE("features: a word has the n-grams of its padded characters") {
  // ^ab$: triples 2, the whole 1.
  CHECK(ngram_count("ab", ngram_range(text::Script::kLatin)) == 3);
  // A letter beyond ASCII counts alone as well.
  CHECK(ngram_count("aé", ngram_range(text::Script::kLatin)) == 4);
  CHECK(ngram_count("天气好", ngram_range(text::Script::kHan)) == 6);
}

TEST_CASE("features: Latin letters inside Cyrillic words become their twins, others stay") {
  std::string out;
  CHECK(unmix_cyrillic("Бeoгpaд and гpaд", out));
  CHECK(out == "Београд and град");
  CHECK_FALSE(unmix_cyrillic("Београд and град", out));
  CHECK_FALSE(unmix_cyrillic("", out));
}
