#include "saring/lang/language.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "saring/base/error.hpp"
#include "saring/text/script.hpp"
#include "saring/text/utf8.hpp"

using namespace saring::lang;
using Labels = std::vector<std::string>;

TEST_CASE("language: every kind of code that users write is understood") {
  const LanguageTable& table = LanguageTable::builtin();
  for (const char* code :
       {"id", "ind", "in", "ind_Latn", "IND_LATN", "id-ID", "id-Latn", "__label__id"}) {
    INFO(code);
    CHECK(table.resolve(code) == Labels{"ind_Latn"});
  }
  CHECK(table.resolve("iw") == Labels{"heb_Hebr"});
  CHECK(table.resolve("ger") == Labels{"deu_Latn"});
  CHECK(table.resolve("deu") == Labels{"deu_Latn"});
  CHECK(table.resolve("no") == Labels{"nob_Latn"});
  CHECK(table.resolve("fil") == Labels{"tgl_Latn"});
}

TEST_CASE("language: names are understood where codes are") {
  const LanguageTable& table = LanguageTable::builtin();
  for (const char* name : {"Indonesian", "indonesian", "INDONESIAN", "indonesia",
                           "Bahasa Indonesia", "bahasa_indonesia", " Indonesian  language"}) {
    INFO(name);
    CHECK(table.resolve(name) == Labels{"ind_Latn"});
  }
  CHECK(table.resolve("Malay") == Labels{"zsm_Latn"});
  CHECK(table.resolve("Bahasa Jawa") == Labels{"jav_Latn"});
  CHECK(table.resolve("Persian") == Labels{"pes_Arab"});
  CHECK(table.resolve("Norwegian Bokmål") == Labels{"nob_Latn"});
  CHECK(table.resolve("Chinese") == Labels{"zho_Hans", "zho_Hant"});
  CHECK(table.resolve("Chinese (Simplified)") == Labels{"zho_Hans"});
  CHECK(table.resolve("Serbian") == Labels{"srp_Cyrl", "srp_Latn"});
  CHECK_THROWS_WITH(table.resolve("Bahasa"), Catch::Contains("unknown language 'Bahasa'"));
}

TEST_CASE("language: every row is found by its name") {
  for (const Language& row : LanguageTable::builtin().rows()) {
    INFO(row.name);
    const Labels labels = LanguageTable::builtin().resolve(row.name);
    CHECK(std::find(labels.begin(), labels.end(), row.label) != labels.end());
  }
}

TEST_CASE("language: Chinese by script or by region") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("zh-TW") == Labels{"zho_Hant"});
  CHECK(table.resolve("zh-CN") == Labels{"zho_Hans"});
  CHECK(table.resolve("zho_Hant") == Labels{"zho_Hant"});
  CHECK(table.resolve("zh") == Labels{"zho_Hans", "zho_Hant"});
}

TEST_CASE("language: a code without a script means every script, a macrolanguage its members") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("srp") == Labels{"srp_Cyrl", "srp_Latn"});
  CHECK(table.resolve("sr-Latn") == Labels{"srp_Latn"});
  CHECK(table.resolve("msa") == Labels{"zsm_Latn"});
  CHECK(table.resolve("ara").size() > 1);
}

TEST_CASE("language: romanised text is meant only by a code with its script") {
  const LanguageTable& table = LanguageTable::builtin();
  for (const char* code : {"ru", "rus", "Russian", "ru-RU"}) {
    INFO(code);
    CHECK(table.resolve(code) == Labels{"rus_Cyrl"});
  }
  for (const char* code : {"ru-Latn", "rus_Latn", "Russian (Latin script)"}) {
    INFO(code);
    CHECK(table.resolve(code) == Labels{"rus_Latn"});
  }
  CHECK(table.resolve("gre") == Labels{"ell_Grek"});
  CHECK(table.resolve("nep") == Labels{"npi_Deva"});
  CHECK(table.resolve("Hinglish") == Labels{"hin_Latn"});
  CHECK(table.find("rus_Latn")->bcp47 == "ru-Latn");
  CHECK(table.find("rus_Cyrl")->bcp47 == "ru");
  CHECK(table.find("srp_Latn")->bcp47 == "sr-Latn");
  CHECK(table.find("rus_Latn")->is_romanised());
  CHECK_FALSE(table.find("srp_Latn")->is_romanised());
}

