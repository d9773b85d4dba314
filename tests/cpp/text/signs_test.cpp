#include "saring/text/signs.hpp"

#include <catch2/catch.hpp>
#include <string>

using saring::text::append_signs;
using saring::text::may_have_signs;
using saring::text::SignOptions;

namespace {

// The signs of the part of a text in {braces}.
std::string signs(std::string text, SignOptions options = {}) {
  const std::size_t start = text.find('{');
  text.erase(start, 1);
  const std::size_t end = text.find('}');
  text.erase(end, 1);
  std::string out;
  append_signs(text, start, end, options, out);
  if (!out.empty()) CHECK(may_have_signs(text.substr(start, end - start), options));
  return out;
}

}  // namespace

TEST_CASE("signs: what means something") {
  CHECK(signs("C{++ }developer") == "++");
  CHECK(signs("C{# }developer") == "#");
  CHECK(signs("service{ 👍}") == "👍");
  CHECK(signs("service{ 👍🏽}") == "👍🏽");
  CHECK(signs("tim{ 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F }menang") ==
        "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F");
  CHECK(signs("if x{ > }0") == ">");
  CHECK(signs("if x{>}0") == ">");
  CHECK(signs("ini{ -}5") == "-");
  CHECK(signs("ini{ −}5") == "-");
  CHECK(signs("harga{ €}5") == "€");
  CHECK(signs("a{ != }b") == "!=");
  CHECK(signs("a{ && }b") == "&");
  CHECK(signs("a{ || }b") == "|");
  CHECK(signs("naik 5{ % }lagi") == "%");
  CHECK(signs("3{*}4") == "*");
  CHECK(signs("x{^}2") == "^");
  CHECK(signs("saham{ ↑ }naik") == "↑");
  CHECK(signs("sangat buruk{ :(}") == ":");
  CHECK(signs("bagus{ ★★★★☆}") == "★★★★☆");
  CHECK(signs("5{ ° }C") == "°");
  CHECK(signs("{$}5") == "$");
  CHECK(signs("a{ × }b") == "×");
  CHECK(signs("umur{ <}5 tahun") == "<");
  CHECK(signs("a{<}b>c") == "<");
  CHECK(signs("x{ <}5 and y > 3") == "<");
}

TEST_CASE("signs: ornaments, punctuation, quotes, rules and bullets are none") {
  for (const char* text : {"a{ - }b",
                           "tiba{-}tiba",
                           "2019{-}20",
                           "2019{–}20",
                           "kata{, \"}lalu",
                           "kata{… }lalu",
                           "a{ | }b",
                           "a{\n• }b",
                           "a{ » }b",
                           "a{ → }b",
                           "nama{™ }b",
                           "{© }2024",
                           "a{\n- }5 apel",
                           "a{\n+ }b",
                           "a{\n+}",
                           "a{\n>\n}b",
                           "a{\n> }kutipan",
                           "{> }kutipan",
                           "a{ ===== }b",
                           "a{\n* }b",
                           "a{ ~ }b",
                           "{# }Judul",
                           "a{ #}banjir",
                           "AT{&}T",
                           "ya{! }tidak",
                           "a{ 👉 }b",
                           "a{ ■ }b",
                           "dia{: (}x)",
                           "kata{: }lalu",
                           "diskon{ (%) }b",
                           "halo{ \uFFFD }b",
                           "a{ ✦ }b",
                           "Airbus{ <}AIR.PA> said",
                           "Airbus <AIR.PA{> }said"}) {
    INFO(text);
    CHECK(signs(text) == "");
  }
}

TEST_CASE("signs: spacing makes no difference") {
  CHECK(signs("x{ < = }y") == signs("x{<=}y"));
  CHECK(signs("harga{ $ }5") == signs("harga{ $}5"));
}

TEST_CASE("signs: symbols need not count, and all punctuation may") {
  CHECK(signs("C{++ }dev", {.symbols = false}) == "");
  CHECK(signs("ya{, \"}a") == "");
  CHECK(signs("ya{, \"}a", {.punctuation = true}) == ",\"");
  CHECK(signs("ya{?! + }a", {.symbols = false, .punctuation = true}) == "?!");
  CHECK_FALSE(may_have_signs("++", {.symbols = false}));
  CHECK_FALSE(may_have_signs(", \". ", {}));
}