TEST_CASE("language: a group covers its languages in every script, without romanised text") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.labels_of(table.resolve_group("hbs")) ==
        Labels{"bos_Latn", "hrv_Latn", "srp_Cyrl", "srp_Latn"});
  CHECK(table.resolve_group("ms").code == "msa");
  CHECK(table.resolve_group("norwegian").code == "nor");
  CHECK_THROWS_WITH(table.resolve_group("hrv"), Catch::Contains("'hrv' is not a group"));
  for (const LanguageGroup& group : table.groups()) {
    INFO(group.code);
    CHECK(table.labels_of(group).size() > 1);
  }
  CHECK_THROWS_WITH(LanguageTable("", "code\tname\nhbs\tSerbo-Croatian\n"),
                    Catch::Contains("language_groups.tsv, line 2"));
}

TEST_CASE("language: two letters mean the usual member, three of a macrolanguage all") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("fa") == Labels{"pes_Arab"});
  CHECK(table.resolve("fas") == Labels{"pes_Arab", "prs_Arab"});
  CHECK(table.resolve("per") == table.resolve("fas"));
  CHECK(table.resolve("chi") == table.resolve("zho"));
  CHECK(table.resolve("may") == table.resolve("msa"));
  CHECK(table.resolve("alb") == table.resolve("sqi"));
  CHECK(table.resolve("ku") == Labels{"kmr_Latn"});
  CHECK(table.resolve("ku-Arab") == Labels{"ckb_Arab"});
  CHECK(table.resolve("az-Arab") == Labels{"azb_Arab"});
  CHECK(table.resolve("hbs") == Labels{"bos_Latn", "hrv_Latn", "srp_Cyrl", "srp_Latn"});
  CHECK(table.resolve("bih") == Labels{"bho_Deva", "mag_Deva", "mai_Deva"});
}

TEST_CASE("language: both codes of ISO 639-2 mean the same") {
  for (const Language& row : LanguageTable::builtin().rows()) {
    if (row.iso639_2b.empty()) continue;
    INFO(row.label);
    const std::string other = row.macro.empty() ? std::string(row.iso639_3()) : row.macro;
    CHECK(LanguageTable::builtin().resolve(row.iso639_2b) ==
          LanguageTable::builtin().resolve(other));
  }
}

TEST_CASE("language: withdrawn codes mean their replacements") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("sh") == table.resolve("hbs"));
  CHECK(table.resolve("bh") == table.resolve("bih"));
  CHECK(table.resolve("ji") == Labels{"ydd_Hebr"});
  CHECK(table.resolve("jw") == Labels{"jav_Latn"});
  CHECK(table.resolve("mo") == Labels{"ron_Latn"});
  CHECK(table.resolve("scr") == Labels{"hrv_Latn"});
  CHECK(table.resolve("cnr") == Labels{"srp_Cyrl", "srp_Latn"});
}

TEST_CASE("language: regions count where they tell the script or the language") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("fa-AF") == Labels{"prs_Arab"});
  CHECK(table.resolve("fa-Arab-AF") == Labels{"prs_Arab"});
  CHECK(table.resolve("az-Latn-IR") == Labels{"azj_Latn"});
  CHECK(table.resolve("az_IR") == Labels{"azb_Arab"});
  CHECK(table.resolve("ku-IQ") == Labels{"ckb_Arab"});
  CHECK(table.resolve("cmn-TW") == Labels{"zho_Hant"});
  CHECK(table.resolve("zh-Hans-TW") == Labels{"zho_Hans"});
  CHECK(table.resolve("es-419") == Labels{"spa_Latn"});
  CHECK(table.resolve("pt-BR") == Labels{"por_Latn"});
}

TEST_CASE("language: subtags of BCP 47 that are neither script nor region") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("zh-yue") == Labels{"yue_Hant"});
  CHECK(table.resolve("zh-cmn-Hant") == Labels{"zho_Hant"});
  CHECK(table.resolve("ar-arz") == Labels{"arz_Arab"});
  CHECK(table.resolve("ms-bjn") == Labels{"bjn_Arab", "bjn_Latn"});
  CHECK(table.resolve("fr-BEL") == Labels{"fra_Latn"});
  CHECK(table.resolve("en-IND") == Labels{"eng_Latn"});
  CHECK(table.resolve("de-CH-1996") == Labels{"deu_Latn"});
  CHECK(table.resolve("ca-valencia") == Labels{"cat_Latn"});
  CHECK(table.resolve("ar-u-nu-latn") == Labels{"arb_Arab"});
  CHECK(table.resolve("id-x-java") == Labels{"ind_Latn"});
}

TEST_CASE("language: labels of other tools") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK(table.resolve("cmn_Hani") == Labels{"zho_Hans", "zho_Hant"});
  CHECK(table.resolve("yue_Hani") == Labels{"yue_Hant"});
  CHECK(table.resolve("ekk_Latn") == Labels{"est_Latn"});
  CHECK(table.resolve("__label__ekk_Latn") == Labels{"est_Latn"});
  CHECK(table.resolve("kur_Arab") == Labels{"ckb_Arab"});
  CHECK(table.resolve("jpn_Hani") == Labels{"jpn_Jpan"});
  CHECK(table.resolve("__label__als_Latn") == Labels{"als_Latn"});
  // lid.176 uses this code for Alemannic, as Wikipedia does.
  CHECK_THROWS_AS(table.resolve("__label__als"), std::invalid_argument);
}

TEST_CASE("language: a wrong script is an error that names the right ones") {
  const LanguageTable& table = LanguageTable::builtin();
  CHECK_THROWS_WITH(table.resolve("uz-Cyrl"), Catch::Contains("did you mean 'uzn_Latn'"));
  CHECK_THROWS_WITH(table.resolve("zh-Latn"), Catch::Contains("did you mean 'zho_Hans'"));
  CHECK_THROWS_WITH(table.resolve("__label__indd"), Catch::Contains("did you mean 'ind_Latn'"));
  CHECK_THROWS_WITH(table.resolve("idn"), Catch::Contains("did you mean 'ind_Latn'"));
  CHECK_THROWS_WITH(table.resolve("lat"), Catch::Contains("did you mean 'lao_Laoo'"));
  CHECK_THROWS_WITH(table.resolve("Javanesse"), Catch::Contains("did you mean 'jav_Latn'"));
  CHECK_THROWS_WITH(table.resolve("und"), Catch::Contains("always a possible answer"));
}

TEST_CASE("language: an unknown code names the nearest") {
  CHECK_THROWS_WITH(LanguageTable::builtin().resolve("indonesan"),
                    "unknown language 'indonesan'; did you mean 'ind_Latn' (Indonesian)?");
  CHECK_THROWS_WITH(LanguageTable::builtin().resolve("Bahasa Malayu"),
                    Catch::Contains("did you mean 'zsm_Latn'"));
  CHECK_THROWS_AS(LanguageTable::builtin().resolve(""), std::invalid_argument);
  CHECK_THROWS_AS(LanguageTable::builtin().resolve("ind_Cyrl"), std::invalid_argument);
}

TEST_CASE("language: an unknown code of any length is a short error") {
  const LanguageTable& table = LanguageTable::builtin();
  for (const std::string_view unit : {"_", "x", "é", "😀", "id-"}) {
    std::string code = "q";
    while (code.size() < 1'000'000) code += unit;
    INFO(unit);
    try {
      static_cast<void>(table.resolve(code));
      FAIL("accepted");
    } catch (const std::invalid_argument& e) {
      const std::string message = e.what();
      CHECK(message.size() < 200);
      CHECK_THAT(message, Catch::Contains("…'; did you mean "));
      CHECK_FALSE(saring::text::find_invalid_utf8(message).has_value());
    }
  }
}

TEST_CASE("language: a long tag is resolved by its first subtags") {
  CHECK(LanguageTable::builtin().resolve("id-Latn-x-" + std::string(100, 'a')) ==
        std::vector<std::string>{"ind_Latn"});
}

TEST_CASE("language: rows are unique and complete") {
  std::set<std::string> labels;
  std::set<std::string> tags;
  for (const Language& row : LanguageTable::builtin().rows()) {
    INFO(row.label);
    CHECK(labels.insert(row.label).second);
    CHECK(tags.insert(row.bcp47).second);
    CHECK(row.label.size() == 8);
    CHECK(!row.name.empty());
    CHECK(LanguageTable::builtin().resolve(row.label) == Labels{row.label});
  }
  CHECK(labels.size() >= 200);
}

TEST_CASE("language: a damaged table is an error with its line") {
  CHECK_THROWS_WITH(LanguageTable("label\tname\nind_Latn\tIndonesian\n"),
                    Catch::Contains("line 2"));
}
